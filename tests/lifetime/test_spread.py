"""Work over processes: a worker that is killed on the way costs nothing but its own orbit, done again."""

import os
import signal

import pytest

from adaptedflow.lifetime.spread import spread

TASKS = [(number,) for number in range(8)]


def killed_once(marks, number):
    """The square; who comes to 5 first is killed, as by a machine that runs out of memory."""
    (marks / f"{number}-{os.getpid()}-{len(list(marks.glob(f'{number}-*')))}").touch()
    if number == 5 and len(list(marks.glob("5-*"))) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number ** 2


def killed_always(number):
    os.kill(os.getpid(), signal.SIGKILL)


class OfMarks:
    """A function that pickles with its folder."""

    def __init__(self, marks):
        self.marks = marks

    def __call__(self, number):
        return killed_once(self.marks, number)


def test_a_killed_worker_costs_its_own_orbit_alone(tmp_path):
    found = list(spread(OfMarks(tmp_path), TASKS, n_jobs=2))
    assert sorted(found) == [((number,), number ** 2) for number in range(8)]        # each once
    assert len(list(tmp_path.glob("5-*"))) == 2


def test_workers_that_die_whatever_happens_are_given_up():
    with pytest.raises(RuntimeError, match="workers died 3 times in a row with 2 orbits left"):
        list(spread(killed_always, TASKS[:2], n_jobs=2))


def test_a_mistake_of_the_function_is_not_tried_again():
    with pytest.raises(ZeroDivisionError):
        list(spread(_fails, TASKS[:1]))


def _fails(number):
    return 1 / number

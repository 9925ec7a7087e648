"""Run the cells of a submission in a kernel that is closed in, and come back whatever they do."""

import contextlib
from dataclasses import dataclass, field

from .bubblewrap import trouble
from .cells import NOT_AS_TOLD, obeys, open_kernel, replaced
from .kernel import Died, Kernel, Stopped
from .spent import CLOCK
from .trial import Examiner

__all__ = ["Cell", "Limits", "Outcome", "run", "trouble"]

RESTARTS = 5
TEST_SHARE = 3  # a test calls answers thousands of times


@dataclass(frozen=True)
class Limits:
    """Seconds for a cell, seconds for the whole submission, and GB of memory for a process; whether it is closed in.

    Seconds are those of processors, of all processes of the submission together. Where it waits, the clock's count, ``CLOCK`` of them as one.
    """

    cell_seconds: float = 30.0
    seconds: float = 180.0
    memory: float = 2.0
    protected: bool = True


@dataclass(frozen=True)
class Cell:
    """A cell to run. A test has the names of the ``answers``, and the text of what the assignment gave."""

    name: str
    source: str
    answers: tuple[str, ...] = ()
    given: str = ""
    is_test: bool = False


@dataclass
class Outcome:
    """What became of the cells.

    ``errors`` has one entry for each cell that came to its end: None, or the kind and the text of the error. ``ended`` says why the
    submission ended before the last cell, and is None where it did not. ``look`` says what a teacher should look at, ``seconds`` what it used.
    """

    errors: dict[str, dict | None] = field(default_factory=dict)
    ended: str | None = None
    look: list[str] = field(default_factory=list)
    seconds: float = 0.0


def run(cells: list[Cell], limits: Limits) -> Outcome:
    """Run the cells in order. Where one of them ends the kernel, the others run again in a new one, and it does not."""
    outcome, left_out = Outcome(), set()
    for _ in range(1 + RESTARTS):
        if _all_but(cells, left_out, outcome, limits):
            return outcome
        if outcome.seconds >= limits.seconds:
            break
    if outcome.ended is None:
        outcome.ended = "The submission was given up: too many cells ended the kernel."
    return outcome


def _all_but(cells, left_out, outcome, limits) -> bool:
    """Run the cells that are not ``left_out``; return False where one of them ended the kernel, which is then left out."""
    number = None
    try:
        with Kernel(limits.memory, limits.protected) as kernel, _counted(kernel, outcome), Examiner(kernel, limits.memory) as examiner:
            known = open_kernel(kernel)
            for number, cell in enumerate(cells):
                seconds = min(limits.cell_seconds * (TEST_SHARE if cell.is_test else 1), limits.seconds - outcome.seconds - kernel.spent.seconds())
                if number in left_out or (cell.is_test and cell.name in outcome.errors):
                    continue
                if seconds <= 0:
                    raise Stopped(False)
                try:
                    outcome.errors[cell.name] = _run(kernel, examiner, cell, seconds, outcome)
                except Stopped as stopped:
                    outcome.errors[cell.name] = stopped.error
                    if not stopped.alive:
                        raise
            outcome.look += _replaced(kernel, known, limits)
    except Stopped:
        if number is None:
            outcome.ended = "The submission was not run: the kernel was not ready in time."
            return True
        if outcome.seconds >= limits.seconds:
            outcome.ended = f"The submission ended in the cell {cells[number].name}: it took more than {limits.seconds:g} s in all."
        left_out.add(number)
        return False
    except Died as died:
        if number is None:
            outcome.ended = f"The submission was not run: {died}."
            return True
        outcome.errors[cells[number].name] = {"kind": "Died", "text": str(died)}
        left_out.add(number)
        return False
    return True


@contextlib.contextmanager
def _counted(kernel, outcome):
    """Add what a kernel has used to the ``outcome`` when it ends."""
    try:
        yield
    finally:
        outcome.seconds += kernel.spent.seconds()


def _replaced(kernel, known, limits) -> list[str]:
    """A sentence on the functions that are not those of the start any more, where there are some. A kernel that does not tell has come to its last cell."""
    try:
        names = replaced(kernel, known, limits.cell_seconds)
    except (Stopped, Died):
        return [NOT_AS_TOLD]
    if len(names) >= 100:
        return [NOT_AS_TOLD]
    return [f"{', '.join(names[:3])} {'were' if len(names) > 1 else 'was'} replaced"] if names else []


def _run(kernel, examiner, cell, seconds, outcome) -> dict | None:
    if not cell.is_test:
        return kernel.execute(cell.source, seconds, history=True).error
    error = examiner.run(cell.given, cell.source, list(cell.answers), seconds)
    if not obeys(kernel, seconds):
        outcome.look.append(f"{cell.name}: {NOT_AS_TOLD}")
    return error

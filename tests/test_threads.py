"""One BLAS thread for small matrices, in a process of its own: the number is that of the process."""

import os
import subprocess
import sys

import pytest

from adaptedflow.threads import SMALL, VARIABLES

COUNT = """
import threading
import numpy as np
import adaptedflow as af
from adaptedflow.threads import SMALL, one_thread
from threadpoolctl import threadpool_info, threadpool_limits

def count():
    return max(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")

threadpool_limits(3, user_api="blas")
seen = []
def outputs(theta, X):
    seen.append(count())
    return X * theta
def jacobian(theta, X):
    return X
def run(rows, flow_of=af.AdaptedFlow, integrate=lambda flow: af.integrate(flow, np.ones(1), until=1.0)):
    model = af.FunctionModel(outputs, jacobian, 1)
    integrate(flow_of(af.Problem(model, np.ones((rows, 1)), np.zeros((rows, 1)))))
"""


def printed(code, **environment):
    clean = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    return subprocess.run([sys.executable, "-c", COUNT + code], env=clean | environment, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize("code", [
    "run(1)", "run(1, integrate=lambda flow: af.euler(flow, np.ones(1), 0.1, 2))", "run(1, integrate=lambda flow: [flow.velocity(np.ones(1)) for _ in range(3)])",
])
def test_small_orbits_take_one_thread_and_give_the_others_back(code):
    assert printed(f"{code}\nprint(set(seen[-3:]), count())") == ["{1}", "3"]


def test_large_orbits_take_what_there_is():
    assert printed(f"run({SMALL} + 1, af.UnderparametrizedFlow)\nprint(set(seen[-3:]), count())") == ["{3}", "3"]


@pytest.mark.parametrize("variable", VARIABLES)
def test_who_says_how_many_is_heard(variable):
    assert printed("run(1)\nprint(set(seen[-3:]))", **{variable: "3"}) == ["{3}"]


def test_blocks_may_be_nested_and_other_threads_change_nothing():
    assert printed("""
def other():
    with one_thread():
        pass
with one_thread():
    with one_thread():
        print(count())
    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    print(count())
print(count())
""") == ["1", "1", "3"]


def test_the_number_is_back_after_an_error():
    assert printed("""
try:
    with one_thread():
        raise KeyboardInterrupt
except KeyboardInterrupt:
    print(count())
""") == ["3"]


def test_the_commands_take_one_thread():
    code = """
import click
from adaptedflow.cli import main
@main.command()
def shows():
    print(count())
main(["shows"], standalone_mode=False)
print(count())
"""
    assert printed(code) == ["1", "3"]

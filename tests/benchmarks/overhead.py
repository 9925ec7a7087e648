"""How many operations on arrays a velocity is made of: what limits it where the arrays are tiny."""

import dis
import sys
from dataclasses import dataclass

import numpy as np

from timing import cpu

OPERATORS = {"BINARY_OP"}        # as a + b and a @ b appear in bytecode (3.11 and newer)


@dataclass(frozen=True)
class Overhead:
    """Python functions entered, compiled functions called and operators applied in one call; seconds of a small product."""

    functions: int
    compiled: int
    operators: int
    product: float


def count(call):
    """Count by profiling and by tracing one call; operators on plain numbers are counted too."""
    call()
    found = {"call": 0, "c_call": 0, "operators": 0}

    def profile(frame, event, argument):
        if event in found:
            found[event] += 1

    def trace(frame, event, argument):
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        if event == "opcode" and frame.f_code.co_code[frame.f_lasti] in codes:
            found["operators"] += 1
        return trace

    codes = {dis.opmap[name] for name in OPERATORS}
    sys.setprofile(profile)
    try:
        call()
    finally:
        sys.setprofile(None)
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(None)
    a = np.ones((12, 12))
    return Overhead(found["call"], found["c_call"], found["operators"], cpu(lambda: a @ a, 10_000))

"""What the grader asks a kernel for. It reads this file and sends its text; it is not imported there."""

import sys


def fingerprint():
    """Return what each function that a test may rest on is, by name: where it lies, and its code."""
    found = {}
    for module in ("builtins", "math", "numpy", "numpy.linalg", "numpy.random", "numpy._core.numeric", "numpy._core.fromnumeric",
                   "numpy._core.multiarray", "numpy.linalg._linalg"):
        for name, value in vars(sys.modules.get(module, sys)).items():
            if callable(value) and name not in ("input", "print", "open", "display", "get_ipython", "exit", "quit", "_"):
                inner = getattr(value, "__wrapped__", value)
                found[f"{module}.{name}"] = hash((id(value), getattr(inner, "__code__", None), getattr(inner, "__defaults__", None) is None))
    return found

"""What runs inside the kernel around a test. The grader reads this file and sends its text; it is not imported there.

A test sees what the assignment gave, the functions that answer the tasks, and no other name of the student's.
"""

import sys

PLAIN = (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset)


def run_test(user, set_up, test, answers, instead):
    """Run ``test`` after ``set_up`` in a space of its own, with the ``answers`` from ``user``, or ``instead`` for each."""
    space = {"__name__": "__main__"}
    exec(compile(set_up, "<set-up>", "exec"), space)
    for name in answers:
        if instead:
            space[name] = lambda *arguments, **named: float("nan")
        elif name in user:
            space[name] = _with_plain_values(user[name])
    exec(compile(test, "<test>", "exec"), space)


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


def _with_plain_values(answer):
    if not callable(answer) or isinstance(answer, type):
        return _plain(answer)

    def called(*arguments, **named):
        return _plain(answer(*arguments, **named))

    return called


def _plain(value, depth=0):
    """Return ``value`` with numbers, lists and arrays in the place of objects of the student's own classes.

    Such an object may say that it equals anything.
    """
    import numpy as np

    kind = type(value)
    if depth > 20 or not _own(kind):
        if depth <= 20 and kind in (list, tuple):
            return kind(_plain(entry, depth + 1) for entry in value)
        if kind is np.ndarray and value.dtype == object:
            return np.array([_plain(entry, depth + 1) for entry in value.ravel()] + [None], dtype=object)[:-1].reshape(value.shape)
        return value
    if isinstance(value, np.ndarray):
        return np.ndarray.view(value, np.ndarray)
    for base in PLAIN:
        if issubclass(kind, base):
            return _plain(list(base.__iter__(value)), depth + 1) if base in (list, tuple) else base.__new__(base, _bare(base, value))
    if issubclass(kind, np.generic):
        return value
    if hasattr(value, "__array__"):
        return _plain(np.asarray(value), depth + 1)
    if hasattr(value, "__float__"):
        return float(value)
    if hasattr(value, "__iter__"):
        return [_plain(entry, depth + 1) for entry in value]
    raise AssertionError(f"It returned an object of the class {kind.__name__}; numbers, lists and arrays are expected.")


def _bare(base, value):
    return base.__str__(value) if base is str else getattr(base, "__int__", getattr(base, "__float__", lambda it: it))(value)


def _own(kind):
    """Whether a class is neither Python's nor of a package."""
    module = sys.modules.get(kind.__module__)
    if kind.__module__ == "__main__" or module is None:
        return True
    place = getattr(module, "__file__", None)
    return place is not None and not place.startswith(("/usr", "/packages", sys.base_prefix)) and "/packages/" not in place

"""Cells of the grader's own, and what they find out about the kernel: for the teacher to look at, not for points."""

import base64
import json
import secrets
from pathlib import Path

INSIDE = (Path(__file__).parent / "inside.py").read_text(encoding="utf-8")
CODE = "exec(compile(__import__('base64').b64decode({text!r}), '<grader>', 'exec'), "
EXPRESSION = "(lambda space: (" + CODE + "space), __import__('json').dumps(space['fingerprint']()))[1])({{}})"
NOT_AS_TOLD = "a check that must fail did not fail: the kernel does not do what it is told"


def at_home(text: str) -> str:
    """Return a cell that runs ``text`` in a space of its own, where ``user`` is the student's; names of the student's do not matter."""
    encoded = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()
    return ("import builtins as _grader\n_grader.exec(_grader.compile(_grader.__import__('base64').b64decode("
            f"{encoded!r}), '<grader>', 'exec'), {{'__name__': 'grader', 'user': _grader.globals()}})")


def open_kernel(kernel) -> dict:
    """Run the cell before the submission's first, and return the fingerprint of Python's and numpy's functions."""
    kernel.execute(at_home("import sys, numpy, numpy.linalg, numpy.random\nuser['exit'] = user['quit'] = sys.exit\n"), 60)
    return _fingerprint(kernel, 60)


def obeys(kernel, seconds: float) -> bool:
    """Whether a check that must fail does fail, with a word that nobody knew before."""
    word = secrets.token_hex(8)
    return kernel.execute(f"raise AssertionError({word!r})", seconds).error == {"kind": "AssertionError", "text": word}


def replaced(kernel, known: dict, seconds: float) -> list[str]:
    """The names of Python's and numpy's functions that are not those of the start any more."""
    found = _fingerprint(kernel, seconds)
    return sorted(name for name, value in known.items() if found.get(name) != value)


def _fingerprint(kernel, seconds) -> dict:
    text = kernel.execute("", seconds, ask=EXPRESSION.format(text=base64.b64encode(INSIDE.encode()).decode())).value
    try:
        found = json.loads(text[1:-1])                  # between the quotes of a string
        return found if isinstance(found, dict) else {}
    except (ValueError, RecursionError):
        return {}

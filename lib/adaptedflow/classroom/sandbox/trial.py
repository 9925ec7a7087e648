"""What the grader sends for a test, and how it reads what comes back.

A test counts as passed where all of its checks were run and hold: the text sent ends with a check that must fail, with a word nobody knows
before. It is sent a second time with a wrong answer planted for each task, and must fail then. And the functions it rests on must be the ones that were
there before the first cell of the submission.
"""

import ast
import base64
import secrets
from pathlib import Path

INSIDE = (Path(__file__).parent / "inside.py").read_text(encoding="utf-8")
OPENING = 'exec(compile(__import__("base64").b64decode({text!r}), "<grader>", "exec"), {{"__name__": "grader", "user": globals()}})'
TAMPERED = "The checks of this test were switched off or forged from within: please talk to your teacher."


def opening() -> tuple[str, str]:
    """The cell before the submission's first, and the expression that asks for the fingerprint of what tests rest on."""
    text = INSIDE + '\nimport numpy, numpy.linalg, numpy.random\nuser["exit"] = user["quit"] = sys.exit\n'
    return _cell(text), FINGERPRINT


def run(execute, seconds, set_up: str, test: str, answers: list[str], known: dict) -> tuple[dict | None, str | None]:
    """Send ``test`` by ``execute``; return its error, None where it passed, and what was found to be tampered with."""
    word = secrets.token_hex(8)
    whole = f"{test}\nassert False, {word!r}\n"
    texts = {planted: _cell(f"{INSIDE}\nrun_test(user, {set_up!r}, {whole!r}, {answers!r}, {planted})\n") for planted in (False, True)}
    order = [False, True]
    secrets.SystemRandom().shuffle(order)
    errors = {planted: execute(texts[planted], seconds).error for planted in order}
    end = {"kind": "AssertionError", "text": word}
    if errors[True] in (None, end) or errors[False] is None:
        return {"kind": "AssertionError", "text": TAMPERED}, "a test passed that must fail"
    if errors[False] != end:
        return errors[False], None
    found = fingerprint(execute("", seconds, ask=FINGERPRINT).value)
    changed = sorted(name for name, value in known.items() if found.get(name) != value)
    if changed:
        said = f"{', '.join(changed[:3])} {'were' if len(changed) > 1 else 'was'} replaced"
        return {"kind": "AssertionError", "text": f"{said}; tests need numpy and Python as they are. Restart the kernel without that."}, said
    return None, None


def fingerprint(text: str) -> dict:
    """Read the fingerprint; what is none is read as empty."""
    try:
        found = ast.literal_eval(ast.literal_eval(text))
        return found if isinstance(found, dict) else {}
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return {}


def _cell(text: str) -> str:
    return OPENING.format(text=base64.b64encode(text.encode("utf-8", "surrogatepass")).decode())


def _expression() -> str:
    space = "(lambda space: (exec(compile(__import__('base64').b64decode({text!r}), '<grader>', 'exec'), space), repr(space['fingerprint']()))[1])({{}})"
    return space.format(text=base64.b64encode(INSIDE.encode()).decode())


FINGERPRINT = _expression()

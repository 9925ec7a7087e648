"""The table of what ``from_torch`` and ``from_jax`` refuse, as it stands in README.md beside this file: written there by

``build/torch/venv/bin/python -m tests.adapters.table``, from the root of the repository. What :mod:`tests.adapters.measured` wrote below it stays.
"""

import re
import warnings
from pathlib import Path

import numpy as np

import adaptedflow as af

from . import test_jax, test_torch

README = Path(__file__).with_name("README.md")
BELOW = "## The adapters, measured"                                  # where the other part of the page begins
HEAD = """# Adapters for torch and JAX

What is refused, and what is said.

Each sentence below is what a user reads; a test makes this page. What torch or jax said themselves stands behind it in brackets, and is left out here.
"""
TITLES = {"torch": "Modules of torch (`af.from_torch`)", "jax": "Functions of JAX (`af.from_jax`)"}


def said(call):
    """The error of ``call()`` as its kind and its sentence; AssertionError where there is none."""
    try:
        call()
    except (TypeError, ValueError) as error:
        words = re.sub(r" \((?:torch|jax): .*\)$", "", str(error), flags=re.DOTALL)
        return type(error).__name__, re.sub(r" at 0x[0-9a-f]+", "", words)
    raise AssertionError("nothing was refused")


def used(model):
    af.Problem(model, np.ones((3, 3)) + np.eye(3), np.ones((3, 2))).outputs(model.theta0)


def cases():
    """Library -> name of what is refused -> its error."""
    torch = {what: said(lambda make=make: used(af.from_torch(make()))) for what, (make, _, _) in test_torch.REFUSED.items()}
    torch |= {option: said(lambda wrong=wrong: af.from_torch(test_torch.FIRST, **wrong)) for option, wrong in test_torch.OPTIONS.items()}
    model, X = test_torch.taken("MLP")
    torch["complex parameters"] = said(lambda: model.outputs(model.theta0 + 1j, X))
    jax = {what: said(lambda f=f, p=p: used(af.from_jax(f, p))) for what, (f, p, _, _) in test_jax.REFUSED.items()}
    return {"torch": torch, "jax": jax}


def markdown():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")                                # torch's own, about lazy modules
        found = cases()
    tables = [HEAD]
    for library, rows in found.items():
        tables.append(f"## {TITLES[library]}\n\n| what | error | what is said |\n|---|---|---|\n" + "\n".join(
            f"| {what} | {kind} | {_cell(sentence)} |" for what, (kind, sentence) in rows.items()) + "\n")
    return "\n".join(tables) + "\n"


def parts():
    """Both parts of the page as it stands."""
    above, mark, below = README.read_text(encoding="utf-8").partition(BELOW) if README.exists() else ("", "", "")
    return above, mark + below


def _cell(text):
    return " ".join(text.split()).replace("|", "\\|").replace("<", "\\<")


if __name__ == "__main__":
    README.write_text(markdown() + parts()[1], encoding="utf-8")

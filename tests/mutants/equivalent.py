"""Mutants that no test of results can kill, and why: by the rules here, or by name in ``equivalent.toml``."""

import ast
import re
import tomllib
from pathlib import Path

BOUNDARY = "Floating-point numbers that meet a bound exactly: no instance does, and on either side of it the answer is right."
INSTANCES = "Other instances pass through the same check; what it says of them stays as sharp."

SETTINGS = "Another number or point in the body of a check: as sharp as before, since every wrong formula, a hundredth more among them, still fails it."
NUMBER = r"-?\d[\d.]*(?:e-\d\d)?"
SETTING = rf"{NUMBER} -> {NUMBER}|range\((\d+)\) -> range\(\1 - 1\)|np\.(?:zeros|ones)\((.*)\) -> np\.(?:zeros|ones)\(\2\)"
LEDGER = Path(__file__).resolve().parents[2] / "lib/adaptedflow/ledger"

REASONS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["reason"]
EQUIVALENT: dict[str, str] = {name: reason["why"] for reason in REASONS for name in reason["mutants"]}


def unseen(name: str) -> str:
    """The reason why no test can see the mutant of this name, or an empty text."""
    change = name.partition(": ")[2]
    if re.search(r"\brng\b", change):
        return INSTANCES
    old, _, new = change.partition(" -> ")
    strict = re.sub(r" ([<>])=? ", r" \1 ", old) == re.sub(r" ([<>])=? ", r" \1 ", new)
    if strict and (re.search(r"\de-\d\d|\b0\.0\d", old) or _in_a_check(name)):
        return BOUNDARY
    if re.fullmatch(SETTING, change) and _in_a_check(name):
        return SETTINGS
    if old.startswith("P @ ") and new == old.replace("P @", "P.T @", 1):
        return "P is an orthogonal projector, its own transpose."
    if re.fullmatch(r"([a-z]\w*) @ .*", old) and new == old.replace(" @", ".T @", 1):
        return "By the package's custom a small letter is a vector, and its transpose is itself."
    return EQUIVALENT.get(name, "")


def _in_a_check(name: str) -> bool:
    """Whether the change stands in a check or counterexample of the ledger itself, not in its formula or in what helps it."""
    module, _, place = name.partition(": ")[0].partition(" ")
    if not module.startswith("ledger/section"):
        return False
    tree = ast.parse((LEDGER / Path(module).name).read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == place and
               any(isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("check", "counterexample") for call in node.decorator_list)
               for node in tree.body)

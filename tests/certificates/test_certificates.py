"""Certificates hold, and not with another digit anywhere."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from adaptedflow import ledger, paths

CHECKER = Path(__file__).with_name("check.py")
FILES = sorted((paths.DATA / "certificates").glob("*.toml"))
each = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
LINES = 4                            # of each certificate that are altered, evenly spaced; with all of them the test takes minutes
STILL_TRUE = {                       # lines in which another digit leaves a statement that holds as well
    "an-orbit-that-lives": ("radius", "steps"),                                      # a wider tube, shorter steps
    "equilibria-not-isolated": ("radius",),                                          # a larger box with one zero
    "fibre-foliation": ("inputs",),                                                  # at theta = 0, where they play no part
    "perturbation-sign": ("activation", "theta", "inputs"),                          # units that are dead all the same
    "two-layer-rank-bound": ("inputs",),                                             # the output bias gives the rank for any input
    "underparametrized-embedding": ("inputs", "kernel"),                             # any inputs, and multiples of the kernel vectors
}

sys.path.insert(0, str(CHECKER.parent))                                              # as for a script; its other files are imported by name
spec = importlib.util.spec_from_file_location("certificate_check", CHECKER)
checker = importlib.util.module_from_spec(spec)
spec.loader.exec_module(checker)


def alterations(path: Path) -> list[str]:
    """The certificate with another first digit in one line, for each line of data that has one and is not said to be true still."""
    head, kind, data = path.read_text(encoding="utf-8").partition("kind = ")
    lines, found = data.splitlines(keepends=True), []
    for number, line in enumerate(lines):
        name, _, _ = line.partition(" = ")
        digit = re.search(r"(?<![A-Za-z_\d.])\d", line[len(name) if " = " in line else 0:])
        if digit and name not in STILL_TRUE.get(path.stem, ()):
            place = digit.start() + (len(name) if " = " in line else 0)
            other = line[:place] + str((int(line[place]) + 1) % 10) + line[place + 1:]
            found.append(head + kind + "".join([*lines[:number], other, *lines[number + 1:]]))
    return found


@each
def test_certificate_holds(path):
    checker.check(path)


@each
def test_another_digit_is_refused(path, tmp_path):
    every = alterations(path)
    assert every
    for wrong in every[::max(1, -(-len(every) // LINES))]:
        (tmp_path / path.name).write_text(wrong, encoding="utf-8")
        with pytest.raises(checker.Refused):
            checker.check(tmp_path / path.name)


def test_checker_is_short_and_imports_nothing_of_the_package():
    own = {"check", "point", "orbit"}
    text = "".join(CHECKER.with_name(f"{name}.py").read_text(encoding="utf-8") for name in own)
    assert text.count("\n") <= 450
    modules = {line.split()[1].split(".")[0] for line in text.splitlines() if re.match(r"(import|from) ", line)}
    assert modules - own == {"sys", "tomllib", "fractions", "pathlib", "sympy", "flint"}


def test_certificates_belong_to_rows_and_rows_to_certificates():
    rows = {claim.slug: claim for claim in ledger.claims()}
    certified = {slug for path in FILES for slug in checker.tomllib.loads(path.read_text(encoding="utf-8"))["claims"]}
    assert certified <= set(rows)
    for slug, claim in rows.items():
        if claim.verdict not in ("holds", "misprint") and claim.evidence in ("exact", "interval"):
            assert slug in certified, f"{slug} rests on {claim.evidence} and has no certificate"


def test_a_file_that_says_nothing_is_refused(tmp_path):
    empty = tmp_path / "empty.toml"
    for text in ("", 'kind = "belief"\n', 'kind = "exact_rank"\n', "not toml"):
        empty.write_text(text, encoding="utf-8")
        with pytest.raises(checker.Refused):
            checker.check(empty)
    assert checker.main([str(empty)]) == 1

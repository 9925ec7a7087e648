"""The note for mathematicians: its text types no number that the data has, and its pages are the same twice."""

import hashlib
import importlib.util
import json
import os
import re
import subprocess

import pytest

from adaptedflow import ledger, paths
from adaptedflow.figures import read_table
from adaptedflow.ledger.statements import statements

NOTE = paths.NOTEBOOKS / "note"
TEXT = (NOTE / "note.typ").read_text(encoding="utf-8")
SPEC = importlib.util.spec_from_file_location("stored", NOTE / "stored.py")
stored = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(stored)


@pytest.fixture(scope="module")
def data():
    return stored.stored()


def test_every_key_that_the_text_names_is_in_the_data_and_every_key_is_used(data):
    named = set(re.findall(r"\bdata((?:\.\w+\b(?!\())+)", TEXT))
    for name in named:
        entry = data
        for key in name[1:].split("."):
            assert key in entry, f"note.typ asks for data{name}"
            entry = entry[key]
    assert {name.split(".")[1] for name in named} == set(data)


def prose(text):
    """What note.typ says outside of code, of formulas, and of the numbers that the paper gives to its equations, theorems and sections."""
    text = "\n".join(line for line in text.splitlines() if not line.startswith(("//", "#set", "#show", "#let")))
    text = re.sub(r"\$[^$]*\$", "", text)
    text = re.sub(r'"[^"]*"|\(\d\.\d+\)|arXiv:[\d.]+|(?:Theorem|version|Section) \d+(\.\d+)*', "", text)
    text = re.sub(r"[\d.]+(?:pt|cm|em|fr|%)|\b[hv]\(\d+\w*\)|\.at\(\d\)|start: \d|columns\(\d|len\(\) . \d", "", text)
    return text


def test_no_number_is_typed():
    assert re.findall(r"\S*\d\S*", prose(TEXT)) == []
    assert re.findall(r"\S*\d\S*", prose("Of 17400 orbits, $M_1 = 2$, see (2.4), #v(3pt) 12 live")) == ["17400", "12"]


def test_each_statement_stands_in_the_note_in_its_place_with_a_proof():
    assert re.findall(r"\]\s<([\w-]+)>\n", TEXT) == [s.slug for s in statements()]
    assert re.findall(r'#breaks\("([\w-]+)"\)', TEXT) == [s.slug for s in statements()]
    assert TEXT.count("\n#proof[") == len(statements())


def test_the_numbers_are_those_of_the_ledger_and_of_the_map(data):
    assert data["claims"]["all"] == sum(count for name, count in data["claims"].items() if name != "all") == len(ledger.claims())
    ends = [data["survival"][name] for name in ("survived", "rank_loss", "blow_up", "undecided", "others")]
    assert sum(ends) == data["survival"]["orbits"]
    assert {row["kind"] for row in data["certificates"]["claims"]} == set(re.findall(r"(\w+): \"", re.search(r"#let kinds = \((.*)\)", TEXT)[1]))


def test_proved_orbits_are_counted_as_they_are_stored(data):
    orbits, proved = read_table(paths.DATA / "survival/proved_orbits.csv"), data["proved"]
    for letter, part in (("s", proved), ("r", proved["dead"])):
        chosen = [row for row, end in enumerate(orbits["end"]) if end == letter]
        assert part["tried"] == len(chosen) > 0 and part["certified"] == sum(orbits["certified"][row] for row in chosen)
        assert {orbits["widths"][row].replace("-", ", ") for row in chosen} == {part["widths"]}
        assert {orbits["activation"][row] for row in chosen} == {"tanh"} and len({orbits["N"][row] for row in chosen}) == (6 if letter == "s" else 2)
    for cell in proved["cells"]:                                       # bounds, as they are written
        chosen = [row for row, end in enumerate(orbits["end"]) if end == "s" and orbits["gap"][row] == int(cell["gap"]) and orbits["certified"][row]]
        number = {name: float("".join(part if isinstance(part, str) else part[1][0] for part in cell[name]).replace("\N{MINUS SIGN}", "-").replace(" · 10", "e")) for name in ("sigma", "radius")}
        assert number["sigma"] <= min(orbits["sigma_min"][chosen]) < 1.1 * number["sigma"] and number["radius"] >= max(orbits["radius"][chosen])
        assert float(cell["growth"]) >= 10 ** max(orbits["log10_growth"][chosen])
    assert [sum(int(cell[name]) for cell in proved["cells"]) for name in ("tried", "certified")] == [proved["tried"], proved["certified"]]


@pytest.mark.parametrize("text, pieces", [
    ("rank D D^T", ["rank ", ["i", ["D"]], " ", ["i", ["D"]], ["sup", [["i", ["T"]]]]]),
    ("C^∞ on non-holonomic", [["i", ["C"]], ["sup", ["∞"]], " on non-holonomic"]),
    ("x - y, (-1, 0), N-J, Moore-Penrose", ["x − y, (−1, 0), N−J, Moore-Penrose"]),
    ("f_* V, x_*", [["i", ["f"]], ["sub", ["∗"]], " ", ["i", ["V"]], ", ", ["i", ["x"]], ["sub", ["∗"]]]),
    ("examples.last_layer_limit & <b>", [["code", ["examples.last_layer_limit"]], " & <b>"]),
])
def test_pieces_of_a_sentence(text, pieces):
    def flat(parts):
        return "".join(part if isinstance(part, str) else f"<{part[0]}>{flat(part[1])}</{part[0]}>" for part in parts)

    found = stored.pieces(text)
    assert re.sub("</?i>", "", flat(found)) == re.sub("</?i>", "", flat(pieces))


def test_rows_that_a_sentence_names_are_called_as_the_note_calls_them(data):
    assert stored.placed("as at 'row-a' and (row-b), not row-a-c or non-linear", {"row-a": "number 1", "row-b": "Statement 2"}) == (
        "as at number 1 and (Statement 2), not row-a-c or non-linear")
    said = json.dumps([data["statements"], data["corrections"], data["misprints"]])
    slugs = [row.slug for row in (*ledger.claims(), *statements()) if "-" in row.slug]
    assert [slug for slug in slugs if re.search(rf"(?<![\w-]){slug}(?![\w-])", re.sub(r'"[\w-]+": \{', "", said))] == []


typesetter = os.environ.get("ADAPTEDFLOW_TYPESETTER")
typeset = pytest.mark.skipif(not typesetter, reason="needs the note's environment: make test-all ONLY=note")


@typeset
def test_the_note_is_the_same_twice_and_names_no_machine_and_no_time():
    pdf = paths.BUILD / "note/note.pdf"
    first = pdf.read_bytes()
    subprocess.run([typesetter, NOTE / "build.py"], check=True, cwd=paths.ROOT)
    assert hashlib.sha256(pdf.read_bytes()).hexdigest() == hashlib.sha256(first).hexdigest()
    assert b"CreationDate" not in first and str(paths.ROOT).encode() not in first


@typeset
def test_the_note_has_eight_pages():
    count = "import build; print(len(build.build('png')))"
    run = subprocess.run([typesetter, "-c", count], capture_output=True, text=True, check=True, cwd=NOTE)
    assert int(run.stdout) == 8 and run.stderr == ""

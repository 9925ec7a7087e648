"""Where a command asks for it, a figure that is found again stays as it is stored."""

import json

import matplotlib.pyplot as plt
import numpy as np
import pytest

from adaptedflow import paths
from adaptedflow.figures import save, style
from adaptedflow.figures.agreement import same_picture

S = np.linspace(0, 5, 40)
ALT = "A cost that decays along its time."


@style()
def decay(table, color="black"):
    figure, axes = plt.subplots()
    axes.plot(table["s"], table["cost"], color=color)
    return figure


def table(factor=1.0):
    return {"s": S, "cost": factor * np.exp(-S)}


@pytest.fixture
def drawn(monkeypatch, tmp_path):
    """Draw a figure and store it, made by other versions; from then on draw elsewhere and keep what is stored."""
    monkeypatch.delenv(paths.FORMAT_VARIABLE, raising=False)
    monkeypatch.setenv(paths.FIGURES_VARIABLE, str(tmp_path / "stored"))
    save(decay(table()), "decay", table(), alt=ALT)
    record = tmp_path / "stored/decay.json"
    record.write_text(record.read_text().replace(f'"numpy": "{np.__version__}"', '"numpy": "1.0"'))
    monkeypatch.setenv(paths.FIGURES_VARIABLE, str(tmp_path / "drawn"))
    monkeypatch.setenv(paths.STORED_VARIABLE, str(tmp_path / "stored"))
    return tmp_path / "drawn"


def changed(drawn):
    """The endings of the files that differ from the stored ones."""
    stored = drawn.parent / "stored"
    assert sorted(path.name for path in drawn.iterdir()) == ["decay.csv", "decay.json", "decay.png"]
    return {path.suffix for path in drawn.iterdir() if path.read_bytes() != (stored / path.name).read_bytes()}


def numpy_of(drawn):
    return json.loads((drawn / "decay.json").read_text())["versions"]["numpy"]


def test_a_table_found_again_within_its_tolerance_changes_nothing(drawn):
    save(decay(table(1 + 3e-5)), "decay", table(1 + 3e-5), alt=ALT)
    assert changed(drawn) == set()


def test_a_table_beyond_its_tolerance_is_stored_anew(drawn):
    save(decay(table(1.001)), "decay", table(1.001), alt=ALT)
    assert changed(drawn) == {".csv", ".png", ".json"} and numpy_of(drawn) == np.__version__


def test_another_drawing_of_the_same_numbers_changes_the_picture_and_not_the_table(drawn):
    save(decay(table(1 + 3e-5), color="0.1"), "decay", table(1 + 3e-5), alt=ALT)
    assert changed(drawn) == {".png", ".json"} and numpy_of(drawn) == np.__version__


def test_another_caption_changes_neither(drawn):
    save(decay(table(1 + 3e-5)), "decay", table(1 + 3e-5), alt="Another sentence about it.")
    assert changed(drawn) == {".json"} and numpy_of(drawn) == "1.0"


def test_a_picture_drawn_without_a_function_of_the_table_moves_with_the_numbers_only(drawn):
    for factor in (1 + 3e-5, 1.0):
        with style():
            figure, axes = plt.subplots()
            axes.plot(S, np.exp(-S), color="red")
        save(figure, "decay", table(factor), alt=ALT)
        assert changed(drawn) == (set() if factor != 1 else {".png", ".json"})


@pytest.mark.parametrize("file, content", [
    ("decay.csv", None), ("decay.png", None), ("decay.json", None), ("decay.csv", b"s,cost\n0,1,2\n"), ("decay.csv", b"\xff"), ("decay.csv", b""),
    ("decay.png", b"\x89PNG, cut short"), ("decay.json", b"{"), ("decay.json", b"[]"), ("decay.json", b'{"versions": 3}'),
])
def test_what_is_missing_or_damaged_is_written_anew(drawn, file, content):
    stored = drawn.parent / "stored" / file
    whole = stored.read_bytes()
    stored.unlink() if content is None else stored.write_bytes(content)
    save(decay(table()), "decay", table(), alt=ALT)
    assert (drawn / file).read_bytes() == (whole if file != "decay.json" else whole.replace(b'"1.0"', f'"{np.__version__}"'.encode()))


def test_the_picture_shows_the_numbers_that_lie_beside_it(monkeypatch, tmp_path):
    pictures = []
    for factor in (1.0, 1 + 1e-9):
        monkeypatch.setenv(paths.FIGURES_VARIABLE, str(tmp_path))
        save(decay(table(factor)), "decay", table(factor) | {"count": range(len(S))}, alt=ALT)
        pictures.append((tmp_path / "decay.png").read_bytes())
    assert pictures[0] == pictures[1]


def test_pictures_of_another_size_are_not_the_same(tmp_path):
    pictures = []
    for width in (2, 3):
        plt.figure(figsize=(width, 2)).savefig(tmp_path / "picture.png")
        pictures.append((tmp_path / "picture.png").read_bytes())
    assert not same_picture(*pictures) and same_picture(pictures[0], pictures[0])

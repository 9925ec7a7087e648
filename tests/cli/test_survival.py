"""``survival``: a small map, what is kept, and what is refused."""

import pytest
from click.testing import CliRunner

from adaptedflow.cli import main
from adaptedflow.figures import read_table


def adaptedflow(*arguments):
    return CliRunner().invoke(main, ["survival", *arguments])


def test_a_small_map(companion):
    result = adaptedflow("--widths", "1-2-1", "--gap", "0", "--gap", "3", "--orbits", "3")
    assert result.exit_code == 0, result.output
    table = read_table(companion / "build/survival.csv")
    assert table["gap"].tolist() == [0, 3] and table["orbits"].tolist() == [3, 3]
    assert len(list((companion / "build/survival").iterdir())) == 2 and result.output.count("tanh 1-2-1") == 2
    assert adaptedflow("--widths", "1-2-1", "--gap", "3", "--orbits", "3", "--output", str(companion / "own.csv")).exit_code == 0
    assert read_table(companion / "own.csv")["ends"][0] == table["ends"][1]
    (companion / "own.csv").write_text("mine")
    result = adaptedflow("--widths", "1-2-1", "--gap", "3", "--orbits", "3", "--output", str(companion / "own.csv"))
    assert result.exit_code == 2 and "is there already" in result.output and (companion / "own.csv").read_text() == "mine"


def test_the_stored_tables_go_to_data_only_as_they_are_shipped(companion, monkeypatch):
    from adaptedflow import paths
    from adaptedflow.lifetime import Cell, stored
    monkeypatch.setattr(paths, "DATA", companion / "data", raising=False)
    cell, more = Cell((1, 2, 1), 4), Cell((1, 3, 1), 3)
    for name, value in dict(stored_cells=lambda: [cell], NUM_ORBITS=2, wide_and_deep_cells=lambda: {more: 1}, standard_cells=lambda: [more], STANDARD_ORBITS=1,
                             proved_cells=lambda: {"s": {cell: 1}, "r": {cell: 1}}).items():
        monkeypatch.setattr(stored, name, value)
    assert adaptedflow("--stored", "--orbits", "3").exit_code == 0
    assert not (companion / "data").exists() and (companion / "build/survival.csv").exists()
    result = adaptedflow("--stored")
    assert result.exit_code == 0, result.output
    tables = {path.stem: read_table(path) for path in (companion / "data/survival").iterdir()}
    assert set(tables) == set(stored.TABLES) and all(f"data/survival/{name}.csv" in result.output for name in tables)
    assert tables["survival_map"]["orbits"].tolist() == [2] and tables["wide_and_deep"]["widths"].tolist() == ["1-3-1"]
    assert set(tables["certified"]["map"]) <= {"survival_map", "wide_and_deep"}


@pytest.mark.parametrize("arguments, words", [
    ([], "expected --stored, or at least one --widths and one --gap"),
    (["--widths", "3-4-1"], "expected --stored, or at least one --widths and one --gap"),
    (["--stored", "--gap", "3"], "--stored has cells of its own"),
    (["--widths", "3,4,1", "--gap", "3"], "expected widths as 4-16-1"),
    (["--widths", "3-4-1", "--gap", "40"], "gap: expected at most K - Q"),
    (["--widths", "3-4-1", "--gap", "3", "--activation", "sigmoid"], "activation: expected one of"),
    (["--widths", "3-4-1", "--gap", "3", "--orbits", "0"], "orbits"),
])
def test_what_does_not_fit_is_one_line(companion, arguments, words):
    result = adaptedflow(*arguments)
    assert result.exit_code == 2 and words in result.output


def test_an_interrupt_says_where_to_find_what_is_done(companion, monkeypatch):
    from adaptedflow import lifetime

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(lifetime, "survival_map", interrupted)
    result = adaptedflow("--widths", "1-2-1", "--gap", "0")
    assert f"What is done is in {companion / 'build/survival'}; the same command goes on" in result.output

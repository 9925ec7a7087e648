"""What 'make test' runs, and what it leaves out on another Python."""

import importlib.util

import pytest

from adaptedflow import paths

SPEC = importlib.util.spec_from_file_location("parts", paths.ROOT / "tests/run.py")
run = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(run)


def test_the_python_of_the_stored_outputs_leaves_nothing_out(capsys):
    assert run.without_stored(run.DEFAULT, (3, 11)) == run.DEFAULT and capsys.readouterr().out == ""


@pytest.mark.parametrize("version", [(3, 12), (3, 13)])
def test_another_python_says_what_it_leaves_out(version, capsys):
    assert run.without_stored(run.DEFAULT, version) == ["library", "ledger"]
    said = capsys.readouterr().out
    assert "left out: notebooks, figures" in said and f"this is Python {version[0]}.{version[1]}" in said


def test_an_unknown_part_is_refused(capsys):
    assert run.main(["libary"]) == 2 and "expected some of library" in capsys.readouterr().err

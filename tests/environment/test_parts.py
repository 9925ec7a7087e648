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
    assert run.without_stored(run.DEFAULT, version) == ["library", "explorables", "ledger", "certificates"]
    said = capsys.readouterr().out
    assert "left out: notebooks, figures" in said and f"this is Python {version[0]}.{version[1]}" in said


def test_an_unknown_part_is_refused(capsys):
    assert run.main(["libary"]) == 2 and "expected some of library" in capsys.readouterr().err


def test_a_part_whose_environment_is_missing_is_left_out_and_named(capsys, monkeypatch, tmp_path):
    (tmp_path / "there").touch()
    monkeypatch.setattr(run, "NEEDS", {"classroom": tmp_path / "gone", "book": tmp_path / "there"})
    assert run.without_missing(["library", "classroom", "book"]) == ["library", "book"]
    assert "left out: classroom. Its environment, build/classroom/venv, could not be made" in capsys.readouterr().out


def test_the_summary_says_what_was_left_out(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(run, "NEEDS", {"book": tmp_path / "gone"})
    monkeypatch.setattr(run, "PARTS", {"library": lambda: True, "classroom": lambda: "the table: no bubblewrap", "fuzz": lambda: False, "book": None})
    assert run.main(["library", "classroom"]) == 0
    said = capsys.readouterr().out
    assert "s   passed; left out: the table: no bubblewrap\n" in said and said.endswith("parts: 2 passed, 0 failed; left out: some of classroom\n")
    assert run.main(["library"]) == 0 and capsys.readouterr().out.endswith("parts: 1 passed, 0 failed\n")
    assert run.main(["library", "fuzz", "book"]) == 1
    assert capsys.readouterr().out.endswith("parts: 1 passed, 1 failed; left out: book\n")


@pytest.mark.parametrize("reason", [None, "bubblewrap was not found"])
def test_where_nothing_can_be_closed_in_the_classroom_leaves_its_table_out_and_says_so(reason, monkeypatch):
    ran = []
    monkeypatch.setattr(run, "trouble", lambda: reason)
    monkeypatch.setattr(run, "command", lambda *arguments, **named: ran.append(arguments[1]) or True)
    outcome = run.classroom()
    assert ran == ["pytest", "classroom", *([] if reason else ["classroom.table"])]
    assert outcome == (f"the table of variants, and what asks for the sandbox: {reason}" if reason else True)


def test_figures_before_notebooks_is_one_sentence(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(run, "DRAWN", tmp_path / "none")
    assert run.figures() is False
    assert capsys.readouterr().out == "expected tables that the notebooks have drawn in build/test-figures, found none; run both parts: make test ONLY='notebooks figures'\n"

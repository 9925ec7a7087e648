"""The command line as a whole: beginnings of names, the version, completion, quiet, answers for programs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import adaptedflow
from adaptedflow.cli import main


def said(*arguments, **options):
    return CliRunner().invoke(main, arguments, **options)


def test_help_lines_end():
    lines = said("--help").output.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert len(lines) == len(main.commands) and all(line.endswith(".") and not line.endswith("...") for line in lines)


def test_version():
    assert said("--version").output.split()[-1] == adaptedflow.__version__


def test_beginnings(companion, write):
    write("02_other", "# Other", "N = 1")
    assert json.loads(said("li", "--json").output)["02_other"] == {"title": "Other", "parameters": {"N": 1}}
    assert said("run", "02").exit_code == 0 and (companion / "build/runs/02_other.ipynb").exists()
    ambiguous, unknown = said("run", "0"), said("run", "03")
    assert ambiguous.exit_code == unknown.exit_code == 2
    assert "expected the name of one notebook, got '0'; it fits: 01_good, 02_other" in ambiguous.output and "there are: 01_good, 02_other" in unknown.output
    assert "which fits figures and fit" in said("fi").output and said("fi").exit_code == 2 and "No such command" in said("fib").output


def test_a_whole_name_is_no_beginning(companion, write):
    write("01_good_too", "# Good too", "N = 1")
    assert said("run", "01_good").exit_code == 0 and not (companion / "build/runs/01_good_too.ipynb").exists()


def test_console_script_and_completion():
    script = Path(sys.executable).with_name("adaptedflow")
    environment = os.environ | {"_ADAPTEDFLOW_COMPLETE": "bash_complete", "COMP_WORDS": "adaptedflow run 05", "COMP_CWORD": "2"}
    completed = subprocess.run([script], env=environment, capture_output=True, text=True)
    assert completed.stdout.split() == ["plain,05_trapping"], completed.stderr


def test_quiet(companion, write):
    write("02_bad", "# Bad", "N = 1", "1 / 0")
    good, bad = said("run", "01", "-q"), said("run", "02", "--quiet")
    assert (good.exit_code, good.output) == (0, "") and bad.exit_code == 1 and bad.stdout == "" and "ZeroDivisionError" in bad.stderr


@pytest.mark.parametrize("command", main.commands)
def test_every_command_can_be_quiet(command):
    assert "--quiet" in said(command, "--help").output


def test_the_ledger_for_programs():
    result = said("ledger", "--only", "borderline-inv", "--json")
    row, = json.loads(result.stdout).items()
    assert row[0] == "borderline-inverse" and row[1]["agrees"] is True and result.exit_code == 0


def test_a_missing_package_is_one_line(companion, monkeypatch):
    (companion / "a.csv").write_text("1,2\n2,3\n")
    monkeypatch.setitem(sys.modules, "pandas", None)
    result = said("fit", str(companion / "a.csv"), "--widths", "1-4-1")
    assert result.exit_code == 1 and result.output == "Error: pandas is not installed; pip install 'adaptedflow[fit]'\n"
    assert isinstance(main, click.Group)

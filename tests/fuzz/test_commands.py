"""Malformed options and files on the command line: one line and status 1 or 2, never a traceback."""

import os

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from adaptedflow.cli import main

EXAMPLES = int(os.environ.get("ADAPTEDFLOW_FUZZ", "12"))
COMMANDS = {                                                          # options; every one of them takes a value
    "figures": ["--only", "--format"], "notebooks": ["--only"], "run": ["-p", "--parameter"], "ledger": ["--only"],
    "list": ["--only"], "survival": ["--widths", "--gap", "--activation", "--targets", "--scale", "--orbits", "--seed", "--jobs"],
    "training": ["--task", "--splits"], "assignments": ["--seed"], "grade": ["--assignment", "--cell-seconds", "--seconds", "--memory", "--seed"],
    "fit": ["--widths", "--activation", "--epsilon", "--seed", "--skiprows", "--nrows", "--compression"],
}
READING = ["--sep", "--decimal", "--thousands", "--encoding", "--comment", "--skiprows", "--index-col", "--usecols", "--targets", "--categories",
           "--na-values", "--sheet-name"]
junk = st.sampled_from(["", "nan", "inf", "-1", "0", "1e999", "x", "1-", "-", "--", "a=b", "=", "3-0-1", "2--1", "é", "none", "../..", "0x10", "1,2"])
entries = st.sampled_from(["1", "2.5", "-3", "", "nan", "inf", "x", "1e999", "'", '"', " ", "é", "1;2", "\x00"])
lines = st.lists(st.lists(entries, max_size=4), max_size=5)


def said(arguments):
    """What the command says; anything but an orderly end is a failure of the test."""
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), (arguments, result.exception)
    assert result.exit_code in (0, 1, 2) and "Traceback" not in result.output
    assert result.exit_code == 0 or len(result.output) > 20
    return result


@pytest.mark.parametrize("command", COMMANDS)
@settings(max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_options_that_cannot_be(command, data):
    option, value = data.draw(st.sampled_from(COMMANDS[command])), data.draw(junk)
    position = data.draw(st.sampled_from([[], ["no such thing"], ["--nonsense"]]))
    result = said([command, *position, option, value, "--nonsense"])  # the last one makes sure that nothing is run
    assert result.exit_code == 2


@settings(max_examples=EXAMPLES * 4, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(rows=lines, value=junk, option=st.sampled_from(READING))
def test_files_that_hold_anything(rows, value, option, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz")
    path = folder / "own.csv"
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    said(["fit", str(path), "--widths", "1-2-1", "--output", str(folder / "orbit.npz")])
    said(["fit", str(path), "--widths", "1-2-1", option, value, "--output", str(folder / "other.npz")])
    path.write_bytes(b"\xff\xfe" + path.read_bytes())                 # no UTF-8
    assert said(["fit", str(path), "--widths", value]).exit_code != 0

"""``run`` and ``list``: parameters of the reader's own."""

import nbformat
import pytest
from click.testing import CliRunner

from adaptedflow.cli import main
from adaptedflow.cli.parameters import Parameter
from adaptedflow.figures import read_table


def adaptedflow(*arguments):
    return CliRunner().invoke(main, arguments)


def test_list(companion, write):
    write("02_other", "no heading", "N = 1")
    result = adaptedflow("list")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "01_good", "    Good", "    -p N=4    images", "    -p rate=0.5", "    -p activation='tanh'",
        "    -p widths=[2, 3]", "    -p bias=True", "02_other", "    02_other", "    -p N=1",
    ]


def test_run_with_other_parameters(companion):
    before = (companion / "notebooks/01_good.ipynb").read_bytes()
    result = adaptedflow("run", "01_good", "-p", "N=7", "-p", "rate=1", "-p", "activation=relu", "-p", "widths=[5]", "-p", "bias=False")
    assert result.exit_code == 0, result.output
    executed = nbformat.read(companion / "build/runs/01_good.ipynb", as_version=4)
    assert [output.text for cell in executed.cells for output in cell.get("outputs", []) if "text" in output] == ["7 1.0 relu [5] False\n"]
    assert read_table(companion / "build/runs/figures/line.csv")["x"].tolist() == [7, 14]
    assert not (companion / "figures").exists()
    assert (companion / "notebooks/01_good.ipynb").read_bytes() == before


def test_run_that_fails(companion, write):
    write("02_ratio", "# Ratio", "N = 1", "1 / N")
    assert adaptedflow("run", "02_ratio").exit_code == 0
    result = adaptedflow("run", "02_ratio", "-p", "N=0")
    assert result.exit_code == 1 and "ZeroDivisionError" in result.output


@pytest.mark.parametrize("assignments, said", [
    (["M=3"], "unknown parameter 'M'"),
    (["N=4.5"], "expected N to be of type int, as 4, got '4.5'"),
    (["N=True"], "expected N to be of type int"),
    (["N=4 + 1"], "expected N to be of type int"),
    (["N="], "expected N to be of type int"),
    (["rate=fast"], "expected rate to be of type float"),
    (["rate=1e999"], "expected rate to be of type float"),
    (["bias=1"], "expected bias to be of type bool"),
    (["widths=(2, 3)"], "expected widths to be of type list"),
    (["widths=[2, 'a']"], "expected widths to be of type list"),
])
def test_unknown_and_ill_typed_parameters_are_refused_with_the_known_ones(companion, assignments, said):
    result = adaptedflow("run", "01_good", *(part for text in assignments for part in ("-p", text)))
    assert result.exit_code == 2
    assert said in result.output
    assert "-p N=4    images\n  -p rate=0.5\n  -p activation='tanh'\n  -p widths=[2, 3]\n  -p bias=True" in result.output
    assert not (companion / "build").exists()


@pytest.mark.parametrize("arguments, said", [
    (["09_none"], "expected the name of a notebook, got '09_none'"),
    (["01_good", "-p", "N"], "expected name=value, got 'N'"),
    (["01_good", "-p", "=3"], "expected name=value, got '=3'"),
    (["01_good", "-p", "N=3", "-p", "N=4"], "expected each parameter once, got 'N' twice"),
])
def test_what_is_refused(companion, arguments, said):
    result = adaptedflow("run", *arguments)
    assert result.exit_code == 2 and said in result.output


@pytest.mark.parametrize("default, text, value", [
    (4, " 7", 7), (-1, "-3", -3), (0.5, "2", 2.0), ("a", "4", "4"), ((1, 2), "(3,)", (3,)), ([0.1], "[1, 2]", [1.0, 2.0]), (None, "None", None),
])
def test_value(default, text, value):
    got = Parameter("name", default).value(text)
    assert got == value and type(got) is type(value)


@pytest.mark.parametrize("given, seen", [({}, "1 1"), ({"OPENBLAS_NUM_THREADS": "2"}, "1 2")])
def test_a_kernel_has_one_blas_thread_unless_told_otherwise(given, seen, companion, write, monkeypatch):
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    write("02_threads", "# Threads", "N = 1", "import os", "print(os.environ['OMP_NUM_THREADS'], os.environ['OPENBLAS_NUM_THREADS'])")
    assert adaptedflow("run", "02_threads").exit_code == 0
    executed = nbformat.read(companion / "build/runs/02_threads.ipynb", as_version=4)
    assert executed.cells[-1].outputs[0].text == f"{seen}\n"

"""``fit``: data that are not ours, from the CSV file to the orbit, and what is refused."""

import io
import re
import sys

import numpy as np
import pytest
from click.testing import CliRunner

import adaptedflow as af
from adaptedflow.cli import main


def fit(*arguments):
    return CliRunner().invoke(main, ["fit", *map(str, arguments)])


@pytest.fixture
def table(tmp_path):
    """Twelve rows of two inputs and a target."""
    rng = np.random.default_rng(4)
    inputs = rng.normal(size=(12, 2)) * [1, 50] + [0, 300]
    np.savetxt(tmp_path / "own.csv", np.column_stack([inputs, inputs[:, 0] * inputs[:, 1]]), delimiter=",", header="u,v,uv", comments="")
    return tmp_path / "own.csv"


def test_an_overparametrized_network(companion, table):
    result = fit(table, "--widths", "2-16-1", "--seed", 1)
    assert result.exit_code == 0, result.output
    read = af.load_orbit(companion / "build/fit/own.npz")
    problem = read.problem()
    np.testing.assert_allclose([problem.X.mean(axis=0), problem.X.std(axis=0)], [[0, 0], [1, 1]], atol=1e-12)
    np.testing.assert_allclose(read.cost[-1], 1e-6 * problem.cost(problem.model.init(1)), rtol=1e-4)
    np.testing.assert_allclose(read.s[-1], af.stopping_time(1.0, 1e-6, 12), rtol=1e-4)
    for words in ("QN = 12, K = 65: overparametrized, Theorem 2.1", "at s = 82.89", "existence criterion: ", "what happened: reached"):
        assert words in result.output
    assert (companion / "build/fit/own.png").read_bytes().startswith(b"\x89PNG")


def test_an_underparametrized_network_and_raw_numbers(companion, table, tmp_path):
    result = fit(table, "--widths", "2-1", "--raw", "--output", tmp_path / "there" / "o.npz", "--epsilon", 0.1)
    assert result.exit_code == 0, result.output
    read = af.load_orbit(tmp_path / "there/o.npz")
    assert read.flow == "UnderparametrizedFlow" and "no stopping time" in result.output
    assert read.X[:, 1].mean() > 200 and read.cost[-1] < read.cost[0]


@pytest.mark.parametrize("arguments, status, words", [
    (["--widths", "3-4-1"], 1, "expected M = 2 inputs with Q = 1"),
    (["--widths", "2,4,1"], 2, "expected widths as 4-16-1"),
    (["--widths", "2-0-1"], 2, "expected widths as 4-16-1"),
    (["--widths", "2-4-1", "--activation", "sigmoid"], 1, "activation: expected one of"),
    (["--widths", "2-4-1", "--epsilon", "0"], 2, "epsilon"),
    (["--widths", "2-40-3"], 1, "expected more than 3 columns"),
    ([], 2, "--widths"),
])
def test_what_does_not_fit_is_one_line(companion, table, arguments, status, words):
    result = fit(table, *arguments)
    assert result.exit_code == status and words in result.output and not (companion / "build").exists()


def test_data_that_do_not_fit(companion, tmp_path):
    (tmp_path / "bad.csv").write_text("a,b\n1,2\nx,3\n")
    result = fit(tmp_path / "bad.csv", "--widths", "1-4-1")
    assert result.exit_code == 1 and "line 3, column a" in result.output


def test_equal_inputs_are_refused_where_they_cost_the_rank(companion, tmp_path):
    (tmp_path / "twice.csv").write_text("1,2\n2,4\n1,3\n3,5\n")
    result = fit(tmp_path / "twice.csv", "--widths", "1-4-1")
    assert result.exit_code == 1 and "data rows 1 and 3" in result.output
    assert fit(tmp_path / "twice.csv", "--widths", "1-1", "--epsilon", 0.5).exit_code == 0


def test_too_many_samples_for_the_memory(companion, table, monkeypatch):
    from adaptedflow import memory
    monkeypatch.setattr(memory, "WORTH_ASKING", 0)
    monkeypatch.setattr(memory, "available", lambda: 100)
    for widths, matrix, shape in (("2-16-1", "D D^T", "12 x 12"), ("2-1", "D", "12 x 3")):
        result = fit(table, "--widths", widths)
        assert result.exit_code == 1 and "take fewer samples" in result.output and f": {matrix} {shape} needs" in result.output


@pytest.mark.parametrize("large, tried", [(12, True), (11, False)])
def test_the_existence_criterion_is_left_out_where_D_has_many_rows(companion, table, monkeypatch, large, tried):
    monkeypatch.setattr(sys.modules["adaptedflow.cli.fit"], "LARGE", large)      # the package's name ``fit`` is the command
    result = fit(table, "--widths", "2-16-1", "--epsilon", 0.5)
    assert ("not tried" in result.output) is not tried and result.exit_code == 0


def test_rows_of_D_are_samples_times_outputs(monkeypatch):
    module, net = sys.modules["adaptedflow.cli.fit"], af.Network([1, 8, 2])
    problem = af.Problem(net, np.linspace(-1, 1, 6)[:, None], np.ones((6, 2)))
    for large, tried in ((11, False), (12, True)):
        monkeypatch.setattr(module, "LARGE", large)
        assert module._certificate(problem, net.init(0)).startswith("not tried") is not tried


def test_a_start_without_the_rank(companion, table):
    result = fit(table, "--widths", "2-12-1", "--activation", "identity")
    assert result.exit_code == 1 and "the hypothesis fails at the start" in result.output


def test_the_bar_on_a_terminal_shows_the_decades_that_the_cost_has_fallen(monkeypatch):
    """Cost w^2 / 2 from 50 down to 1e-4 of it. The bar never goes back where the cost does, and never beyond its end."""
    from adaptedflow.cli.fit import _with_bar

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    problem = af.Problem(af.Network([1, 1], bias=False), [[1.0]], [[0.0]])
    shares = [1.0, 0.1, 0.5, 0.001, 10 ** -3.5, 1e-4, 1e-6]

    def run(stop):
        return [stop.excess(problem, np.array([10 * np.sqrt(share)])) for share in shares]

    monkeypatch.setattr(sys, "stderr", Terminal())
    np.testing.assert_allclose(_with_bar(run, 50.0, 1e-4), np.log(np.array(shares) / 1e-4), atol=1e-12)
    shown = [float(decades) for decades in re.findall(r"([0-9.]+)/4\.0 ", sys.stderr.getvalue())]
    assert shown == [0, 0, 1, 1, 3, 3.5, 4, 4] and sys.stderr.getvalue().endswith("\r")      # and takes itself away


def test_columns_of_mean_0_and_variance_1_and_constant_ones_of_0():
    columns = sys.modules["adaptedflow.cli.fit"]._standardised(np.array([[1.0, 7.0], [4.0, 7.0], [7.0, 7.0]]))
    np.testing.assert_allclose(columns, [[-np.sqrt(1.5), 0], [0, 0], [np.sqrt(1.5), 0]], atol=1e-15)


def test_the_picture_shows_the_law_beside_the_cost_that_follows_it(companion, table, monkeypatch):
    from adaptedflow.figures import own_data
    drawn, picture = [], own_data.orbit_of_own_data
    monkeypatch.setattr(own_data, "orbit_of_own_data", lambda columns: drawn.append(columns) or picture(columns))
    assert fit(table, "--widths", "2-16-1", "--epsilon", 0.01).exit_code == 0
    columns, = drawn
    np.testing.assert_allclose(columns["law"], columns["cost"], rtol=1e-3)
    np.testing.assert_allclose(columns["law"], columns["cost"][0] * np.exp(-columns["s"] / 6), rtol=1e-12)   # N = 12

"""``fit``: data that are not ours, from the table to the orbit, and what is refused."""

import contextlib
import json
import os
import re
import signal

import numpy as np
import pytest
from click.testing import CliRunner

import adaptedflow as af
from adaptedflow.cli import fitting, main


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
    (["--widths", "2-1_6-1"], 2, "expected widths as 4-16-1"),
    (["--widths", "2-4-1", "--sep", "ab"], 1, "sep: expected one sign"),
    (["--widths", "2-4-1", "--skiprows", "x"], 2, "first lines to skip"),
    (["--widths", "2-4-1", "--compression", "rar"], 2, "--compression"),
    (["--widths", "2-4-1", "--output", "o.png"], 1, "Write o.npz"),
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
    assert result.exit_code == 1 and "lines 1 and 3" in result.output and "--average" in result.output
    assert fit(tmp_path / "twice.csv", "--widths", "1-4-1", "--average", "--epsilon", 0.5).exit_code == 0
    assert fit(tmp_path / "twice.csv", "--widths", "1-1", "--epsilon", 0.5).exit_code == 0


def test_too_many_samples_for_the_memory(companion, table, monkeypatch):
    from adaptedflow import memory
    monkeypatch.setattr(memory, "WORTH_ASKING", 0)
    monkeypatch.setattr(memory, "available", lambda: 100)
    for widths, matrix, shape in (("2-16-1", "D D^T", "12 x 12"), ("2-1", "D", "12 x 3")):
        result = fit(table, "--widths", widths)
        assert result.exit_code == 1 and "take fewer samples (QN rows; --nrows)" in result.output and f": {matrix} {shape} needs" in result.output


@pytest.mark.parametrize("large, tried", [(144 * 65, True), (144 * 65 - 1, False)])
def test_the_existence_criterion_is_left_out_where_D_has_many_rows(companion, table, monkeypatch, large, tried):
    monkeypatch.setattr(fitting, "LARGE", large)
    result = fit(table, "--widths", "2-16-1", "--epsilon", 0.5)
    assert ("not tried" in result.output) is not tried and result.exit_code == 0


def test_rows_of_D_are_samples_times_outputs(monkeypatch):
    net = af.Network([1, 8, 2])
    problem = af.Problem(net, np.linspace(-1, 1, 6)[:, None], np.ones((6, 2)))
    for large, tried in ((12 ** 2 * 34 - 1, False), (12 ** 2 * 34, True)):
        monkeypatch.setattr(fitting, "LARGE", large)
        assert fitting.Fitting(print)._diagnosis(problem, net.init(0))["existence criterion"].startswith("not tried") is not tried


def test_a_start_without_the_rank(companion, table):
    result = fit(table, "--widths", "2-12-1", "--activation", "identity")
    assert result.exit_code == 1 and "at the start: Floating point cannot tell whether D (12, 49) has full rank 12" in result.output
    assert "condition number" in result.output and "hypothesis fails" not in result.output


def test_columns_of_mean_0_and_variance_1_and_constant_ones_of_0():
    columns = fitting.standardised(np.array([[1.0, 7.0, 0.3, 3.0], [4.0, 7.0, 0.1 + 0.2, 3.0], [7.0, 7.0, 0.3, 3.0]]))
    np.testing.assert_allclose(columns, [[-np.sqrt(1.5), 0, 0, 0], [0, 0, 0, 0], [np.sqrt(1.5), 0, 0, 0]], atol=1e-15)


@pytest.mark.parametrize("scale", [1e200, 1e-200, -1.7e308, 1e-300])
def test_columns_of_any_size_are_standardised(scale):
    column = np.array([[0.1], [0.4], [1.0]])
    np.testing.assert_allclose(fitting.standardised(column * scale), np.sign(scale) * fitting.standardised(column), atol=1e-13)
    assert abs(fitting.standardised(column).std() - 1) < 1e-13


@pytest.mark.parametrize("scale", ["e200", "e-200"])
def test_tables_of_any_size(companion, tmp_path, scale):
    path = tmp_path / "size.csv"
    path.write_text("a,b,y\n" + "".join(f"{a}{scale},{b},{a * b}{scale}\n" for a, b in ((1, 2), (3, 5), (4, 1.5), (7, 9))))
    result = fit(path, "--widths", "2-8-1", "--epsilon", 0.01)
    assert result.exit_code == 0, result.output
    assert fit(path, "--widths", "2-8-1", "--raw").exit_code == 1
    assert "column a: expected numbers between 1e-100 and 1e+100" in fit(path, "--widths", "2-8-1", "--raw").output


def test_a_constant_target_is_said(companion, tmp_path):
    (tmp_path / "flat.csv").write_text("a,y\n1,0.3\n2,0.30000000000000004\n4,0.3\n")
    result = fit(tmp_path / "flat.csv", "--widths", "1-8-1", "--epsilon", 0.01)
    assert "target y is constant: 0 after standardising" in result.output and result.exit_code == 0


def test_the_first_lines_say_how_the_table_was_read(companion, tmp_path):
    (tmp_path / "europe.csv").write_text("a;b;y\n0,5;1,25;2\n1,5;-0,75;0,3\n2,25;0,4;-1,1\n")
    result = fit(tmp_path / "europe.csv", "--widths", "2-8-1", "--epsilon", 0.01)
    assert result.output.splitlines()[:4] == [
        "europe.csv: utf-8", "columns are separated by semicolon, decimal sign ','", "line 1 has the names", "samples: 3, inputs a, b, targets y"]
    raw = fit(tmp_path / "europe.csv", "--widths", "2-8-1", "--raw", "--targets", "a", "--epsilon", 0.01)
    assert raw.exit_code == 0 and af.load_orbit(companion / "build/fit/europe.npz").Y.ravel().tolist() == [0.5, 1.5, 2.25]


def test_standard_input(companion):
    result = CliRunner().invoke(main, ["fit", "-", "--widths", "1-8-1", "--epsilon", "0.1"], input="1 2\n3 5\n4 1\n")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("standard input: utf-8\ncolumns are separated by blanks") and (companion / "build/fit/stdin.npz").exists()
    again = CliRunner().invoke(main, ["fit", "-", "--widths", "1-8-1", "--epsilon", "0.1"], input="1 2\n3 5\n4 2\n")
    assert again.exit_code == 1 and "not as this command made it from the same data" in again.output


def test_json_is_all_that_is_printed(companion, table):
    result = fit(table, "--widths", "2-16-1", "--json")
    facts = json.loads(result.stdout)
    assert facts["status"] == "reached" and facts["K"] == 65 and facts["inputs"] == ["u", "v"]
    np.testing.assert_allclose(facts["cost_at_end"], 1e-6 * facts["cost_at_start"], rtol=1e-4)
    orbit = af.load_orbit(facts["orbit"])
    assert facts["sigma_min_least"] == orbit.sigma_min.min() and facts["s"] == orbit.s[-1]
    record = json.loads((companion / "build/fit/own.json").read_text())
    assert record["made_by"]["data"] == str(table.resolve()) and set(record["files"]) == {"own.npz", "own.png"} and record["K"] == 65


def test_a_large_network_is_announced(companion, table, monkeypatch):
    monkeypatch.setattr(fitting, "WORTH_A_WORD", 12 * 65)
    result = fit(table, "--widths", "2-16-1", "--epsilon", 0.1)
    assert "D has 12 x 65 entries; timing one velocity" in result.output and "orbits that live take 90 to 810 of them" in result.output
    monkeypatch.setattr(fitting, "WORTH_A_WORD", 12 * 65 + 1)
    assert "timing" not in fit(table, "--widths", "2-16-1", "--epsilon", 0.1).output


def test_an_orbit_that_would_not_fit_is_refused_before_it_is_begun(companion, table, monkeypatch):
    from adaptedflow import memory
    monkeypatch.setattr(memory, "available", lambda: 10 ** 9)
    result = fit(table, "--widths", "2-1000000-1")
    assert result.exit_code == 1 and "an orbit of 30 steps 200 x 4000001 needs 6.0 GiB, 0.9 GiB are free. Take a narrower network" in result.output


@contextlib.contextmanager
def interrupted_at(step, monkeypatch):
    """Ctrl-C, when the orbit of a ``fit`` is about to make this step."""
    from adaptedflow.cli.progress import Course

    def interrupt(course, progress):
        if progress.steps == step:
            os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with monkeypatch.context() as patched:
            patched.setattr(Course, "__call__", interrupt)
            yield
    finally:
        signal.signal(signal.SIGINT, before)


def test_what_an_interrupt_leaves(companion, table, monkeypatch):
    """The third step of the orbit is interrupted, as by Ctrl-C."""
    with interrupted_at(2, monkeypatch):
        result = fit(table, "--widths", "2-16-1")
    orbit = af.load_orbit(companion / "build/fit/own.npz")
    assert result.exit_code == 130 and 1 <= len(orbit.s) <= 3 and (companion / "build/fit/own.png").exists()
    assert f"after {len(orbit.s) - 1} steps. What is done is in {companion / 'build/fit/own.npz'}" in result.output


def test_an_interrupted_fit_goes_on_to_the_same_orbit(companion, table, monkeypatch):
    whole = fit(table, "--widths", "2-16-1", "--output", companion / "whole.npz")
    assert whole.exit_code == 0
    with interrupted_at(4, monkeypatch):
        result = fit(table, "--widths", "2-16-1", "--checkpoint", companion / "kept")
    assert result.exit_code == 130 and f"The same command goes on from there, by {companion / 'kept'}." in result.output
    result = fit(table, "--widths", "2-16-1", "--checkpoint", companion / "kept")
    assert result.exit_code == 0 and re.search("going on from s = [0-9.]+, after [34] steps", result.output)
    orbit, expected = af.load_orbit(companion / "build/fit/own.npz"), af.load_orbit(companion / "whole.npz")
    assert orbit.theta.tobytes() == expected.theta.tobytes() and orbit.message == expected.message
    result = fit(table, "--widths", "2-16-1", "--checkpoint", companion / "kept", "--seed", 1)
    assert result.exit_code == 1 and "theta0 is array " in result.output
    for path in (companion / "build/fit/own.npz", table):              # neither results nor data are a checkpoint
        before = path.read_bytes()
        assert fit(table, "--widths", "2-16-1", "--checkpoint", path).exit_code == 1 and path.read_bytes() == before


def test_the_picture_shows_the_law_beside_the_cost_that_follows_it(companion, table, monkeypatch):
    from adaptedflow.figures import own_data
    drawn, picture = [], own_data.orbit_of_own_data
    monkeypatch.setattr(own_data, "orbit_of_own_data", lambda columns: drawn.append(columns) or picture(columns))
    assert fit(table, "--widths", "2-16-1", "--epsilon", 0.01).exit_code == 0
    columns, = drawn
    np.testing.assert_allclose(columns["law"], columns["cost"], rtol=1e-3)
    np.testing.assert_allclose(columns["law"], columns["cost"][0] * np.exp(-columns["s"] / 6), rtol=1e-12)   # N = 12

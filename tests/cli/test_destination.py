"""Nothing is overwritten that was not made by the same command, and where results go is looked at before anything runs."""

import json
import os
import tempfile

import pytest
from click.testing import CliRunner

from adaptedflow.cli import destination, fitting, main

DATA = "a,y\n1,2\n2,3\n4,1\n"


def fit(*arguments):
    return CliRunner().invoke(main, ["fit", *map(str, arguments), "--widths", "1-8-1", "--epsilon", "0.1"])


@pytest.fixture
def data(companion):
    (companion / "my.csv").write_text(DATA)
    return companion / "my.csv"


@pytest.fixture
def never_run(monkeypatch):
    """From here on, a run that begins is an error."""
    def begin(*_):
        raise AssertionError("it ran")
    return lambda: monkeypatch.setattr(fitting.Fitting, "run", begin)


def test_the_same_command_replaces_what_it_made(data, companion):
    assert fit(data).exit_code == 0 and fit(data, "--seed", 1).exit_code == 0
    assert sorted(path.name for path in (companion / "build/fit").iterdir()) == ["my.json", "my.npz", "my.png"]


@pytest.mark.parametrize("name", ["my.npz", "my.png", "my.json"])
def test_what_another_made_or_changed_stays(data, companion, never_run, name):
    assert fit(data).exit_code == 0
    place = companion / "build/fit" / name
    place.write_text("mine")
    never_run()
    result = fit(data)
    assert result.exit_code == 1 and "is there already" in result.output and "Choose another --output" in result.output
    assert place.read_text() == "mine"


def test_two_sets_of_data_with_one_stem(data, companion, never_run):
    assert fit(data).exit_code == 0
    (companion / "other").mkdir()
    (companion / "other/my.csv").write_text(DATA)
    before = (companion / "build/fit/my.npz").read_bytes()
    never_run()
    result = fit(companion / "other/my.csv")
    assert result.exit_code == 1 and "not as this command made it from the same data" in result.output
    assert (companion / "build/fit/my.npz").read_bytes() == before


def test_the_input_is_not_the_output(companion, never_run):
    never_run()
    path = companion / "my.npz"
    path.write_text(DATA)
    result = fit(path, "--output", path)
    assert result.exit_code == 1 and "is the input" in result.output
    os.link(path, companion / "same.npz")
    assert "is the input" in fit(path, "--output", companion / "same.npz").output and path.read_text() == DATA
    (companion / "t.json").write_text(DATA)                            # the record's place
    assert "is the input" in fit(companion / "t.json", "--output", companion / "t.npz").output


@pytest.mark.parametrize("output, words", [
    ("o.png", "expected a name that ends in .npz"), ("o", "Write o.npz"), ("notebooks", "got the folder"), ("my.csv/o.npz", "cannot|file"),
    ("/proc/none/o.npz", "expected an output that can be written"), ("x" * 300 + ".npz", "File name too long"), ("/dev/full/o.npz", "file"),
])
def test_places_that_cannot_be(data, companion, never_run, monkeypatch, output, words):
    import re
    never_run()
    monkeypatch.chdir(companion)
    before = sorted(companion.rglob("*"))
    result = fit(data, "--output", output)
    assert result.exit_code == 1 and re.search(words, result.output), result.output
    assert sorted(companion.rglob("*")) == before


def test_a_device_is_no_place(data, never_run, companion):
    never_run()
    (companion / "null.npz").symlink_to("/dev/null")
    assert "got something that is no file" in fit(data, "--output", companion / "null.npz").output


def test_outputs_of_one_name(tmp_path):
    with pytest.raises(ValueError, match="expected outputs of different names"):
        destination.check(tmp_path / "o.json", [tmp_path / "o.json"], {})


def test_a_disk_that_fills_up_during_the_run(data, companion, monkeypatch):
    import adaptedflow as af

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(destination, "write", full)
    monkeypatch.setattr(tempfile, "tempdir", str(companion))
    result = fit(data)
    kept = result.output.strip().rpartition("The orbit is in ")[2].removesuffix(".")
    assert result.exit_code == 1 and "No space left on device" in result.output and af.load_orbit(kept).status == "reached"


def test_run_leaves_alone_what_it_has_not_made(companion):
    def run(*arguments):
        return CliRunner().invoke(main, ["run", "01", *map(str, arguments)])

    target = companion / "mine"
    assert run("--output", target).exit_code == 0 and run("--output", target, "-p", "N=5").exit_code == 0
    assert set(json.loads((target / "run.json").read_text())["files"]) == {"01_good.ipynb", "figures/line.csv", "figures/line.json", "figures/line.png"}
    (target / "figures/line.csv").write_text("mine")
    result = run("--output", target)
    assert result.exit_code == 1 and "is there already" in result.output and (target / "figures/line.csv").read_text() == "mine"
    before = (companion / "notebooks/01_good.ipynb").read_bytes()
    assert run("--output", companion / "notebooks").exit_code == 1 and (companion / "notebooks/01_good.ipynb").read_bytes() == before

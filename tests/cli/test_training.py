"""``training``: where tables go, and what is refused."""

import json

import pytest
from click.testing import CliRunner

from adaptedflow import paths, training
from adaptedflow.cli import main
from adaptedflow.figures import read_table


def adaptedflow(*arguments):
    return CliRunner().invoke(main, ["training", *arguments])


@pytest.fixture
def quick(companion, monkeypatch):
    monkeypatch.setattr(paths, "DATA", companion / "data", raising=False)
    monkeypatch.setattr(training, "runs", lambda name, splits, folder, tick: {"split": [0.0] * splits, "method": ["Adam"] * splits})
    return companion


def test_the_stored_number_of_splits_goes_to_data_and_others_do_not(quick):
    result = adaptedflow("--task", "tight", "--splits", "3")
    assert result.exit_code == 0 and len(read_table(quick / "build/training/tight.csv")["split"]) == 3 and not (quick / "data").exists()
    assert adaptedflow("--task", "tight").exit_code == 0
    assert len(read_table(quick / "data/training/tight.csv")["split"]) == training.SPLITS
    made = json.loads((quick / "data/training/tight.json").read_text())
    assert (made["K"], made["QN"], made["splits"], made["command"]) == (21, 19, 10, "python -m adaptedflow training --task tight")


def test_an_unknown_task_is_one_line(quick):
    result = adaptedflow("--task", "digits")
    assert result.exit_code == 2 and "expected tasks among digits-25" in result.output


def test_an_interrupt_says_where_the_finished_splits_are(quick, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(training, "runs", interrupted)
    assert f"Finished splits are in {quick / 'build/training'}; the same command goes on" in adaptedflow("--task", "tight").output

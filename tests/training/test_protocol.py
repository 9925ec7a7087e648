"""One protocol for all methods: how settings and moments are chosen, what is kept, and the intervals."""

import itertools
import json
from types import SimpleNamespace

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import training
from adaptedflow.optimizers import spend
from adaptedflow.training import store
from adaptedflow.training.task import Task


def small(budget=400.0, choice=None):
    rng = np.random.default_rng(5)
    net = af.Network([2, 8, 1])
    problem = af.Problem(net, rng.normal(size=(5, 2)), rng.normal(size=(5, 1)))
    return Task("small", problem, net.init(5), choice or (lambda theta: -problem.cost(theta)), lambda theta: float(theta[0]), budget, {})


def test_the_cost_row_is_the_setting_with_the_lowest_cost():
    one = small()
    (row,) = training.train(one, "Adam")
    best = {rate: min(one.problem.cost(theta) for theta in spend("Adam", one.problem, one.theta0, 400, rate, {}, training.marks_of(one)[:16]).theta)
            for rate in (0.003, 0.01, 0.03, 0.1)}
    assert row["setting"] == min(best, key=best.get)
    assert row["best_cost"] == pytest.approx(min(best.values()) / one.problem.cost(one.theta0))
    assert row["best_cost"] == pytest.approx(min(row[f"cost_{k}"] for k in range(16)), rel=1e-3)


def test_the_moment_to_stop_is_where_the_choice_is_highest_first():
    one = small()
    seen = small(choice=lambda theta: -abs(round(np.log(one.problem.cost(theta) / one.problem.cost(one.theta0)), 1) + 2))   # wants a cost of e^-2
    (row,) = training.train(seen, "gradient descent")
    made = spend("gradient descent", one.problem, one.theta0, 400, 0.8, {}, training.marks_of(one))
    choices = [seen.choice(theta) for theta in made.theta[:16]]
    stop = choices.index(max(choices))
    assert 0 < stop < 15 and row["stop"] == made.work[stop] and row["unseen"] == made.theta[stop][0]


def test_a_followed_orbit_has_a_row_within_the_budget_and_one_to_its_end():
    within, beyond = training.train(small(budget=300.0), "adapted, followed")
    assert (within["method"], beyond["method"]) == training.NAMES[-2:]
    assert np.isnan(within["cost_16"]) and beyond["cost_19"] <= within["cost_15"] and beyond["best_cost"] < within["best_cost"]


def test_marks_rise_to_the_budget_and_beyond():
    marks = training.marks_of(small(budget=2000.0))
    assert len(marks) == 20 and (np.diff(marks) > 0).all() and marks[0] == pytest.approx(10) and marks[15] == pytest.approx(2000) and marks[-1] == 10000


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="name: expected one of gradient descent"):
        training.train(small(), "Newton")


def test_interval_covers_the_median_by_counting():
    """Of the 2^10 ways in which ten draws lie above or below the median, count those in which it lies between the second and the ninth."""
    assert training.interval(np.arange(10.0)) == (4.5, 1.0, 8.0)
    covered = sum(2 <= sum(signs) <= 8 for signs in itertools.product((0, 1), repeat=10)) / 2 ** 10
    assert 0.95 <= covered == pytest.approx(0.979, abs=1e-3)
    assert training.interval([3.0, 1.0, 2.0, 5.0, 4.0, 6.0]) == (3.5, 1.0, 6.0)
    with pytest.raises(ValueError, match="expected enough numbers"):
        training.interval([1.0, 2.0])
    with pytest.raises(ValueError, match="sample"):
        training.interval([np.nan] * 10)


def test_interrupted_runs_continue(tmp_path, monkeypatch):
    calls = []

    def train(one, method):
        calls.append(one)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return [{"method": method, "best_cost": 0.5}]

    monkeypatch.setattr(store, "train", train)
    monkeypatch.setattr(store, "task", lambda name, split: SimpleNamespace(budget=7.0, prices={}))
    with pytest.raises(KeyboardInterrupt):
        training.runs("tight", 3, tmp_path, methods=("a", "b"))
    assert [path.name for path in tmp_path.iterdir()] == ["tight_0.json"]
    ticks = []
    table = training.runs("tight", 3, tmp_path, methods=("a", "b"), tick=lambda: ticks.append(1))
    assert table["split"] == [0, 0, 1, 1, 2, 2] and len(calls) == 4 + 4 and len(ticks) == 6
    (tmp_path / "tight_1.json").write_text("half")
    with pytest.raises(ValueError, match="Delete it, and it is computed again"):
        training.runs("tight", 3, tmp_path, methods=("a", "b"))
    assert json.loads((tmp_path / "tight_0.json").read_text())["rows"][0]["split"] == 0


def test_splits_that_were_kept_with_other_settings_are_computed_again(tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(store, "train", lambda one, method: calls.append(method) or [{"method": method}])
    for settings, trained in (((0.1, 0.2), 2), ((0.1, 0.2), 2), ((0.1, 0.2, 0.4), 4)):
        monkeypatch.setattr(store, "METHODS", {"a": (None, settings)})
        training.runs("tight", 2, tmp_path, methods=("a",))
        assert len(calls) == trained
    (tmp_path / "tight_0.json").write_text("[]")                       # rows alone, as before the settings were kept with them
    training.runs("tight", 2, tmp_path, methods=("a",))
    assert len(calls) == 5


def test_prices_are_ratios_to_a_gradient():
    price = training.measured_prices(training.task("exponentials", 0), seconds=0.005)
    assert price["gradient"] == 1 and set(price) == set(training.task("digits-100", 0).prices) | {"gradient"} and min(price.values()) > 0

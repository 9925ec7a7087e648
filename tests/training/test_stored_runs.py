"""The runs stored in ``data/training``: whole, found again where they are trained again, and what the last page of notebook 10 says of them."""

import csv
import hashlib
import json
import re
import statistics

import nbformat
import numpy as np
import pytest

from adaptedflow import paths, training
from adaptedflow.optimizers import METHODS

FOLDER = paths.DATA / "training"
DRAWN = 3                                                              # runs that are trained again
STABLE = {"K-FAC", "Levenberg-Marquardt", "Gauss-Newton", "adapted, Euler", "adapted, batches", "gradient descent", "SGD"}   # do not amplify rounding at first


def rows(task):
    with open(FOLDER / f"{task}.csv", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def numbers(task, method, column):
    """By the csv module alone: what the notebook does with numpy."""
    return [float(row[column]) for row in rows(task) if row["method"] == method]


@pytest.mark.parametrize("task", training.TASKS)
def test_each_split_has_each_method_under_the_protocol(task):
    assert [(int(float(row["split"])), row["method"]) for row in rows(task)] == [(k, m) for k in range(training.SPLITS) for m in training.NAMES]
    made, one = json.loads((FOLDER / f"{task}.json").read_text(encoding="utf-8")), training.task(task, 0)
    assert (made["budget"], made["prices"], made["K"], made["QN"]) == (one.budget, one.prices, one.problem.K, one.problem.Q * one.problem.N)
    for row in rows(task):
        reach = 20 if row["method"] == "adapted, to the end" else 16
        costs = [float(row[f"cost_{k}"]) for k in range(20)]
        assert np.isnan(costs[reach:]).all() and float(row["best_cost"]) == pytest.approx(min(costs[:reach]), rel=1e-3)
        assert float(row["stop"]) <= one.budget * (5 if reach == 20 else 1) * (1 + 1e-9)


def test_the_table_is_read_as_the_csv_module_reads_it():
    table = training.stored_runs("digits-25")
    assert training.values(table, "Adam", "unseen").tolist() == numbers("digits-25", "Adam", "unseen")
    assert training.curve(table, "Adam", "cost")[:, 7].tolist() == numbers("digits-25", "Adam", "cost_7")
    assert not training.works(table, "MINPACK") and training.works(table, "Adam")
    with pytest.raises(ValueError, match="expected one of gradient descent"):
        training.values(table, "Newton", "unseen")


def drawn():
    """Runs to be trained again, drawn by a hash of the tables."""
    digest = hashlib.sha256(b"".join((FOLDER / f"{task}.csv").read_bytes() for task in training.TASKS)).digest()
    rng, names = np.random.default_rng(int.from_bytes(digest, "big")), sorted(STABLE)
    return [(str(rng.choice(list(training.TASKS))), int(rng.integers(training.SPLITS)), str(rng.choice(names))) for _ in range(DRAWN)]


@pytest.mark.parametrize("task, split, method", [("digits-25", 0, "Levenberg-Marquardt"), ("tight", 4, "Gauss-Newton"), *drawn()])
def test_stored_runs_are_found_again(task, split, method):
    """To three digits halfway; at the end of a long run rounding may have grown, so only the first half of the marks is compared."""
    (again, *_), stored = training.train(training.task(task, split), method), rows(task)[split * len(training.NAMES) + list(METHODS).index(method)]
    assert stored["method"] == method
    if again["setting"] != float(stored["setting"]):                   # two settings that agree to rounding
        pytest.skip("another setting came out lowest by rounding")
    for k in range(8):
        assert max(again[f"cost_{k}"], 1e-12) == pytest.approx(max(float(stored[f"cost_{k}"]), 1e-12), rel=1e-2), k


def closing():
    book = nbformat.read(paths.NOTEBOOKS / "10_real_data.ipynb", as_version=4)
    return next(cell.source for cell in book.cells if cell.source.startswith("## Should I?"))


def median(task, method, column):
    return statistics.median(numbers(task, method, column))


def count(test):
    return sum(map(bool, test))


def reached(task, method, level):
    """The median over the splits of the work at the first mark at which the cost is at most ``level``."""
    marks = training.marks_of(training.task(task, 0))
    firsts = []
    for row in rows(task):
        if row["method"] == method:
            firsts.append(next((marks[k] for k in range(20) if float(row[f"cost_{k}"]) <= level), np.inf))
    return statistics.median(firsts)


def test_the_last_page_zero_training_cost():
    small = count(cost < 1e-12 for cost in numbers("digits-25", "Levenberg-Marquardt", "best_cost"))
    euler = count(cost < 1e-12 for cost in numbers("digits-25", "adapted, Euler", "best_cost"))
    said = (f"fell below $10^{{-12}}$ of the first cost in {small} of 10 splits, for the work of {reached('digits-25', 'Levenberg-Marquardt', 1e-12):.0f} "
            f"gradients in the median; Euler's steps of the adapted flow did so in {euler}, for {reached('digits-25', 'adapted, Euler', 1e-12):.0f}; "
            f"L-BFGS, with gradients only, ended at $10^{{{np.log10(median('digits-25', 'L-BFGS', 'best_cost')):.1f}}}$")
    assert said in closing(), said


def test_the_last_page_generalisation():
    behind = count(ours < sgd for ours, sgd in zip(numbers("digits-25", "adapted, Euler", "unseen"), numbers("digits-25", "SGD", "unseen")))
    digits = [f"{100 * median('digits-25', method, 'unseen'):.0f} %" for method in ("SGD", "Adam", "adapted, Euler", "adapted, to the end")]
    noisy = [f"{100 * median('wrong-labels', method, 'unseen'):.0f} %" for method in ("SGD", "adapted, Euler")]
    said = (f"SGD recognised {digits[0]} of the unseen images and Adam {digits[1]}, Euler's steps of the adapted flow {digits[2]} (fewer than SGD in {behind} of "
            f"10 splits) and its orbit {digits[3]}; with a fifth of the labels wrong it was {noisy[0]} for SGD and {noisy[1]} for Euler's steps")
    assert said in closing(), said


def test_the_last_page_a_proof():
    arrived = count(row["ended"] == "reached" for row in rows("digits-25") if row["method"] == "adapted, to the end")
    price = 28 * statistics.median(numbers("digits-25", "adapted, to the end", "velocities"))
    tight = count(cost <= 1.001e-4 for cost in numbers("tight", "adapted, to the end", "best_cost"))
    said = (f"with 25 digits ($K=2.2\\,QN$) {arrived} of 10 orbits came to $10^{{-4}}$ of the first cost, for the work of {price:.0f} gradients in the median, where "
            f"Levenberg-Marquardt needs {reached('digits-25', 'Levenberg-Marquardt', 1e-4):.0f}; with $K=QN+2$ {tight} of 10 came there")
    assert said in closing(), said
    assert training.task("digits-25", 0).prices["velocity"] == 28


def test_the_last_page_what_would_change_our_mind():
    error = [f"{median('poisson', method, 'unseen'):.3f}" for method in ("adapted, Euler", "Gauss-Newton", "L-BFGS")]
    said = f"the error was {error[0]} for Euler's steps of the adapted flow, {error[1]} for Gauss-Newton and {error[2]} for L-BFGS"
    assert said in closing(), said


def test_every_number_of_the_last_page_is_in_one_of_these_sentences():
    """So that no sentence with a number escapes: what is left has none but the sizes and exponents named here."""
    left = closing()
    for test in (r"fell below.*?ended at \$10\^\{-[0-9.]+\}\$", r"SGD recognised.*?for Euler's steps", r"with 25 digits.*?came there", r"the error was.*?L-BFGS"):
        left, found = re.subn(test, "", left, count=1, flags=re.DOTALL)
        assert found == 1, test
    left = re.sub(r"`[^`]*`", "", left)
    assert set(re.findall(r"\d[\d.]*", left)) <= {"25", "10", "2.1", "2.41", "550", "12"}

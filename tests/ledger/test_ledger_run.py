"""Running the ledger."""

import importlib

import numpy as np
import pytest

from adaptedflow import ledger
from adaptedflow.ledger.registry import Check, Counterexample, counterexamples

module = importlib.import_module("adaptedflow.ledger.run")             # the package's name ``run`` is the function
ROWS = {claim.slug: claim for claim in ledger.claims()}


def identity(value):
    return value


def toy(measured, verdict_slug, monkeypatch, example=None):
    """The result of a toy check that measures ``measured`` where 1 is expected, in the place of a row's check."""
    check = Check(verdict_slug, lambda formula, rng: [(measured(rng), formula(1.0))], identity, 1e-6)
    monkeypatch.setattr(module, "checks", lambda: {verdict_slug: check})
    monkeypatch.setattr(module, "counterexamples", lambda: {verdict_slug: example} if example else {})
    return ledger.run([verdict_slug])[0]


def test_every_row_that_is_done_is_run_and_no_other():
    """That each check bears out its verdict is for ``adaptedflow ledger``, which make test runs on its own."""
    chosen = [claim.slug for claim in module._chosen(None)]
    assert chosen == [slug for slug, claim in ROWS.items() if claim.done and not claim.reason]


def test_fails_as_stated_shows_both_sides():
    failing = ledger.run([slug for slug, claim in ROWS.items() if claim.verdict == "fails_as_stated"])
    assert failing
    for result in failing:
        assert result.agrees and not result.printed.agrees, result.message
        assert abs(result.measured - result.expected) <= result.tolerance * max(1, abs(result.expected))


def test_printed_is_reported_where_there_is_a_counterexample_and_only_there():
    with_one, without = "underparametrized-embedding", "parameter-count"
    assert with_one in counterexamples() and without not in counterexamples()
    assert [bool(result.printed) for result in (ledger.run([with_one])[0], ledger.run([without])[0])] == [True, False]


def test_row_gives_the_same_figures_alone_and_among_others():
    (alone,), both = ledger.run(["output-gradient"]), ledger.run(["parameter-count", "output-gradient"])
    among, = (result for result in both if result.claim.slug == "output-gradient")
    assert (alone.measured, alone.expected) == (among.measured, among.expected)


def test_progress_hears_of_each_result():
    heard = []
    given = ledger.run(["parameter-count", "cost-by-samples"], progress=heard.append)
    assert heard == given and all(0 <= result.seconds < 60 for result in given)
    assert [result.claim.slug for result in given] == ["parameter-count", "cost-by-samples"]


def test_row_without_a_check_is_left_out_and_an_unknown_one_refused():
    assert ledger.run(["frobenius-criterion"]) == []
    with pytest.raises(ValueError, match="got 'parameter-cuont'; did you mean parameter-count"):
        ledger.run(["parameter-cuont"])


def test_disagreement_is_a_result(monkeypatch):
    result = toy(lambda rng: 1.1, "parameter-count", monkeypatch)
    assert not result.agrees
    assert result.message == "holds: disagrees by 0.1, more than 1e-06"


def test_notes_of_a_check_stand_in_its_message(monkeypatch):
    check = Check("parameter-count", lambda formula, rng: [(1.0, formula(1.0)), "3 of 4 left out"], identity, 1e-6)
    monkeypatch.setattr(module, "checks", lambda: {"parameter-count": check})
    assert ledger.run(["parameter-count"])[0].message == "holds: agrees on 1 instances; 3 of 4 left out"


def test_check_that_raises_is_a_result_that_does_not_agree(monkeypatch):
    result = toy(lambda rng: 1 / 0, "parameter-count", monkeypatch)
    assert not result.agrees and np.isnan(result.measured)
    assert "ZeroDivisionError" in result.message


def test_interrupt_is_not_swallowed(monkeypatch):
    def interrupt(rng):
        raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        toy(interrupt, "parameter-count", monkeypatch)


@pytest.mark.parametrize("printed, measured, agrees", [
    (lambda value: 2 * value, 5.0, True),              # the printed statement fails, the correction holds
    (lambda value: value, 5.0, False),                 # the printed statement does not fail
    (lambda value: 2 * value, 7.0, False),             # the correction fails on the counterexample as well
])
def test_counterexample_decides(monkeypatch, printed, measured, agrees):
    example = Counterexample("underparametrized-embedding", lambda formula: [(measured, formula(5.0))], printed, 0)
    assert toy(lambda rng: 1.0, "underparametrized-embedding", monkeypatch, example).agrees is agrees


def test_fails_as_stated_without_a_counterexample_does_not_agree(monkeypatch):
    assert not toy(lambda rng: 1.0, "underparametrized-embedding", monkeypatch).agrees

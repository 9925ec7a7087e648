"""Our own statements: rows in order, each with a check that fails under wrong formulas, proofs and names that exist."""

import re

import nbformat
import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import ledger
from adaptedflow.ledger import run_statements, statement_checks, statements
from adaptedflow.ledger.alterations import outcomes

ROWS = {row.slug: row for row in statements()}


def test_every_check_has_a_row_and_every_row_that_names_one_has_it():
    assert set(statement_checks()) == {row.slug for row in ROWS.values() if row.check}
    assert not set(ROWS) & {claim.slug for claim in ledger.claims()}


@pytest.mark.parametrize("slug", statement_checks())
def test_check_agrees_and_on_another_seed_too(slug):
    check = statement_checks()[slug]
    (result,) = run_statements([slug])
    assert result.agrees, result.message
    assert check(check.formula, np.random.default_rng(20231126)).agrees


@pytest.mark.parametrize("slug", statement_checks())
def test_check_fails_under_wrong_formulas(slug):
    check = statement_checks()[slug]
    seen = outcomes(check)
    assert "agrees" not in seen.values(), seen
    assert sum(outcome == "fails" for outcome in seen.values()) >= 2 and all(seen[name] == "fails" for name in check.variants)


@pytest.mark.parametrize("slug", ROWS)
def test_names_in_a_row_exist(slug):
    for name in re.findall(r"\bexamples\.(\w+)", ROWS[slug].counterexample):
        assert hasattr(af.examples, name)
    for name in re.findall(r"adaptedflow\.([\w.]+\w)", ROWS[slug].proof):
        __import__(f"adaptedflow.{name}") if not name.startswith("examples.") else getattr(af.examples, name.split(".")[1])


def test_a_lost_rank_that_the_target_does_not_see_stops_no_orbit():
    """What the row rank-loss-catches says where u . w = 0."""
    problem = af.examples.two_label_rank_loss().problem
    orbit = af.integrate(af.AdaptedFlow(problem), np.array([0.9, 0, 1.1, 0, 0, 0]), until=np.inf, clock="segment")
    assert orbit.status == "reached" and orbit.theta[0, 0] > 0 > orbit.theta[-1, 0]
    left, values, _ = np.linalg.svd(problem.jacobian(np.array([0, 0, np.sqrt(0.4), 0, 0, 0])))       # W_2^2 - W_1^2 = 0.4 along the orbit
    assert values[2] > 0.5 and values[3] < 1e-12 and left[:, 3] @ problem.y == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("change, message", [
    (("kind = \"ours\"", "kind = \"theirs\""), "kind"), (("evidence = \"proof\"", "evidence = \"sampled\""), "evidence"), (("known = ", "knwon = "), "knwon"),
    (("slug = \"three-ends\"", "slug = \"time-is-a-gradient\""), "twice"), (("hypotheses = ", "hypotheses = \"\" #"), "hypotheses"), (("[[statement]]", "[[claim]]"), "statement")])
def test_wrong_rows_are_named(tmp_path, change, message):
    text = (af.paths.DATA / "statements.toml").read_text(encoding="utf-8")
    (tmp_path / "rows.toml").write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        statements(tmp_path / "rows.toml")


def test_an_unknown_statement():
    with pytest.raises(ValueError, match="no-such"):
        run_statements(["no-such"])


def test_table_has_every_row():
    table = ledger.statements_table()
    assert [line[1] for line in table.rows] == list(ROWS) and len(table.header) == len(table.rows[0])


def test_numbers_of_the_table_are_those_of_the_cards_of_notebook_11():
    """A card's section is the one in which its row says that the proof stands."""
    section, cards = "", {}
    for cell in nbformat.read(af.paths.NOTEBOOKS / "11_what_can_be_proved.ipynb", as_version=4).cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                section = line[3:] if line.startswith("## ") else section
                if card := re.match(r"> \*\*Statement (\d+)", line):
                    cards[card[1]] = section
    numbers = {line[1]: line[0] for line in ledger.statements_table().rows}
    assert list(cards) == [numbers[row.slug] for row in ROWS.values() if row.notebook == "11_what_can_be_proved"]
    for row in ROWS.values():
        if place := re.search(r'notebook 11, "(.+)"', row.proof):
            assert cards[numbers[row.slug]] == place[1]

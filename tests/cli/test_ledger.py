"""``ledger``: the table, and an exit status that scripts can use."""

import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from adaptedflow.cli import main
from adaptedflow.ledger import claims, run, run_statements


def adaptedflow(*arguments):
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def quick():
    """The slug of a row with a quick check."""
    rows = [claim.slug for claim in claims() if claim.done and claim.verdict != "proof_only"]
    return rows[0] if rows else pytest.skip("no claim is done yet")


def test_one_claim(quick):
    result = adaptedflow("ledger", "--only", quick)
    assert result.exit_code == 0, result.output
    assert quick in result.output and "1 of 1 checks agree" in result.output
    assert [0 <= float(seconds) < 60 for seconds in re.findall(r"([0-9.]+) s\b", result.output)] == [True] * 2


def test_an_encoding_of_old_programs_does_not_end_it_and_json_loses_nothing():
    """As on Windows, where the output goes to a file or a pipe: cp1252 has no "≥"."""
    slug = "adapted-flow-always-drives"
    statement = next(claim for claim in claims() if claim.slug == slug)
    assert "≥" in statement.correction
    result = CliRunner(charset="cp1252").invoke(main, ["ledger", "--only", slug])
    assert result.exit_code == 0, result.exception
    assert "≥" not in result.output and "s ? 0" in result.output
    greek = next(claim for claim in claims() if "θ" in claim.statement and claim.done)
    told = CliRunner(charset="cp1252").invoke(main, ["ledger", "--json", "--only", greek.slug])
    assert json.loads(told.output)[greek.slug]["statement"] == greek.statement


def test_one_claim_is_printed_with_all_that_is_known_of_it():
    claim = next(claim for claim in claims() if claim.slug == "relu-partly-active")
    words = " ".join(adaptedflow("ledger", "--only", claim.slug).output.split())
    for text in (claim.number, claim.statement, claim.hypotheses, claim.counterexample, claim.correction, claim.bearing, claim.notebook):
        assert text in words
    assert "on the counterexample 2 where the printed statement says 1" in words
    by_proof = next(claim for claim in claims() if claim.verdict == "proof_only")
    assert by_proof.reason in " ".join(adaptedflow("ledger", "--only", by_proof.slug).output.split())


def test_a_disagreement_exits_with_1(quick, monkeypatch):
    def disagreeing(slugs, progress):
        return [replace(result, agrees=False, message="off") for result in run(slugs, progress=progress)]

    monkeypatch.setattr("adaptedflow.ledger.run", disagreeing)
    result = adaptedflow("ledger", "--only", quick)
    assert result.exit_code == 1
    assert "DISAGREES" in result.output and f"{quick}: off" in result.output and "0 of 1 checks agree" in result.output


def test_unknown_claim():
    result = adaptedflow("ledger", "--only", "no-such-claim")
    assert result.exit_code == 2 and "got 'no-such-claim'" in result.output


def test_own_statements_stand_apart():
    result = adaptedflow("ledger", "--only", "time-is-a-gradient")
    assert result.exit_code == 0, result.output
    assert "own statements" in result.output and "1 of 1 checks agree" in result.output and "known" in result.output and " claims, " not in result.output
    facts = json.loads(adaptedflow("ledger", "--only", "three-ends", "--json").output)
    assert facts["three-ends"]["kind"] == "ours" and facts["three-ends"]["checked"] is False


def test_an_own_statement_that_disagrees_exits_with_1(monkeypatch):
    def disagreeing(slugs, progress):
        return [replace(result, agrees=False, message="off") for result in run_statements(slugs, progress=progress)]

    monkeypatch.setattr("adaptedflow.ledger.run_statements", disagreeing)
    result = adaptedflow("ledger", "--only", "time-is-a-gradient")
    assert result.exit_code == 1 and "DISAGREES" in result.output and "off" in result.output

"""Rows of data/claims.toml, and what the loader refuses."""

import re

import pytest

from adaptedflow import ledger
from adaptedflow.ledger.registry import checks, counterexamples

ROWS = ledger.claims()


def test_rows_stand_in_the_order_of_the_paper():
    sections = [[int(part) for part in claim.section.split(".")] for claim in ROWS]
    assert sections == sorted(sections)


@pytest.mark.parametrize("claim", ROWS, ids=lambda claim: claim.slug)
def test_statement_is_short_and_ends_like_a_sentence(claim):
    assert claim.statement.endswith(".")
    assert len(re.findall(r"\.(\s|$)", claim.statement)) <= 2


@pytest.mark.parametrize("claim", [c for c in ROWS if c.done], ids=lambda claim: claim.slug)
def test_done_row_has_a_check_or_a_reason(claim):
    assert (claim.slug in checks()) != bool(claim.reason)


@pytest.mark.parametrize("slug", sorted({*checks(), *counterexamples()}))
def test_no_check_without_a_done_row(slug):
    assert slug in {claim.slug for claim in ROWS if claim.done}


def test_counterexamples_belong_to_checks_and_to_rows_that_are_not_right_as_printed():
    assert set(counterexamples()) <= set(checks())
    right = {claim.slug for claim in ROWS if claim.verdict == "holds"}
    assert not right & set(counterexamples())


@pytest.mark.parametrize("row, message", [
    ({"colour": "red"}, "unknown field 'colour'; the fields are slug"),
    ({"statement": None}, "field 'statement' is missing"),
    ({"statement": " "}, "'statement': expected a text"),
    ({"statement": 3}, "'statement': expected a text, got 3"),
    ({"verdict": "true"}, "verdict: expected one of holds, .*got 'true'"),
    ({"status": "finished"}, "status: expected one of pending, done, got 'finished'"),
    ({"evidence": "belief"}, "evidence: expected one of exact, interval, proof, sampled, got 'belief'"),
    ({"evidence": None}, "field 'evidence' is missing"),
    ({"verdict": "vacuous_for", "correction": "Better.", "bearing": "None.", "reach": "remark"}, "needs evidence that is exact, interval or proof, got 'sampled'"),
    ({"verdict": "vacuous_for", "correction": "Better.", "bearing": "None.", "evidence": "exact"}, "needs the field 'reach'"),
    ({"reach": "everything"}, "reach: expected one of abstract, theorem, section, remark, wording, got 'everything'"),
    ({"slug": "Not A Slug"}, "slug: expected the form"),
    ({"notebook": "adapted_flow.ipynb"}, "notebook: expected the form"),
    ({"number": None}, "a number in v6 or in the earlier version, got neither"),
    ({"verdict": "holds_with_correction"}, "needs the field 'correction'"),
    ({"verdict": "misprint"}, "needs the field 'correction'"),
    ({"verdict": "vacuous_for"}, "needs the field 'correction'"),
    ({"verdict": "fails_as_stated", "correction": "Better."}, "needs the field 'counterexample'"),
    ({"verdict": "proof_only"}, "needs the field 'reason'"),
    ({"reason": "None."}, "'reason' is for proof_only rows"),
])
def test_malformed_row_is_refused(write_rows, row, message):
    with pytest.raises(ValueError, match=message):
        ledger.claims(write_rows(row))


def test_slug_used_twice_is_refused(write_rows):
    with pytest.raises(ValueError, match="row 2: slug 'one' is used twice"):
        ledger.claims(write_rows({}, {}))


def test_other_tables_and_broken_files_are_refused(tmp_path):
    path = tmp_path / "claims.toml"
    path.write_text("[claims]\n")
    with pytest.raises(ValueError, match=r"expected rows under \[\[claim\]\]"):
        ledger.claims(path)
    path.write_text("[[claim")
    with pytest.raises(ValueError, match="does not parse"):
        ledger.claims(path)


def test_lines_of_a_long_text_are_joined(write_rows):
    path = write_rows({"statement": None})
    path.write_text(path.read_text() + '\nstatement = """It\n  holds."""')
    assert ledger.claims(path)[0].statement == "It holds."


def test_a_file_that_is_missing_or_no_text_is_told_with_the_cure(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"claims.toml: expected the rows of the ledger, got no such file; take it back: git checkout"):
        ledger.claims(tmp_path / "claims.toml")
    (tmp_path / "claims.toml").write_bytes(b"\xff\x00")
    with pytest.raises(ValueError, match="expected text in UTF-8, got other bytes; take it back"):
        ledger.claims(tmp_path / "claims.toml")

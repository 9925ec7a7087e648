"""Tables generated from the rows."""

import re

import pytest

from adaptedflow import ledger

ROWS = ledger.claims()


@pytest.mark.parametrize("notebook", sorted({claim.notebook for claim in ROWS}))
def test_closing_table_has_the_rows_of_its_notebook(notebook):
    table = ledger.verdicts(notebook)
    own = [claim for claim in ROWS if claim.notebook == notebook]
    assert [row[1] for row in table.rows] == [claim.statement for claim in own]
    for row, claim in zip(table.rows, own):
        assert claim.correction in row[3] and claim.reason in row[3] and claim.earlier_only in row[3]
        assert row[2].endswith("(not yet checked)") is not claim.done


def test_notebook_without_claims_is_refused():
    with pytest.raises(ValueError, match="expected the stem of a notebook with claims .*01_adapted_flow.*got '01'"):
        ledger.verdicts("01")


def test_counts_agree_with_the_rows():
    *lines, total = ledger.counts().rows
    assert total == ("all", str(len(ROWS)), str(sum(claim.done for claim in ROWS)))
    assert sum(int(line[1]) for line in lines) == len(ROWS)


def test_crosswalk_has_the_claims_whose_numbers_differ():
    rows = ledger.crosswalk().rows
    assert ("2.2", "Theorem 2.2, (2.41)", "Theorem 2.3, (2.18)") in {row[:3] for row in rows}
    assert len(rows) == sum(c.number != c.number_earlier for c in ROWS)
    assert any(row[1] == "not in it" for row in rows) and any(row[2] == "not in it" for row in rows)


def test_markdown_has_one_line_a_row_and_escapes_bars():
    table = ledger.Table(("a", "b"), (("|x| < 1", "2"),))
    assert table.markdown() == "| a | b |\n| --- | --- |\n| \\|x\\| < 1 | 2 |\n"
    assert str(table) == table._repr_markdown_() == table.markdown()
    for line in ledger.crosswalk().markdown().splitlines():
        assert len(re.findall(r"(?<!\\)\|", line)) == 5


def test_html_escapes_its_cells():
    table = ledger.Table(("a<b",), (("some & any",),))
    assert '<th style="text-align: left">a&lt;b</th>' in table._repr_html_()
    assert '<td style="text-align: left">some &amp; any</td>' in table.html()


def test_a_table_with_a_summary_is_folded():
    plain, folded = (ledger.Table(("a",), (("b",),), summary) for summary in ("", "1 < 2 rows"))
    assert "<details>" not in plain.html() and "<details" not in folded.markdown()
    assert folded.html() == f"<details>\n<summary>1 &lt; 2 rows</summary>\n{plain.html()}\n</details>"


def test_verdicts_are_folded_behind_their_counts():
    table = ledger.verdicts("01_adapted_flow")
    count, labels = table.summary.split(" statements. ")
    assert int(count) == len(table.rows) == sum(int(part.split(": ")[1]) for part in labels.split(", "))
    assert f"holds: {sum(row[2] == 'holds' for row in table.rows)}" in labels
    assert ledger.verdicts("10_real_data").summary == "1 statement. holds: 1"


def test_html_sets_formulas():
    assert "rank <i>D</i> = <i>QN</i>" in ledger.Table(("a",), (("rank D = QN",),)).html()


def test_the_sentence_of_counts_names_every_verdict_once():
    sentence = ledger.summary()
    assert sentence.startswith(f"{len(ROWS)} claims: ")
    assert sum(map(int, re.findall(r"\d+", sentence.partition(":")[2]))) == len(ROWS)

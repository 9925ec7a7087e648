"""The ledger's formulas in HTML."""

import html
import re

import pytest

from adaptedflow.ledger import claims
from adaptedflow.ledger.typeset import typeset


@pytest.mark.parametrize("plain, expected", [
    ("D D^T", "<i>D</i> <i>D</i><sup><i>T</i></sup>"),
    ("W_{L+1} = 0", "<i>W</i><sub><i>L</i>+1</sub> = 0"),
    ("x_j^{(0)}", "<i>x</i><sub><i>j</i></sub><sup>(0)</sup>"),
    ("∇_θ C", "∇<sub>θ</sub> <i>C</i>"),
    ("R^K and R^{QN}", "ℝ<sup><i>K</i></sup> and ℝ<sup><i>QN</i></sup>"),
    ("R^T Λ R", "<i>R</i><sup><i>T</i></sup> Λ <i>R</i>"),
    ("W1 has rank r1", "<i>W</i><sub>1</sub> has rank <i>r</i><sub>1</sub>"),
    ("x -> Wx + b", "<i>x</i> → <i>Wx</i> + <i>b</i>"),
    ("K < QN", "<i>K</i> &lt; <i>QN</i>"),
    ("rank X~", "rank <i>X\N{COMBINING TILDE}</i>"),
    ("D⁺ and P⊥", "<i>D</i><sup>+</sup> and <i>P</i><sup>⊥</sup>"),
    ("θ' = -D^T", "θ' = -<i>D</i><sup><i>T</i></sup>"),
    ("C^{-1/2}", "<i>C</i><sup>-1/2</sup>"),
    ("a samples' law, as I say", "a samples' law, as I say"),
    ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
])
def test_formulas(plain, expected):
    assert typeset(plain) == expected


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.slug)
def test_no_row_keeps_a_formula_in_ascii_or_loses_a_word(claim):
    for text in (claim.statement, claim.correction or "", claim.reason or ""):
        shown = html.unescape(re.sub("<[^>]*>", "", typeset(text)))
        assert not re.search(r"[_^~{}]|->", shown), shown
        assert re.findall(r"[a-z]{3,}", shown) == re.findall(r"[a-z]{3,}", text)

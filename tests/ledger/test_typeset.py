"""The ledger's formulas in HTML."""

import html
import re

import pytest

from adaptedflow.ledger import claims, statements
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
    ("a_1 with a = b", "<i>a</i><sub>1</sub> with <i>a</i> = <i>b</i>"),
    ("a samples' law, as I say", "a samples' law, as I say"),
    ("K >= QN, N <= M, D != 0", "<i>K</i> ≥ <i>QN</i>, <i>N</i> ≤ <i>M</i>, <i>D</i> ≠ 0"),
    ("sum_{k > l} M_k, a sum", "∑<sub><i>k</i> &gt; <i>l</i></sub> <i>M</i><sub><i>k</i></sub>, a sum"),
    ("C^∞", "<i>C</i><sup>∞</sup>"),
    ("w1² + |x|² - θ_2⁴", "<i>w</i><sub>1</sub><sup>2</sup> + |<i>x</i>|<sup>2</sup> - θ<sub>2</sub><sup>4</sup>"),
    ("σ_min(D), (θ1², 2θ1³)", "σ<sub>min</sub>(<i>D</i>), (θ<sub>1</sub><sup>2</sup>, 2θ<sub>1</sub><sup>3</sup>)"),
    ("10⁻¹² and C¹", "10<sup>-12</sup> and <i>C</i><sup>1</sup>"),
    ("examples.last_layer_limit dies at w_1", "<code>examples.last_layer_limit</code> dies at <i>w</i><sub>1</sub>"),
    ("Sard's theorem, Annales de l'Institut, o-minimal, f' and x'", "Sard's theorem, Annales de l'Institut, o-minimal, <i>f</i>' and <i>x</i>'"),
    ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
])
def test_formulas(plain, expected):
    assert typeset(plain) == expected


SHOWN = ("statement", "hypotheses", "correction", "counterexample", "reason", "known")


@pytest.mark.parametrize("row", [*claims(), *statements()], ids=lambda row: row.slug)
def test_no_row_keeps_a_formula_in_ascii_or_loses_a_word(row):
    for text in filter(None, (getattr(row, field, None) for field in SHOWN)):
        shown = html.unescape(re.sub("<[^>]*>", "", typeset(text)))
        assert not re.search(r"[_^~{}²³]|->", re.sub("<code>.*?</code>", "", typeset(text))), shown
        assert re.findall(r"[a-z]{3,}", shown) == re.findall(r"[a-z]{3,}", text)

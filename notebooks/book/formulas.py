"""Formulas that stand in plain text, ``D^T`` and ``M_{l-1}`` in docstrings and tables, with their indices and powers where they belong."""

import re

from adaptedflow.ledger.typeset import typeset
from docutils import nodes

FORMULA = re.compile(r"(?:(?<![\w\\])(?:[^\W\d_]{1,2}|\d(?=\^))|∇)(?:[_^](?:\{[^{}]*\}|\w+(?!\w)|[+*∞⊥]))+|->")
UNTOUCHED = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.title)


def in_text(app, doctree, docname: str) -> None:
    """Replace each formula in the text of a page by HTML; code, headings and formulas in TeX stay."""
    for text in list(doctree.findall(nodes.Text)):
        if FORMULA.search(text) and not any(isinstance(node, UNTOUCHED) for node in _above(text)):
            text.parent.replace(text, _pieces(str(text)))


def _above(node):
    while node.parent is not None:
        node = node.parent
        yield node


def _pieces(text):
    at, pieces = 0, []
    for found in FORMULA.finditer(text):
        pieces += [nodes.Text(text[at:found.start()]), nodes.raw("", typeset(found[0]), format="html")]
        at = found.end()
    return [piece for piece in (*pieces, nodes.Text(text[at:])) if piece.astext()]

"""Formulas on a page: those that stand in plain text, ``D^T`` and ``M_{l-1}`` in docstrings and tables, with indices and powers where they belong; and the
stop or bracket beside one in TeX, which a browser would otherwise part from it at the end of a line."""

import re

from adaptedflow.ledger.typeset import typeset
from docutils import nodes
from sphinx import addnodes

FORMULA = re.compile(r"(?:(?<![\w\\])(?:[^\W\d_]{1,2}|sum|\d(?=\^))|∇)(?:[_^](?:\{[^{}]*\}|\w+(?!\w)|[+*∞⊥]))+|\b[XH]~|->|[<>!]=")
STOP = re.compile(r"[.,;:!?)\]’”\"'-]+")
OPENING = re.compile(r"[(\[‘“\"']+$")
PLAIN = ("notebooks/ERRATA", "figures/README")                          # pages of plain sentences, as the ledger's are: single letters are formulas there
UNTOUCHED = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.title, addnodes.desc_signature)


def in_text(app, doctree, docname: str) -> None:
    """Replace each formula in the text of a page by HTML; code, signatures, headings and formulas in TeX stay."""
    for text in list(doctree.findall(nodes.Text)):
        if any(isinstance(node, UNTOUCHED) for node in _above(text)):
            continue
        if docname in PLAIN and not any(isinstance(node, nodes.reference) for node in _above(text)):
            text.parent.replace(text, nodes.raw("", typeset(text), format="html"))
        elif FORMULA.search(text):
            text.parent.replace(text, _pieces(str(text)))


def with_its_stop(app, doctree, docname: str) -> None:
    """Put each formula in TeX into one box with the marks that stand before and after it."""
    for formula in list(doctree.findall(nodes.math)):
        line, at = formula.parent, formula.parent.index(formula)
        before, after = line[at - 1] if at else None, line[at + 1] if at + 1 < len(line) else None
        opening = OPENING.search(before) if isinstance(before, nodes.Text) else None
        stop = STOP.match(after) if isinstance(after, nodes.Text) else None
        if opening or stop:
            line.replace(formula, box := nodes.inline(classes=["unbroken"]))
            box += [nodes.Text(opening[0] if opening else ""), formula, nodes.Text(stop[0] if stop else "")]
            if opening:
                line.replace(before, nodes.Text(before[:opening.start()]))
            if stop:
                line.replace(after, nodes.Text(after[stop.end():]))


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

"""The formulas of the ledger's plain sentences as HTML: ``W_{L+1}``, ``D D^T`` and ``R^K`` with indices and powers, without scripts or fonts."""

import html
import re

_TILDE = "\N{COMBINING TILDE}"
_PLAIN = ((r"-&gt;", "→"), ("⁺", "^+"), ("P⊥", "P^⊥"), (r"\bR\^(?!T)", "ℝ^"), (r"\b([XH])~", rf"\1{_TILDE}"),
          (r"\b([WbMrwxy])(\d)\b", r"\1_\2"))                                         # W1, b2, M1, r1 of Section 2.1.1
_SCRIPT = re.compile(r"([_^])(?:\{((?:[^{}]|\{[^{}]*\})*)\}|([\w*+⊥]))")              # x_j, D^T, W_{L+1}, x^{(0)}
_LETTERS = re.compile(rf"(?<![\w&#;])(QN|QM|JQ|DV|DW|Df|Wx|aN|[B-HJ-Zb-z]{_TILDE}?)(?!\w)")   # variables, not the words "a" and "I"


def typeset(text: str) -> str:
    """Return ``text`` as HTML: formulas in one line with sub- and superscripts, variables in italics, the rest as it is."""
    text = html.escape(text, quote=False)
    for plain, replacement in _PLAIN:
        text = re.sub(plain, replacement, text)
    parts = re.split("(<[^>]*>)", _scripts(text))
    return "".join(part if part.startswith("<") else _LETTERS.sub(r"<i>\1</i>", part) for part in parts)


def _scripts(text: str) -> str:
    def replace(match):
        tag = "sub" if match[1] == "_" else "sup"
        return f"<{tag}>{_scripts(match[2] or match[3])}</{tag}>"

    return _SCRIPT.sub(replace, text)

"""The formulas of the ledger's plain sentences as HTML: ``W_{L+1}``, ``D D^T`` and ``R^K`` with indices and powers, without scripts or fonts."""

import html
import re

_TILDE = "\N{COMBINING TILDE}"
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_CODE = re.compile(r"(\b[a-z]\w{2,}(?:\.[a-z]\w+)+)")                               # examples.last_layer_limit: a name, not a formula
_PLAIN = ((r"-&gt;", "→"), ("&lt;=", "≤"), ("&gt;=", "≥"), ("!=", "≠"), (r"\bsum(?=_)", "∑"), (r"\ba(?=[_^]| = )", "<i>a</i>"),
          ("⁺", "^+"), ("P⊥", "P^⊥"), (r"\bR\^(?!T)", "ℝ^"), (r"\b([XH])~", rf"\1{_TILDE}"),
          (r"(?<![^\W\d])([WbMrwxyθ])(\d)(?!\w)", r"\1_\2"))                          # W1, b2, M1, r1 of Section 2.1.1
_SCRIPT = re.compile(r"([_^])(?:\{((?:[^{}]|\{[^{}]*\})*)\}|([a-z]{3,}|[\w*+⊥∞]))")  # x_j, D^T, σ_min, W_{L+1}, x^{(0)}
# variables, not the words "a" and "I", nor parts of the words author's, l'Institut and o-minimal
_LETTERS = re.compile(rf"(?<![\w&#;])(?<!\w')(QN|QM|JQ|DV|DW|Df|Wx|aN|[B-HJ-Zb-np-z]{_TILDE}?)(?!\w|'[^\W\d_])")


def typeset(text: str) -> str:
    """Return ``text`` as HTML: formulas in one line with sub- and superscripts, variables in italics, names as code, the rest as it is."""
    return "".join(f"<code>{part}</code>" if place % 2 else _formulas(part) for place, part in enumerate(_CODE.split(text)))


def _formulas(text: str) -> str:
    text = html.escape(re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda raised: f"^{{{raised[0].translate(_RAISED)}}}", text), quote=False)
    for plain, replacement in _PLAIN:
        text = re.sub(plain, replacement, text)
    parts = re.split("(<[^>]*>)", _scripts(text))
    return "".join(part if part.startswith("<") else _LETTERS.sub(r"<i>\1</i>", part) for part in parts)


def _scripts(text: str) -> str:
    def replace(match):
        tag = "sub" if match[1] == "_" else "sup"
        return f"<{tag}>{_scripts(match[2] or match[3])}</{tag}>"

    return _SCRIPT.sub(replace, text)

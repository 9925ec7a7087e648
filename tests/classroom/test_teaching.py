"""Every sentence of TEACHING.md on what the commands do has a test: ``teaching.toml`` says which."""

import ast
import functools
import tomllib
from pathlib import Path

from .teaching import SECTIONS, sentences

HERE = Path(__file__).parent
TABLE = tomllib.loads((HERE / "teaching.toml").read_text(encoding="utf-8"))
ADVICE = 11  # sentences without a test: advice, and facts about other programs


@functools.cache
def functions(module):
    return {node.name for node in ast.parse((HERE / f"{module}.py").read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)}


def test_each_sentence_stands_in_the_table_and_each_row_in_the_text():
    found = sentences()
    assert set(found) == set(TABLE) == set(SECTIONS)
    for section, said in found.items():
        assert said == list(TABLE[section]), section


def test_each_test_in_the_table_is_there():
    named = [name.split("::") for rows in TABLE.values() for tests in rows.values() for name in tests]
    assert len(named) > 80 and [(module, name) for module, name in named if name not in functions(module)] == []


def test_no_more_than_advice_is_without_a_test():
    assert sum(not tests for rows in TABLE.values() for tests in rows.values()) == ADVICE


def test_a_sentence_ends_at_its_point():
    text = "## Grade\n\n**Who.** It runs `a.b`. Then 0.9.6 of it.\n- One (`x`): two.\n```\nNo. Code.\n```\n## Rubrics\nNot this."
    assert sentences(text) == {"Grade": ["It runs `a.b`.", "Then 0.9.6 of it.", "One (`x`): two."]}

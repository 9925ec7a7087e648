from pathlib import Path

from .table import markdown


def test_the_table_shown_is_the_one_tested():
    assert Path(__file__).with_name("README.md").read_text(encoding="utf-8") == markdown()

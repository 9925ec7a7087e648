"""A student's name as the name of a file: her own where that is safe, and nothing that leads elsewhere."""

import pytest

from adaptedflow.classroom.words import file_name, one_line


@pytest.mark.parametrize("student", ["ada", "Ada Lovelace", "émilie", "a.b.c", "x" * 120])
def test_a_name_that_a_file_can_have_stays(student):
    assert file_name(student) == student


@pytest.mark.parametrize("student", ["../../ada", "a/b", "a\\b", "C:ada", "a*", "a?", 'a"', "<a>", "a|b", "a\nb", "a\x1b[2J", "a\ud800", "x" * 121])
def test_any_other_has_none_of_its_signs_and_a_mark_of_its_own(student):
    name = file_name(student)
    assert not set(name) & set('/\\:*?"<>|') and name.isprintable() and len(name) < 45 and name != file_name(student + "x")


@pytest.mark.parametrize("text, line", [("x" * 9, "x" * 9), ("x" * 10, "x" * 10), ("x" * 11, "x" * 9 + "…"), ("a\n\tb\x1b[2J", "a b [2J")])
def test_one_line_is_no_longer_than_it_may_be(text, line):
    assert one_line(text, 10) == line

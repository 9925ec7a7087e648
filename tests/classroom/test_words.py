"""A student's name as the name of a file: her own where that is safe, and nothing that leads elsewhere."""

import pytest

from adaptedflow.classroom.words import file_name


@pytest.mark.parametrize("student", ["ada", "Ada Lovelace", "émilie", "a.b.c", "x" * 120])
def test_a_name_that_a_file_can_have_stays(student):
    assert file_name(student) == student


@pytest.mark.parametrize("student", ["../../ada", "a/b", "a\\b", "C:ada", "a*", "a?", 'a"', "<a>", "a|b", "a\nb", "a\x1b[2J", "a\ud800", "x" * 121])
def test_any_other_has_none_of_its_signs_and_a_mark_of_its_own(student):
    name = file_name(student)
    assert not set(name) & set('/\\:*?"<>|') and name.isprintable() and len(name) < 45 and name != file_name(student + "x")

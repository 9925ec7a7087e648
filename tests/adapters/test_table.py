from .table import markdown, parts


def test_the_sentences_shown_are_those_said():
    assert parts()[0] == markdown()

"""The new book takes the place of the old one when it is whole, and not before."""

import os
import sys

import pytest
from adaptedflow import paths

sys.path.insert(0, str(paths.NOTEBOOKS / "book"))
import build  # noqa: E402  a program, not a module of the package


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A book of one old page; ``sphinx`` is replaced by what a test asks for."""
    monkeypatch.setattr(build, "BOOK", tmp_path)
    monkeypatch.setattr(build, "NEW", tmp_path / "html.new")
    monkeypatch.setattr(build, "gather", lambda: None)
    monkeypatch.setattr(build.browser, "print_chapters", lambda html: None)
    (tmp_path / "html").mkdir()
    (tmp_path / "html/index.html").write_text("old")

    def built(ends_with):
        def sphinx(arguments):
            build.NEW.mkdir(exist_ok=True)
            (build.NEW / "index.html").write_text("new")
            if isinstance(ends_with, BaseException):
                raise ends_with
            return ends_with

        monkeypatch.setattr(build, "sphinx", sphinx)
        return build.main(), (tmp_path / "html/index.html").read_text()

    return built


def test_a_whole_book_takes_the_place_of_the_old(book, tmp_path):
    assert book(0) == (0, "new")
    assert os.listdir(tmp_path) == ["html"]


def test_a_book_with_warnings_leaves_the_old_one(book):
    assert book(1) == (1, "old")


def test_ctrl_c_is_one_sentence_and_leaves_the_old_book(book, capsys):
    assert book(KeyboardInterrupt()) == (130, "old")
    assert capsys.readouterr().err == "\nInterrupted. The book of before, if there was one, is as it was.\n"


def test_a_full_disk_is_one_sentence_and_leaves_the_old_book(book, capsys):
    assert book(OSError(28, "No space left on device", "page.html")) == (1, "old")
    assert capsys.readouterr().err == "The book was not built: page.html: No space left on device. The book of before, if there was one, is as it was.\n"

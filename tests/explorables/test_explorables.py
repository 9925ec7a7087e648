"""Explorables in a notebook, and their still pictures; the pages themselves are read in a browser (tests/book)."""

import html
import re

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from adaptedflow import explorables, figures
from adaptedflow.explorables.show import frame
from adaptedflow.explorables.pages import ALT

each_page = pytest.mark.parametrize("name", explorables.TITLES)


@each_page
def test_a_page_is_whole_and_asks_for_nothing(name):
    page = explorables.page(name)
    assert page.startswith("<!DOCTYPE html>") and 'lang="en"' in page and "function explorable(" in page and ":root" in page
    assert re.findall(r'(?:src|href)=|url\((?!#)|import |fetch\(|https?://(?!www\.w3\.org/2000/svg)', page) == []


@pytest.mark.parametrize("name", ["three_factors", "explorable", "../trap", "", None])
def test_another_name_is_refused(name):
    for call in (explorables.page, explorables.show, explorables.table, lambda name: explorables.picture(name, {})):
        with pytest.raises(ValueError, match="name: expected one of two_factors, .* Name a page"):
            call(name)


@each_page
def test_the_frame_holds_the_page_as_it_is_and_a_picture(name):
    text = frame(name, explorables.page(name))
    assert html.unescape(re.search(r'srcdoc="([^"]*)"', text)[1]) == explorables.page(name)
    assert re.search(r'<img src="data:image/png;base64,[A-Za-z0-9+/=]{9999,}" alt="([^"]+)"', text)[1] == html.escape(ALT[name])
    assert f'href="explorables/{name}.html"' in text and "@" not in text.replace(html.escape(explorables.page(name)), "")
    assert plt.get_fignums() == []


@each_page
def test_a_picture_shows_its_table(name):
    table = explorables.table(name)
    figure = explorables.picture(name, table)
    for curve, points in figures.curves(table):
        drawn = [line for axes in figure.axes for line in axes.lines if np.array_equal(line.get_xydata(), np.column_stack([points["x"], points["y"]]), equal_nan=True)]
        assert drawn, curve
    plt.close(figure)


def test_show_in_a_notebook_and_elsewhere(tmp_path, capsys):
    assert explorables.show("two_factors") is None and capsys.readouterr().out == ""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("from adaptedflow import explorables\nexplorables.show('two_factors')")])
    NotebookClient(book, kernel_name="python3").execute()
    (output,) = book.cells[0].outputs
    assert set(output.data) == {"text/html", "text/plain"} and output.data["text/plain"].startswith("Two factors")
    assert "<iframe" in output.data["text/html"]

"""The page with sliders: small, self-contained, and the numbers of its table."""

import json
import re

import numpy as np
import pytest

from adaptedflow import figures
from adaptedflow.figures.staircase import staircase_slider


@pytest.fixture
def table():
    turns = np.arange(13) / 4                                          # three turns
    return figures.long_table({f"r = {r}": {"radius": np.full(13, r), "turns": turns, "height": r * turns + 1e-9, "predicted": 2 * r * turns}
                               for r in (0.1, 0.2)})


def test_it_holds_the_heights_in_thousandths_and_the_slopes(table):
    page = staircase_slider(table)
    data = json.loads(re.search(r"data = (\{.*?\})", page)[1])
    assert list(data) == ["0.1", "0.2"]
    np.testing.assert_array_equal(data["0.2"], np.rint(50 * np.arange(13)))
    assert json.loads(re.search(r"slopes = (\[.*?\])", page)[1]) == [0.2, 0.4]
    assert "perTurn = 4" in page and 'id="staircase-turns" type="range" min="1" max="3"' in page


def test_nothing_is_fetched_and_nothing_is_left_to_fill_in(table):
    page = staircase_slider(table)
    assert not re.search(r"https?:|src=|import|fetch|url\(", page)
    assert not re.search(r"DATA|SLOPES|PER_TURN|RADII|TURNS", page)
    assert page == staircase_slider(table)


def test_without_scripts_a_sentence_points_to_the_picture(table):
    page = staircase_slider(table)
    still, live = page.split('<div id="staircase-live"')
    assert "need JavaScript; the picture above" in still and live.startswith(' style="display:none"')

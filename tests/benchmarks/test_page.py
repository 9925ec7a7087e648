"""The page of speed says what its results say, and near its limit a line counts only if it is met twice."""

import copy
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def page(monkeypatch):
    monkeypatch.syspath_prepend(str(HERE))
    before = set(sys.modules)
    import page

    yield page
    for name in set(sys.modules) - before:                             # the benchmarks' modules have names that others could have
        if str(HERE) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def test_the_page_is_that_of_the_stored_results(page):
    assert page.README.read_text(encoding="utf-8") == page.text(page.stored()), "make bench STORE=1 writes both"


def test_every_line_was_measured_in_full(page):
    stored = page.stored()["lines"]
    assert list(stored) and not [name for name, found in stored.items() for one in found if one["quick"]]


def test_a_line_near_its_limit_counts_only_if_it_is_met_twice(page):
    found = {"times": {"clock s": 2.9, "clock segment": 5.0, "diffrax": 1.0}, "law": {"clock s": 0.0, "clock segment": 0.0, "diffrax": 0.0}, "size": "N = 6",
             "date": "2026-11-29", "load": 1.0}
    assert page.rows_of("tiny", found)[0].near and page.rows_of("tiny", found)[0].verdict == "met"
    worse = copy.deepcopy(found)
    worse["times"]["clock s"] = 3.1
    assert page.rows_of("tiny", worse)[0].verdict == "**not met**"
    results = {"machine": {"versions": {}, "processor": "", "cores": 2}, "lines": {"tiny": [found, worse]}}
    assert "**not met**" in page.text(results) and "again: " in page.text(results)
    results["lines"]["tiny"] = [found, found]
    assert "**not met**" not in page.text(results)
    assert "once only" not in page.text(results)
    results["lines"]["tiny"] = [found]
    assert "met (measured once only)" in page.text(results)


def test_a_missing_peer_is_said_and_its_line_not_called_met(page):
    found = {"times": {"clock s": 2.0, "clock segment": 5.0}, "law": {"clock s": 0.0, "clock segment": 0.0}, "size": "N = 6", "missing": {"diffrax": "No module"}}
    row, = page.rows_of("tiny", found)
    assert row.verdict == "not measured" and "diffrax" in row.note

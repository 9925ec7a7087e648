"""The explorables in a browser: every number they show against the library, and how they are moved by mouse, finger and keyboard."""

import re

import numpy as np
import pytest

from adaptedflow import explorables, paths

from . import expected
from .conftest import CHROMIUM, sync_playwright

if sync_playwright is None:
    pytest.skip("no playwright in this environment: the explorables are not read in a browser", allow_module_level=True)
if CHROMIUM is None:
    pytest.skip("no Chromium on the PATH, nor one named by CHROMIUM: the explorables are not read in a browser", allow_module_level=True)

FOLDER = paths.NOTEBOOKS / "explorables"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}



PAGES = {name: (getattr(expected, name), getattr(expected, f"{name}_states")) for name in explorables.TITLES}


@pytest.fixture
def open_explorable(open_page):
    return lambda name, **settings: open_page(f"{name}.html", FOLDER, **settings)


def test_each_page_has_a_test_and_is_small():
    assert set(PAGES) == {path.stem for path in FOLDER.glob("*.html")}
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in FOLDER.iterdir()}
    assert lines["explorable.js"] <= 300 and [name for name, count in lines.items() if name.endswith(".html") and count > 120] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_number_is_that_of_the_library(open_explorable, name):
    right_numbers, states = PAGES[name]
    page, count = open_explorable(name), 0
    for state in states(np.random.default_rng(2311)):
        page.evaluate("state => explorable.set(state)", state)
        shown = {name: text.replace("−", "-").replace("∞", "inf") for name, text in page.evaluate("explorable.values()").items()}
        right = right_numbers(state, page)
        assert set(shown) == set(right), state
        for key, text in shown.items():
            assert float(text) == pytest.approx(right[key], abs=_rounding(text)), (state, key)
        words = page.evaluate("() => { const copy = document.getElementById('words').cloneNode(true); copy.querySelectorAll('[data-value], sup').forEach(node => node.remove()); return copy.textContent; }")
        assert re.findall(r"\d", words.replace("Proposition 3.1", "").replace("= 1 −", "").replace("= 0 there", "")) == [], "a number in a sentence is not compared"
        count += 1
    assert count >= 20 and page.trouble == []


def _rounding(text):
    """A little more than half a unit of the last digit shown."""
    mantissa, _, power = text.partition("e")
    return 0.52 * 10.0 ** (int(power or 0) - len(mantissa.partition(".")[2]))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("how", ["mouse", "touch", "keyboard"])
def test_each_point_is_dragged(open_explorable, name, how):
    page = open_explorable(name, **(PHONE if how == "touch" else {}))
    moved = page.locator(".handle").all() or page.locator("input[type=range]").all()
    for handle in moved:
        page.evaluate("explorable.reset()")
        before = page.evaluate("explorable.state()"), page.locator("#values").inner_text()
        _move(page, handle, how)
        after = page.evaluate("explorable.state()"), page.locator("#values").inner_text()
        assert before[0] != after[0] and before[1] != after[1]
        assert handle.get_attribute("aria-label")
    page.get_by_role("button", name="Reset").click()
    assert page.evaluate("explorable.state()") == before[0] and page.trouble == []


def _move(page, handle, how):
    if how == "keyboard":
        handle.focus()
        for key in ("ArrowDown", "ArrowDown", "Shift+ArrowLeft"):
            page.keyboard.press(key)
        return
    handle.scroll_into_view_if_needed()
    knob = handle.locator(".knob")
    box = (knob if knob.count() else handle).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if not knob.count():                                               # a slider: click near its end
        return page.mouse.click(box["x"] + 0.97 * box["width"], y) if how == "mouse" else page.touchscreen.tap(box["x"] + 0.97 * box["width"], y)
    if how == "mouse":
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 9, y + 25, steps=4)
        page.mouse.up()
        return
    finger = page.context.new_cdp_session(page)
    for kind, points in (("touchStart", [[x, y]]), ("touchMove", [[x - 4, y + 12]]), ("touchMove", [[x - 9, y + 25]]), ("touchEnd", [])):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": a, "y": b} for a, b in points]})


@pytest.mark.parametrize("name", PAGES)
def test_the_clock_runs_and_pauses(open_explorable, name):
    page = open_explorable(name)
    play = page.locator("button.play")
    if play.count() == 0:
        return
    before = page.evaluate("explorable.values()")
    play.click()
    page.wait_for_function("before => JSON.stringify(explorable.values()) !== before", arg=before)
    assert "Pause" in play.inner_text()
    play.click()
    assert "Play" in play.inner_text()
    between = page.evaluate("explorable.state()")
    page.wait_for_timeout(200)
    assert page.evaluate("explorable.state()") == between and page.trouble == []


@pytest.mark.parametrize("name", PAGES)
def test_it_fits_and_follows_the_theme(open_explorable, name):
    page = open_explorable(name)
    for width in (320, 420, 700, 900):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(colour) != light
    page.evaluate("window.postMessage({theme: 'light'}, '*')")
    page.wait_for_function(f"light => {colour} === light", arg=light)
    assert page.locator("[aria-live=polite]").count() == 1 and page.trouble == []


@pytest.mark.parametrize("name", PAGES)
def test_what_is_said_is_announced(open_explorable, name):
    page = open_explorable(name)
    page.locator(".handle, input[type=range]").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('[aria-live]').textContent === document.getElementById('words').textContent")


def test_a_wrong_state_is_refused(open_explorable):
    page = open_explorable("two_factors")
    for state, words in (({"w3": 1}, "expected one of w1, w2, y, s, got w3"), ({"w1": "1"}, "expected a finite number"), ({"w1": None}, "expected a finite number")):
        said = page.evaluate("state => { try { explorable.set(state); return 'nothing'; } catch (error) { return error.message; } }", state)
        assert words in said
    assert page.evaluate("explorable.state().w1") == 1.6

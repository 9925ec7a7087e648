"""The explorables in a browser: every number they show against the library, and how they are moved by mouse, finger and keyboard."""

import re

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import explorables, paths, trapping

from .conftest import CHROMIUM, sync_playwright

if sync_playwright is None:
    pytest.skip("no playwright in this environment: the explorables are not read in a browser", allow_module_level=True)
if CHROMIUM is None:
    pytest.skip("no Chromium on the PATH, nor one named by CHROMIUM: the explorables are not read in a browser", allow_module_level=True)

FOLDER = paths.NOTEBOOKS / "explorables"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


# What each page should show in a state, by another route than its own: name -> number; and the states, drawn from a seed.


def two_factors(state):
    w1, w2, y, s = (state[name] for name in ("w1", "w2", "y", "s"))
    example = af.examples.two_factor(w1, w2, y)
    standard = _at(example, s)
    adapted = example.exact(min(s, example.end_time))
    shown = {"w1": w1, "w2": w2, "y": y, "c": w1 ** 2 - w2 ** 2, "x": np.prod(adapted), "x_standard": np.prod(standard),
             "cost": example.problem.cost(adapted), "cost_standard": example.problem.cost(standard)}
    if np.isfinite(example.end_time):
        return shown | {"end": example.end_time}
    start = w1 * w2
    return shown | {"s": s, "way": 100 * (np.prod(adapted) - start) / (y - start), "way_standard": 100 * (np.prod(standard) - start) / (y - start)}


def two_factors_states(rng):
    for _ in range(17):
        yield dict(zip(("w1", "w2", "y", "s"), rng.uniform((-1.9, -1.9, -3, 0), (1.9, 1.9, 3, 4)).round(2).tolist()))
    yield from ({"w1": a, "w2": b, "y": y, "s": s} for a, b, y, s in ((1, 1, -1, 0.5), (1.3, -1.3, 2, 3), (-0.7, -0.7, -0.4, 1.2), (1, 1, 2, 1)))


def cone(state):
    start, target = (np.cumsum([0, 4 * state[f"{end}p"], 4, 4 * state[f"{end}q"]]) for end in ("", "target_"))
    s = -4 * np.log1p(-state["t"])
    example = af.examples.tanh_interpolation(start, target)
    standard, cost = _at(example, s), example.problem.cost
    shown = {"s": s, "t": state["t"], "start_cost": cost(example.theta0), "cost_standard": cost(standard), "left_standard": cost(standard) / cost(example.theta0),
             "w1_standard": standard[0], "w2_standard": standard[2]}
    if s < example.end_time:
        adapted = example.exact(s)
        shown |= {"cost": cost(adapted), "w1": adapted[0], "w2": adapted[2]}
        if not np.isfinite(example.end_time):
            return shown | {"left": cost(adapted) / cost(example.theta0)}
    end = -np.expm1(-example.end_time / 4)
    floor = (1 - end) ** 2 * cost(example.theta0)
    if s >= example.end_time:
        near = example.exact(example.end_time - 1e-8)
        shown |= {"cost": floor} | {name: np.inf if abs(value) > 1e3 or name == "w1" and value > 4 else value for name, value in (("w1", near[0]), ("w2", near[2]))}
    return shown | {"end": example.end_time, "t_end": end, "floor": floor}


def cone_states(rng):
    for _ in range(22):
        p, q = rng.uniform(0.2, 0.85, 2)
        target_p, target_q = rng.uniform(-0.6, 2.5, 2)
        yield {"p": p, "q": q, "target_p": target_p, "target_q": target_q, "t": rng.uniform(0, 0.95)}
    yield from ({"p": 2.25, "q": 0.25, "target_p": 0.25, "target_q": 2.25, "t": t} for t in (0, 0.1, 0.5))


def trap(state):
    w1, w2, epsilon, s = (state[name] for name in ("w1", "w2", "epsilon", "s"))
    example = af.examples.two_factor(w1, w2, 1.0)
    standard, adapted, cost = _at(example, s), example.exact(min(s, example.end_time)), example.problem.cost
    shown = {"w1": w1, "w2": w2, "cost": cost(adapted), "cost_standard": cost(standard), "size": np.linalg.norm(adapted), "size_standard": np.linalg.norm(standard)}
    if np.isfinite(example.end_time):
        return shown | {"end": example.end_time}
    region = trapping.region(example.problem, epsilon)
    orbits = [af.integrate(flow(example.problem), example.theta0, until=25.0, rtol=1e-9) for flow in (af.StandardFlow, af.AdaptedFlow)]
    slow, fast = (trapping.residence(orbit, region) for orbit in orbits)
    if not slow:
        return shown
    return shown | {"standard": slow.time, "adapted": fast.time, "bound": slow.bounds.proposition_3_1}


def trap_states(rng):
    for _ in range(10):
        yield dict(zip(("w1", "w2", "epsilon", "s"), rng.uniform((-1.6, -1.6, 0.1, 0), (1.6, 1.6, 0.8, 8)).round(3).tolist()))
    for _ in range(10):
        w = rng.uniform(0.02, 1.4)
        yield {"w1": round(w, 3), "w2": round(-w + rng.uniform(0.005, 0.03), 3), "epsilon": 0.5, "s": rng.uniform(0, 8)}
    yield from ({"w1": w, "w2": -w, "epsilon": 0.3, "s": s} for w, s in ((1.0, 3.0), (-0.4, 0.1)))


def _at(example, s):
    """The standard flow after the time ``s``."""
    return af.integrate(af.StandardFlow(example.problem), example.theta0, until=s, rtol=1e-9).theta[-1] if s else example.theta0


PAGES = {"two_factors": (two_factors, two_factors_states), "cone": (cone, cone_states), "trap": (trap, trap_states)}


@pytest.fixture
def open_explorable(open_page):
    return lambda name, **settings: open_page(f"{name}.html", FOLDER, **settings)


def test_each_page_has_a_test_and_is_small():
    assert set(PAGES) == set(explorables.TITLES) == {path.stem for path in FOLDER.glob("*.html")}
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in FOLDER.iterdir()}
    assert lines["explorable.js"] <= 300 and [name for name, count in lines.items() if name.endswith(".html") and count > 120] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_number_is_that_of_the_library(open_explorable, name):
    expected, states = PAGES[name]
    page, count = open_explorable(name), 0
    for state in states(np.random.default_rng(2311)):
        page.evaluate("state => explorable.set(state)", state)
        shown = {name: text.replace("−", "-").replace("∞", "inf") for name, text in page.evaluate("explorable.values()").items()}
        right = expected(state)
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
    for handle in page.locator(".handle").all():
        page.evaluate("explorable.reset()")
        before = page.evaluate("explorable.state()"), page.locator("#values").inner_text()
        _move(page, handle, how)
        after = page.evaluate("explorable.state()"), page.locator("#values").inner_text()
        assert before[0] != after[0] and before[1] != after[1]
        assert handle.get_attribute("aria-valuetext") and handle.get_attribute("aria-label")
    page.get_by_role("button", name="Reset").click()
    assert page.evaluate("explorable.state()") == before[0] and page.trouble == []


def _move(page, handle, how):
    if how == "keyboard":
        handle.focus()
        for key in ("ArrowUp", "ArrowUp", "Shift+ArrowLeft"):
            page.keyboard.press(key)
        return
    handle.scroll_into_view_if_needed()
    box = handle.locator(".knob").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
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
@pytest.mark.parametrize("width", [320, 420, 900])
def test_it_fits_and_follows_the_theme(open_explorable, name, width):
    page = open_explorable(name, viewport={"width": width, "height": 700})
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
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

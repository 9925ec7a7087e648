"""The book read in a browser, opened from its folder: every page in light and dark, on a desk, a tablet and a phone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import CHROMIUM, HTML

if CHROMIUM is None:
    pytest.skip("no Chromium on the PATH, nor one named by CHROMIUM: the book is not read in a browser", allow_module_level=True)

PAGES = sorted(str(path.relative_to(HTML)) for path in HTML.rglob("*.html")
               if not {"_static", "_modules"} & set(path.parts) and (path.parent.name != "explorables" or path.stem == "README"))
PAGES += ["_modules/adaptedflow/flows/adapted.html"]
EXPLORABLES = sorted(str(path.relative_to(HTML)) for path in (HTML / "notebooks/explorables").glob("*.html") if path.stem != "README")
CONTROLS = ["image-alt", "link-name", "button-name", "label", "select-name", "frame-title", "document-title", "html-has-lang", "aria-hidden-focus",
            "aria-valid-attr-value", "nested-interactive", "scrollable-region-focusable", "svg-img-alt"]
DESK, TABLET, PHONE = {"width": 1280, "height": 900}, {"width": 820, "height": 1180}, {"width": 390, "height": 844}
CUT = "[...document.querySelectorAll('.bd-article pre, .pst-scrollable-table-container')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText.slice(0, 80))"
# TeX that is left as it was written, outside code
RAW = re.compile(r"\$\$|\$[^$\n]*[\\^_{][^$\n]*\$|\\[(\[]|\\(?:frac|mathcal|mathbb|underline|theta|partial|operatorname)\b")


def violations(page, rules):
    """What axe finds against ``rules``."""
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = Axe().run(page, context={"exclude": ["mjx-container"]}, options=options).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]} {node['failureSummary'][:160]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("name", PAGES)
def test_a_page(open_page, name):
    page = open_page(name, viewport=DESK)
    formulas = page.locator(".math")
    assert page.locator(".math mjx-container").count() == formulas.count()
    assert page.locator("mjx-merror, [data-mjx-error], [data-mml-node=merror]").count() == 0
    text = page.evaluate("""() => {
        const copy = document.querySelector("main").cloneNode(true);
        copy.querySelectorAll("pre, code, script, style, .math").forEach(node => node.remove());
        return copy.textContent;
    }""")
    assert RAW.findall(text) == []
    assert page.evaluate("[...document.images].filter(image => !image.complete || !image.naturalWidth || !image.alt.trim()).map(image => image.src)") == []
    assert page.evaluate(CUT) == []
    fits_and_reads_well(page)


@pytest.mark.parametrize("name", EXPLORABLES)
def test_the_page_of_an_explorable(open_page, name):
    fits_and_reads_well(open_page(name, viewport=DESK), theme=False)


def fits_and_reads_well(page, theme=True):
    """At three widths nothing sticks out and no control is without a name; in light and dark no contrast is low; nothing comes from elsewhere.

    Colours depend on the theme and hardly on the width, so contrast, by far the slowest, is looked at in light on a desk and in dark on a phone.
    """
    for size, scheme in ((DESK, "light"), (TABLET, "dark"), (PHONE, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(400)                                     # a table that scrolls at this width is a tab stop a moment later
        if theme:
            page.locator(f"html[data-theme={scheme}]").wait_for(state="attached")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert violations(page, CONTROLS if size is TABLET else [*CONTROLS, "color-contrast"]) == [], f"{size['width']} px, {scheme}"
    assert page.trouble == []


def test_search_finds_a_notebook(open_page):
    page = open_page("index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("holonomy")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=holonomy")
    page.locator("#search-results li a[href*='04_horizontal_geometry.html']").first.wait_for()
    assert page.trouble == []


@pytest.mark.parametrize("words, chapter", [("2.41", "01_adapted_flow"), ("(5.11)", "07_underparametrized"), ("4.14", "06_critical_manifolds")])
def test_search_finds_an_equation_by_its_number(open_page, words, chapter):
    page = open_page("index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    page.locator(f"#search-results li a[href*='{chapter}.html']").first.wait_for()


def test_code_of_a_chapter_is_not_cut_at_any_width_nor_in_print(open_page):
    page = open_page("notebooks/01_adapted_flow.html")
    for width, media in ((1280, "screen"), (800, "screen"), (390, "screen"), (700, "print")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media=media)
        assert page.evaluate("[...document.querySelectorAll('div.cell pre')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)") == []


def test_the_ledger_fits_a_desk_and_keeps_its_corrections_in_print(open_page):
    page = open_page("ledger.html")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate("(e => e.scrollWidth - e.clientWidth)(document.querySelector('#ledger-table').parentNode)") <= 1
    page.set_viewport_size({"width": 700, "height": 900})
    page.emulate_media(media="print")
    assert page.locator("#ledger-filters").is_hidden()
    right = page.evaluate("Math.max(...[...document.querySelectorAll('#ledger-table td:nth-child(4)')].map(e => e.getBoundingClientRect().right))")
    assert 0 < right <= 700


def test_dark_mode_is_chosen_and_remembered(open_page):
    page = open_page("index.html", color_scheme="light")
    colours = {}
    for theme in ("dark", "light", "dark"):
        page.get_by_label("Color mode").locator("visible=true").click()
        page.locator(f"button[data-mode={theme}]").click()
        assert page.locator("html").get_attribute("data-theme") == theme
        colours[theme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colours["dark"] != colours["light"]
    page.locator("a.right-next").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_next_and_previous_follow_the_paper(open_page):
    order = sorted(str(path.relative_to(HTML)) for path in HTML.glob("notebooks/[0-9]*.html"))
    page = open_page(order[0])
    for name in order[1:]:
        page.locator("a.right-next").click()
        assert page.url.endswith(name)
    page.locator("a.left-prev").click()
    assert page.url.endswith(order[-2])


MOVING = [name for name in PAGES if '<div class="explorable"' in (HTML / name).read_text(encoding="utf-8")]


def test_some_notebooks_have_explorables():
    assert MOVING


@pytest.mark.parametrize("name", MOVING)
def test_explorables_are_in_place_and_follow_the_theme(open_page, name):
    page = open_page(name, color_scheme="light", viewport=PHONE)
    for place in page.locator("div.explorable").all():
        place.scroll_into_view_if_needed()
        frame = place.locator("iframe")
        frame.wait_for(state="visible")
        assert place.locator("img").is_hidden()
        inside = frame.content_frame
        paper = "getComputedStyle(document.body).backgroundColor"
        light = inside.locator("body").evaluate(f"() => {paper}")
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        page.wait_for_timeout(100)
        assert inside.locator("body").evaluate(f"() => {paper}") != light
        page.evaluate("document.documentElement.dataset.theme = 'light'")
        page.wait_for_timeout(100)
        before = inside.locator("#values").inner_text()
        moved = inside.locator(".handle, input[type=range]").first
        moved.focus()
        page.keyboard.press("ArrowUp")
        assert inside.locator("#values").inner_text() != before
        assert (HTML / name).parent.joinpath(place.locator("a").last.get_attribute("href")).is_file()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"] and page.trouble == []

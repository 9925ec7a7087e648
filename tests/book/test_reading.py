"""The book read in a browser, opened from its folder: every page in light and dark, on a desk, a tablet and a phone."""

import re
from pathlib import Path

import axe_playwright_python
import pytest
from adaptedflow import ledger

from .conftest import CHROMIUM, HTML

if CHROMIUM is None:
    pytest.skip("no Chromium on the PATH, nor one named by CHROMIUM: the book is not read in a browser", allow_module_level=True)

PAGES = sorted(str(path.relative_to(HTML)) for path in HTML.rglob("*.html")
               if not {"_static", "_modules"} & set(path.parts) and (path.parent.name != "explorables" or path.stem == "README"))
PAGES += ["_modules/adaptedflow/flows/adapted.html"]
EXPLORABLES = sorted(str(path.relative_to(HTML)) for path in (HTML / "notebooks/explorables").glob("*.html") if path.stem != "README")
CONTROLS = ["image-alt", "link-name", "button-name", "label", "select-name", "frame-title", "document-title", "html-has-lang", "aria-hidden-focus",
            "aria-valid-attr-value", "nested-interactive", "scrollable-region-focusable", "svg-img-alt"]
DESK, TABLET, PHONE = {"width": 1280, "height": 900}, {"width": 768, "height": 1024}, {"width": 390, "height": 844}
WIDE = "'.bd-article pre, .pst-scrollable-table-container, div.math'"
CUT = f"[...document.querySelectorAll({WIDE})].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.slice(0, 80))"
APART = "[...document.querySelectorAll('main span.math')].filter(e => !e.closest('.unbroken, nav') && (/^[.,;:!?)]/.test(e.nextSibling?.data ?? '') || /[(\\[]$/.test(e.previousSibling?.data ?? ''))).map(e => e.parentElement.textContent)"
BESIDE = "[...document.querySelectorAll('.bd-sidebar-secondary a, .bd-sidebar-secondary a *')].filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.textContent)"
EMPTY = "[...document.querySelectorAll('thead')].filter(e => !e.textContent.trim()).length"
# Lines of code in a text that go on in the next line; sources have lines as long as they like
BENT = """[...document.querySelectorAll(".bd-article pre")].filter(e => !e.closest(".cell_output") && !location.href.includes("_modules")).filter(e => {
    const style = getComputedStyle(e), lines = e.textContent.trimEnd().split("\\n").length;
    return e.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom) > (lines + 0.5) * parseFloat(style.lineHeight);
}).map(e => e.textContent.slice(0, 200))"""
# Headings whose link to themselves has begun a line of its own
ALONE = """[...document.querySelectorAll(":is(h1, h2, h3, h4) > .headerlink")].filter(link => {
    const words = document.createRange();
    words.setStart(link.parentNode, 0);
    words.setEndBefore(link);
    return link.getBoundingClientRect().top >= words.getBoundingClientRect().bottom;
}).map(link => link.parentNode.textContent)"""
# TeX that is left as it was written, outside code
RAW = re.compile(r"\$\$|\$[^$\n]*[\\^_{][^$\n]*\$|\\[(\[]|\\(?:frac|mathcal|mathbb|underline|theta|partial|operatorname)\b")


# Contrast is by far the slowest rule, and depends on colours and sizes alone: of all words that look the same on the same ground one is looked at.
LOOKS = """() => {
    const seen = new Set(), grounds = new Map(), words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const ground = node => {
        if (node && !grounds.has(node)) {
            const style = getComputedStyle(node), own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter].join();
            grounds.set(node, ground(node.parentElement) + (own === "rgba(0, 0, 0, 0),none,1,none" ? "" : `/${own}`));
        }
        return node ? grounds.get(node) : "";
    };
    document.querySelectorAll("[data-look]").forEach(node => delete node.dataset.look);
    while (words.nextNode()) {
        const node = words.currentNode.parentElement, style = getComputedStyle(node);
        const look = [ground(node), style.color, style.fontSize, style.fontWeight, style.textShadow].join();
        if (words.currentNode.data.trim() && node.checkVisibility() && !seen.has(look)) {
            seen.add(look);
            node.dataset.look = "";
        }
    }
    return seen.size;
}"""
# The thousands of paths inside formulas are nothing to axe, and each of its runs would walk through them.
EMPTY_FORMULAS = "document.querySelectorAll('mjx-container svg').forEach(svg => svg.replaceChildren()), document.querySelectorAll('mjx-assistive-mml').forEach(node => node.remove())"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


def violations(page, rules, where):
    """What axe finds against ``rules`` in the elements ``where``; formulas are MathJax's."""
    run = "([where, rules]) => axe.run({include: [where], exclude: ['mjx-container']}, {runOnly: rules, resultTypes: ['violations'], preload: false})"
    found = page.evaluate(run, [where, rules])["violations"]
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
    assert page.locator(".sig :is(sub, sup)").count() == 0, "n_jobs is a name, not a formula"
    assert page.locator("dl.property dl.field-list").count() == 0, "a property whose first line has a colon: what stands before it is no type"
    assert page.evaluate(CUT) == []
    assert page.evaluate(APART) == [], "a line could begin with the stop after a formula, or end with the bracket before it"
    assert page.evaluate(BESIDE) == [], "cut off in the list of contents"
    assert page.evaluate(EMPTY) == 0
    assert page.evaluate(BENT) == []
    assert page.evaluate(ALONE) == []
    assert page.locator(".sig", has_text="<").count() == 0, "a default that is no literal"
    fits_and_reads_well(page)


@pytest.mark.parametrize("name", EXPLORABLES)
def test_the_page_of_an_explorable(open_page, name):
    fits_and_reads_well(open_page(name, viewport=DESK), theme=False)


def fits_and_reads_well(page, theme=True):
    """At three widths nothing sticks out and no control is without a name; there, in light and dark, no contrast is low; nothing comes from elsewhere."""
    page.evaluate(EMPTY_FORMULAS)
    page.evaluate(AXE)
    found = {}
    for size in (DESK, TABLET, PHONE):
        page.set_viewport_size(size)
        page.wait_for_timeout(400)                                     # a table that scrolls at this width is a tab stop a moment later
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        found[size["width"], "controls"] = violations(page, CONTROLS, "html")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if theme:
                page.locator(f"html[data-theme={scheme}]").wait_for(state="attached")
            assert page.evaluate(LOOKS) > 3
            found[size["width"], scheme] = violations(page, ["color-contrast"], "[data-look]")
    assert {where: said for where, said in found.items() if said} == {}
    assert page.trouble == []


def test_a_formula_too_wide_for_a_phone_is_set_on_several_lines(open_page):
    """The three parts of (1.21) to (1.23), and the theorem's two laws."""
    parts = "[...MathJax.startup.document.math].filter(item => item.display && /gather/.test(item.math)).map(item => item.math)"
    assert open_page("notebooks/01_adapted_flow.html", viewport=DESK).evaluate(parts) == []
    page = open_page("notebooks/01_adapted_flow.html", viewport=PHONE)
    law = next(tex for tex in page.evaluate(parts) if "(2.6)" in tex)
    first, second = law.split(r"\\[0.6em]")
    assert "(2.6)" in first and r"\text{and}" in second and "(2.7)" in second
    assert page.locator("mjx-merror, [data-mml-node=merror]").count() == 0


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


def test_the_index_has_the_equations_in_their_order(open_page):
    page = open_page("index.html")
    page.locator("main").get_by_role("link", name="index", exact=True).click()
    assert page.locator("h2").first.inner_text() == "Equations"
    names = page.locator("table.genindextable").first.locator("a").all_inner_texts()
    numbers = [tuple(map(int, name.strip("()").split("."))) for name in names if name.startswith("(")]
    assert len(numbers) > 100 and numbers == sorted(numbers)


def test_code_of_a_chapter_is_not_cut_at_any_width_nor_in_print(open_page):
    page = open_page("notebooks/01_adapted_flow.html")
    for width, media in ((1280, "screen"), (800, "screen"), (390, "screen"), (700, "print")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media=media)
        printed = "" if media == "print" else "&& !e.closest('.columns')"  # columns scroll on a screen
        assert page.evaluate(f"[...document.querySelectorAll('div.cell pre')].filter(e => e.scrollWidth > e.clientWidth + 1 {printed}).map(e => e.textContent)") == []


def test_comments_stand_in_a_column_on_a_desk_and_close_to_their_code_on_a_phone(open_page):
    page = open_page("notebooks/01_adapted_flow.html", viewport=DESK)
    widest = "Math.max(...[...document.querySelectorAll('.gap')].map(node => node.getBoundingClientRect().width))"
    assert page.evaluate(widest) > 50
    page.set_viewport_size(PHONE)
    assert page.evaluate(widest) < 12


def test_our_own_statements_are_blocks_and_no_narrow_columns(open_page):
    page = open_page("notebooks/11_what_can_be_proved.html", viewport=DESK)
    number = page.locator(".cell_output table:has(thead th:nth-child(7)) td:first-child").first
    assert number.evaluate("node => getComputedStyle(node, '::after').content") == '". "'
    rows = "[...document.querySelectorAll('.cell_output table:has(thead th:nth-child(7)) td:nth-child(n+3)')].map(node => node.getBoundingClientRect().width)"
    widths = page.evaluate(rows)
    assert len(widths) == 5 * len(ledger.statements()) and min(widths) > 500


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

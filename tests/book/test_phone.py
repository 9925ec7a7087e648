"""What is wide, read on a phone: tables, what cells print in columns, and formulas."""

import pytest

from .conftest import CHROMIUM, HTML

if CHROMIUM is None:
    pytest.skip("no Chromium on the PATH, nor one named by CHROMIUM: the book is not read in a browser", allow_module_level=True)

PHONE = {"width": 390, "height": 844}
TABLES = ["notebooks/assignments/TEACHING.html", "notebooks/ERRATA.html", "tests/benchmarks/README.html", "tests/adapters/README.html",
          "notebooks/00_reading_guide.html", "notebooks/07_underparametrized.html", "notebooks/appendix_survival_statistics.html"]
CHAPTERS = sorted(str(path.relative_to(HTML)) for folder in ("notebooks", "notebooks/assignments/source") for path in (HTML / folder).glob("*.html"))


@pytest.mark.parametrize("name", TABLES)
def test_a_wide_table_becomes_blocks_or_says_that_it_scrolls(open_page, name):
    page = open_page(name, viewport=PHONE)
    page.wait_for_timeout(400)                                             # what scrolls is a tab stop a moment later
    blocks, scrolling, columns = page.evaluate("""() => [
        [...document.querySelectorAll("table.blocks")].map(table => [
            table.parentNode.scrollWidth - table.parentNode.clientWidth, [...table.querySelectorAll(".column-name")].filter(node => node.checkVisibility()).length]),
        [...document.querySelectorAll(".pst-scrollable-table-container, .columns pre")].filter(node => node.scrollWidth > node.clientWidth + 1)
            .map(node => getComputedStyle(node.closest(".columns") ?? node, "::before").content),
        [...document.querySelectorAll(".columns pre")].map(node => getComputedStyle(node).whiteSpace)]""")
    assert all(over <= 1 and named for over, named in blocks)
    assert all("scrolls sideways" in said for said in scrolling)
    assert set(columns) <= {"pre"}
    assert blocks or columns


def test_a_table_of_figures_keeps_its_first_column_in_sight(open_page):
    page = open_page("tests/benchmarks/README.html", viewport=PHONE)
    moved = page.locator(".pst-scrollable-table-container:has(table.of-figures)").evaluate("""place => {
        const left = node => node.getBoundingClientRect().left;
        place.scrollLeft = 60;
        return [...place.querySelectorAll("tr")].map(row => left(row.cells[0]) - left(place));
    }""")
    assert len(moved) > 5 and max(map(abs, moved)) <= 1


def test_columns_of_an_output_are_not_broken_into_lines(open_page):
    page = open_page("notebooks/07_underparametrized.html", viewport=PHONE)
    table = page.locator(".columns pre", has_text="Gauss-Newton").last
    rows, height, line = table.evaluate("""node => [node.textContent.trimEnd().split("\\n").length,
        node.clientHeight - 2 * parseFloat(getComputedStyle(node).paddingTop), parseFloat(getComputedStyle(node).lineHeight)]""")
    assert rows == 17 and height < (rows + 1) * line


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_formula_is_wider_than_a_phone(open_page, name):
    cut = """[...document.querySelectorAll("div.math")].filter(place => place.clientWidth).filter(place => {
        const whole = place.querySelector("svg").getBoundingClientRect(), seen = place.getBoundingClientRect();
        return whole.left < seen.left - 1 || whole.right > seen.right + 1 || place.scrollWidth > place.clientWidth + 1;
    }).map(place => place.textContent)"""
    assert open_page(name, viewport=PHONE).evaluate(cut) == []

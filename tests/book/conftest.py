"""The book as built, and a browser to read it in."""

import sys

import pytest
from adaptedflow import paths

sys.path.insert(0, str(paths.NOTEBOOKS / "book"))
from browser import CHAPTERS, CHROMIUM, FLAGS, FORMULAS  # noqa: E402  the one that prints the chapters

try:
    from playwright.sync_api import sync_playwright
except ImportError:  # then the tests are left out, and say so
    sync_playwright = None

HTML = paths.BUILD / "book" / "html"


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium, with a profile of its own that goes when it is closed."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser):
    """Open a page of the book (or of another folder) and wait until its formulas are set; ``page.trouble`` is what went wrong."""
    contexts = []

    def opened(name, folder=HTML, **settings):
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        page.trouble = []
        page.on("console", lambda message: page.trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on("requestfailed", lambda request: page.trouble.append(f"failed: {request.url}"))
        page.on("request", lambda request: None if request.url.startswith(("file:", "data:", "blob:")) else page.trouble.append(f"outside: {request.url}"))
        page.goto(f"{folder.as_uri()}/{name}", wait_until="load")
        page.add_style_tag(content="* { transition: none !important; }")  # colours are looked at, not how they fade
        page.evaluate(FORMULAS)
        return page

    yield opened
    for context in contexts:
        context.close()

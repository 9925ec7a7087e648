"""Each chapter as a PDF, printed by a Chromium, and linked from the button with the arrow at the top of its page."""

import os
import shutil
from pathlib import Path

from adaptedflow import paths

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
CHAPTERS = sorted(f"notebooks/{path.stem}" for path in paths.NOTEBOOKS.glob("*.ipynb") if path.stem != "ledger") + ["notebooks/ERRATA"]
FORMULAS = "() => window.MathJax && window.MathJax.startup.promise"   # settled when all are set
# Links between pages would name folders of this machine.
UNLINK = "document.querySelectorAll('a[href]').forEach(a => /^(#|https?:)/.test(a.getAttribute('href')) || a.removeAttribute('href'))"
MARGIN = {"top": "15mm", "bottom": "18mm", "left": "15mm", "right": "15mm"}
FOOTER = '<div style="font-size: 8px; text-align: center; width: 100%"><span class="pageNumber"></span></div>'


def in_the_button(app, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Let the theme's entry ".pdf" lead to the file, where there is one; elsewhere it prints the page."""
    for group in context.get("header_buttons", ()) if CHROMIUM and pagename in CHAPTERS else ():
        for place, button in enumerate(group.get("buttons", ())):
            if button.get("label") == "download-pdf-button":
                kept = {name: button[name] for name in ("text", "icon", "label")}
                group["buttons"][place] = kept | {"type": "link", "url": f"{pagename.rpartition('/')[2]}.pdf", "tooltip": "Download as PDF"}


def print_chapters(html: Path) -> None:
    """Write NAME.pdf beside NAME.html in the folder ``html`` for every chapter; without a Chromium say that there are none."""
    if CHROMIUM is None:
        print("No PDF files of the chapters: no Chromium on the PATH, nor one named by CHROMIUM. A page still prints from any browser.")
        return
    from playwright.sync_api import sync_playwright                    # here, since tests without playwright look for a browser too

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page(color_scheme="light")
        for name in CHAPTERS:
            page.goto((html / f"{name}.html").as_uri(), wait_until="load")
            page.evaluate(FORMULAS)
            page.evaluate(UNLINK)
            page.pdf(path=html / f"{name}.pdf", format="A4", scale=0.72, margin=MARGIN, display_header_footer=True, header_template="<span></span>",
                     footer_template=FOOTER, outline=True, tagged=True)
        chromium.close()

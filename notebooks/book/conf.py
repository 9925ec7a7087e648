"""How Sphinx builds the book from the pages that build.py gathers in build/book/source."""

from importlib import metadata

from adaptedflow import paths

import api
import browser
import claims
import formulas
import gaps
import launch
import links
import tables

project = author = "adaptedflow"
copyright = "the maintainers; text and figures CC BY 4.0, code MIT"
version = release = metadata.version("adaptedflow")
extensions = ["myst_nb", "sphinx.ext.mathjax", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
nitpicky = True
nitpick_ignore_regex = [("py:.*", r"(?!adaptedflow).*")]  # numpy, scipy and the rest are not in this book

# Notebooks are shown as they are stored; nothing runs.
nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["dollarmath", "amsmath", "html_image"]
myst_heading_anchors = 3
myst_dmath_double_inline = True

autodoc_default_options = {"members": True}
napoleon_google_docstring = False
autodoc_member_order = "groupwise"
autodoc_typehints = "none"
toc_object_entries_show_parents = "hide"
add_module_names = False

# MathJax as one file, from the package that carries it: formulas need no network, and no further file.
mathjax_path = "tex-svg.js"
(_mathjax,) = (file.locate() for file in metadata.files("sphinx-mathjax-offline") if file.name == mathjax_path)

html_theme = "sphinx_book_theme"
html_title = "adaptedflow"
html_static_path = ["book.css", "displays.js", str(_mathjax)]
html_css_files = ["book.css"]
html_js_files = ["displays.js"]
html_extra_path = [str(paths.BUILD / "book" / "as-they-are")]  # the explorables are pages already
html_domain_indices = False  # the index has the modules as well
html_show_search_summary = False  # summaries are fetched, which a browser refuses to a page from a folder
html_context = {"default_mode": "auto"}
html_theme_options = {
    "navbar_persistent": [],
    "home_page_in_toc": True,
    "footer_content_items": ["copyright.html"],
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
} | launch.buttons((paths.ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def setup(app):
    app.set_html_assets_policy("always")  # titles in the sidebar have formulas, on pages that have none
    app.connect("source-read", claims.in_a_notebook)
    app.connect("source-read", links.in_a_page)
    app.connect("autodoc-process-signature", api.without_objects)
    app.connect("missing-reference", links.in_the_package)
    app.connect("doctree-resolved", formulas.with_its_stop)
    app.connect("doctree-resolved", formulas.in_text)
    app.connect("doctree-resolved", tables.on_a_phone)
    app.connect("doctree-resolved", tables.in_outputs)
    app.connect("env-updated", gaps.in_contents)
    app.connect("html-page-context", gaps.before_comments)
    app.connect("html-page-context", claims.in_the_index)
    app.connect("html-page-context", browser.in_the_button, priority=502)  # after the theme has made its buttons

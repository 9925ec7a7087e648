"""Links and pictures as Jupyter and GitHub have them, made to work in the book too."""

import json
import os
import posixpath
import re
from urllib.parse import unquote

from myst_parser.slugs import github_slugify

NOTEBOOK = re.compile(r"(?<!\[)`(\d\d_[a-z0-9_]+)`(?!\])")
ANCHOR = re.compile(r'(\]\([^)\s:#]*|href="[^":#]*)#([^)\s"]+)')
LINK = re.compile(r"(?<!!)\[([^\]\[]+)\]\(([^)\s:#]+)\)")


def in_a_page(app, docname: str, source: list[str]) -> None:
    """Write anchors as the book has them, and names of notebooks as links; give each picture the alternative text that is stored with it.

    A link to what is in the repository and not in the book stays as its words.
    """
    def linked(text):
        here = posixpath.dirname(docname)
        there = posixpath.relpath("notebooks", here)
        text = re.sub(r"\]\((?:notebooks/)?ledger\.ipynb", f"]({posixpath.relpath('ledger.md', here)}", text)  # one page, with links into its rows
        text = NOTEBOOK.sub(lambda name: f"[`{name[1]}`]({there}/{name[1]}.ipynb)", anchors(text))
        return LINK.sub(lambda link: link[0] if os.path.exists(os.path.join(app.srcdir, here, unquote(link[2]))) else link[1], text)

    if app.env.doc2path(docname).suffix != ".ipynb":
        source[0] = linked(source[0])
        return
    book = json.loads(source[0])
    for cell in book["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = linked("".join(cell["source"]))
        for output in cell.get("outputs", ()):
            alt = output.get("metadata", {}).get("image/png", {}).get("alt")
            if alt:
                cell["metadata"].setdefault("mystnb", {})["image"] = {"alt": alt}
            if "text/html" in output.get("data", {}):
                html = anchors("".join(output["data"]["text/html"]))
                output["data"]["text/html"] = re.sub(r'(href="[^":#]*)\.(?:ipynb|md)(?=["#])', r"\1.html", html)
    source[0] = json.dumps(book)


def in_the_package(app, env, node, contnode):
    """The place of a name that a docstring writes without a module and its own module does not have: it is the package's."""
    if node.get("refdomain") == "py":
        whole = f"adaptedflow.{node['reftarget']}"
        return env.get_domain("py").resolve_xref(env, node["refdoc"], app.builder, node["reftype"], whole, node, contnode)
    return None


def anchors(text: str) -> str:
    """``text`` with GitHub's anchors in its links; Jupyter's, "Section-2.1:-ranks", differ from them in capitals and dots."""
    return ANCHOR.sub(lambda link: f"{link[1]}#{github_slugify(unquote(link[2]))}", text)

"""The reading guide's links lead somewhere, and the functions it names exist."""

import functools
import re
import urllib.parse

import nbformat
import pytest

import adaptedflow
from adaptedflow import paths

GUIDE = paths.NOTEBOOKS / "00_reading_guide.ipynb"
TEXT = "\n".join(cell.source for cell in nbformat.read(GUIDE, as_version=4).cells if cell.cell_type == "markdown")
LINKS = sorted(set(re.findall(r"\]\(((?:\.\./|[\w#])[^)\s]*)\)", TEXT)) - set(re.findall(r"\]\((https?:[^)]*)\)", TEXT)))
NAMES = sorted(set(re.findall(r"`af\.([\w.]+)", TEXT)))


def headings(path):
    """The anchors Jupyter makes: the heading with its spaces turned into hyphens."""
    text = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    return {line.lstrip("#").strip().replace(" ", "-") for source in text for line in source.splitlines() if line.startswith("#")}


@pytest.mark.parametrize("link", LINKS)
def test_link_leads_to_a_file_and_a_heading(link):
    name, _, anchor = urllib.parse.unquote(link).partition("#")
    target = (paths.NOTEBOOKS / name) if name else GUIDE
    assert target.is_file(), f"there is no {name}"
    assert not anchor or anchor in headings(target), f"{name or 'the guide'} has no heading {anchor}"


@pytest.mark.parametrize("name", NAMES)
def test_named_function_exists(name):
    functools.reduce(getattr, name.split("."), adaptedflow)


def test_every_notebook_is_linked():
    assert {path.name for path in paths.NOTEBOOKS.glob("[0-9]*.ipynb")} - {GUIDE.name} <= {link.partition("#")[0] for link in LINKS}

import json

import pytest
from matplotlib.figure import Figure

from adaptedflow import paths
from adaptedflow.figures import gallery, save


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv(paths.FIGURES_VARIABLE, str(tmp_path))
    monkeypatch.delenv(paths.FORMAT_VARIABLE, raising=False)
    return tmp_path


def draw(name, notebook, alt="What the picture shows.", claims=()):
    """Save a figure and put into its provenance what a notebook's captions would."""
    save(Figure(), name, {"x": [1]}, alt=alt)
    path = paths.figures() / f"{name}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"notebook": notebook, "claims": list(claims)}))


def test_figures_by_notebook_with_links(folder):
    draw("stopping_time", "01_adapted_flow", claims=["theorem-2-1", "stopping-time"])
    draw("cost", "01_adapted_flow")
    draw("a_region", "05_trapping")
    text = gallery()
    order = ["## [01_adapted_flow](../notebooks/01_adapted_flow.ipynb)", "### cost", "### stopping_time",
             "## [05_trapping](../notebooks/05_trapping.ipynb)", "### a_region"]
    places = [text.index(f"\n{heading}\n") for heading in order]
    assert places == sorted(places) and text.count("\n## ") == 2
    assert "![What the picture shows.](cost.png)\n\nWhat the picture shows.\n\n[numbers](cost.csv) · [provenance](cost.json)\n" in text
    assert "claims: `theorem-2-1`, `stopping-time` · [numbers](stopping_time.csv)" in text


def test_text_depends_on_the_provenance_only(folder):
    draw("one", "01_adapted_flow")
    before = gallery()
    (folder / "README.md").write_text("anything")
    assert gallery() == before


def test_caption_is_not_read_as_markup(folder):
    draw("one", "01_adapted_flow", alt="The path x[theta]\n  of *one* orbit")
    assert r"![The path x\[theta\] of \*one\* orbit](one.png)" in gallery()


def test_no_figures_yet(folder):
    assert gallery().startswith("# Figures\n") and "##" not in gallery()


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"name": "two", "alt": "a", "claims": [], "notebook": "b"}'])
def test_a_file_that_is_no_provenance(folder, content):
    draw("one", "01_adapted_flow")
    (folder / "one.json").write_text(content)
    with pytest.raises(ValueError, match=r"one\.json: expected the provenance of a figure with alt, .*, got .*\. Draw"):
        gallery()


@pytest.mark.parametrize("extension", ["png", "csv"])
def test_a_missing_companion_file(folder, extension):
    draw("one", "01_adapted_flow")
    (folder / f"one.{extension}").unlink()
    assert json.loads((folder / "one.json").read_text())["name"] == "one"
    with pytest.raises(FileNotFoundError, match=rf"expected one\.{extension} beside one\.json, got none\. Draw"):
        gallery()


def test_figures_of_your_own_come_first_and_link_no_notebook(folder):
    save(Figure(), "mine", {"x": [1]}, alt="A figure of my own.")
    draw("one", "01_adapted_flow")
    text = gallery()
    assert text.index("## Your own\n") < text.index("### mine\n") < text.index("## [01_adapted_flow]")

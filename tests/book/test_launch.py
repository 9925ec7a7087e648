"""Binder's and Colab's buttons belong to a copy that has an address, and the cell that opens it on Colab works on a clone."""

import re
import subprocess
import sys

import pytest
from adaptedflow import paths

sys.path.insert(0, str(paths.NOTEBOOKS / "book"))
import launch  # noqa: E402  of the book, not of the package

CITATION = (paths.ROOT / "CITATION.cff").read_text(encoding="utf-8")


@pytest.mark.parametrize("line, repository, colab", [
    ('repository-code: "https://github.com/someone/copy.git"', "https://github.com/someone/copy", True),
    ("repository-code: https://git.example.org/a/copy/", "https://git.example.org/a/copy", False),
])
def test_an_address_in_the_citation_makes_buttons(line, repository, colab):
    options = launch.buttons(f"{CITATION}{line}\n")
    assert options["repository_url"] == repository and "binderhub_url" in options["launch_buttons"]
    assert ("colab_url" in options["launch_buttons"]) is colab


def test_without_an_address_there_are_none():
    assert launch.buttons(re.sub("(?m)^repository-code:.*\n", "", CITATION)) == {}


def test_the_opening_cell_finds_package_data_and_pictures(tmp_path):
    text = (paths.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    cell = re.search(r"```text\n(!git clone.*?)```", text, re.DOTALL)[1]
    assert "ADDRESS" in cell and "%pip install" in cell
    offline = re.sub("%pip.*", "", cell.replace("ADDRESS", paths.ROOT.as_uri()))     # what pip installs is here already
    last = "import adaptedflow as af; from adaptedflow import ledger, paths; print(paths.ROOT, len(ledger.claims()))"
    run = subprocess.run([sys.executable, "-m", "IPython", "--colors=NoColor", "-c", f"{offline}\n{last}"], cwd=tmp_path, capture_output=True, text=True)
    assert run.stdout.splitlines()[-1].split()[0] == str(tmp_path / "companion"), run.stderr

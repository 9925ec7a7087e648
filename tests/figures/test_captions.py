import sys
import tomllib

import pytest
from matplotlib.figure import Figure

from adaptedflow import paths
from adaptedflow.figures import catalogue, save
from adaptedflow.figures.captions import caption

GOOD = '[decay]\nalt = "Cost falls along\\n a line."\nclaims = ["theorem-2-1"]\nparameters = ["seed", "widths"]\ntolerance = 1e-3\n'


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write the captions of a notebook 01_some; the notebook that runs has ``seed`` and ``widths``."""
    monkeypatch.setattr(paths, "DATA", tmp_path, raising=False)
    for name, value in {"seed": 3, "widths": [2, 8], "net": object()}.items():
        monkeypatch.setattr(sys.modules["__main__"], name, value, raising=False)
    (tmp_path / "figures").mkdir()
    return lambda text: (tmp_path / "figures/01_some.toml").write_text(text, encoding="utf-8")


def test_caption_with_the_values_of_the_notebook(write):
    write(GOOD)
    assert caption("decay") == {"name": "decay", "notebook": "01_some", "alt": "Cost falls along a line.", "claims": ["theorem-2-1"],
                                "parameters": {"seed": 3, "widths": [2, 8]}, "tolerance": 1e-3}


def test_it_is_what_is_stored_beside_the_figure(write, tmp_path, monkeypatch):
    monkeypatch.setenv(paths.FIGURES_VARIABLE, str(tmp_path / "drawn"))
    write(GOOD)
    save(Figure(), "decay", {"x": [1]})
    (record,) = catalogue()
    record.pop("versions")
    assert record == caption("decay")


@pytest.mark.parametrize("change, error, words", [
    (("decay", "other"), LookupError, r"expected a figure with a section .*, got 'decay'\. Add"),
    (('alt = "Cost falls along\\n a line."', ""), ValueError, r"01_some\.toml, \[decay\]: expected alt"),
    (("alt", "text"), ValueError, r"expected alt, and if wanted"),
    (("Cost falls along\\n a line.", "Cost"), ValueError, r"alt: expected a sentence .*, got 'Cost'"),
    (('["theorem-2-1"]', '"theorem-2-1"'), TypeError, r"expected claims as a list of strings, got 'theorem-2-1'"),
    (("theorem-2-1", "Theorem 2.1"), ValueError, r"claims: expected letters.*, got 'Theorem 2\.1'"),
    (('"seed"', '"depth"'), ValueError, r"got 'depth', which it does not have"),
    (('"seed"', '"net"'), TypeError, r"expected net to be a number, a string or a list"),
    (("1e-3", "0"), ValueError, r"tolerance: expected a finite number > 0, got 0"),
    (("[decay]", "[decay"), ValueError, r"01_some\.toml: expected TOML"),
])
def test_refusals(write, change, error, words):
    assert change[0] in GOOD
    write(GOOD.replace(*change))
    with pytest.raises(error, match=words):
        caption("decay")


def test_each_stored_figure_has_one_caption_and_each_caption_a_figure():
    sections = [(path.stem, name) for path in sorted((paths.DATA / "figures").glob("*.toml")) for name in tomllib.loads(path.read_text(encoding="utf-8"))]
    assert sorted(sections) == sorted((record["notebook"], record["name"]) for record in catalogue(paths.ROOT / "figures"))
    assert len({name for _, name in sections}) == len(sections)

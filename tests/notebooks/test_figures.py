"""The tables behind the figures, drawn anew by 'make test', against those committed in figures/."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from adaptedflow import paths
from adaptedflow.figures import gallery, read_table
from adaptedflow.figures.agreement import TOLERANCE, differences

COMMITTED = paths.ROOT / "figures"
drawn_anew = pytest.mark.skipif(
    not os.environ.get(paths.FIGURES_VARIABLE), reason=f"needs {paths.FIGURES_VARIABLE}, as 'make test' sets it after running the notebooks"
)


def names(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.csv"))


@drawn_anew
def test_the_notebooks_draw_the_committed_figures():
    assert names(paths.figures()) == names(COMMITTED)


@drawn_anew
@pytest.mark.parametrize("name", names(COMMITTED) or [pytest.param("none", marks=pytest.mark.skip(reason="there are no figures yet"))])
def test_table_is_found_again(name):
    tolerance = json.loads((COMMITTED / f"{name}.json").read_text(encoding="utf-8")).get("tolerance", TOLERANCE)
    new, old = (read_table(folder / f"{name}.csv") for folder in (paths.figures(), COMMITTED))
    assert differences(new, old, tolerance) == []


@pytest.mark.skipif(not names(COMMITTED), reason="there are no figures yet")
def test_the_gallery_is_that_of_the_committed_figures(monkeypatch):
    monkeypatch.delenv(paths.FIGURES_VARIABLE, raising=False)
    assert (COMMITTED / "README.md").read_text(encoding="utf-8") == gallery(), "write it with 'make figures'"


OLD = {"s": np.array([0.0, 1.0, 2.0]), "cost": np.array([1.0, np.nan, 0.01]), "flow": np.array(["a", "a", "b"])}


@pytest.mark.parametrize("column, values, same", [
    ("cost", [1.00009, np.nan, 0.01], True),
    ("cost", [1.0002, np.nan, 0.01], False),
    ("cost", [1.0, 0.5, 0.01], False),
    ("cost", [1.0, np.nan, np.inf], False),
    ("flow", ["a", "b", "b"], False),
    ("flow", [1.0, 2.0, 3.0], False),
    ("s", [0.0, 1.0], False),
])
def test_differences(column, values, same):
    assert (differences(OLD | {column: np.array(values)}, OLD, TOLERANCE) == []) is same
    assert differences({"s": OLD["s"]}, OLD, TOLERANCE) != []

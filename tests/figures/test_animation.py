import io

import numpy as np
import pytest
from PIL import Image

from adaptedflow import figures, paths
from adaptedflow.figures import reading_guide as draw


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv(paths.FIGURES_VARIABLE, str(tmp_path))
    return tmp_path


def table():
    s = np.linspace(0, 2, 5)
    path = {"s": s, "x1": np.exp(-s), "x2": -np.exp(-s), "cost": np.exp(-2 * s)}
    starts = draw.from_all_starts([path, path | {"x2": np.exp(-s)}])
    return figures.long_table({"adapted": starts, "standard": starts})


def test_a_film_beside_the_still_picture(folder):
    figures.save_animation(draw.two_flows, "film", table(), frames=3, alt="Two flows run to a target.")
    film = Image.open(io.BytesIO((folder / "film.gif").read_bytes()))
    assert film.n_frames == 3 and film.info["loop"] == 0
    pictures = []
    for frame in range(3):
        film.seek(frame)
        pictures.append(np.asarray(film.convert("L"), float))
    assert sorted(path.name for path in folder.iterdir()) == ["film.csv", "film.gif", "film.json", "film.png"]
    assert np.abs(pictures[0] - pictures[2]).max() > 50                               # something moved


def test_the_film_ends_with_the_still_picture(folder):
    figures.save_animation(draw.two_flows, "film", table(), frames=2, alt="Two flows run to a target.")
    film = Image.open(io.BytesIO((folder / "film.gif").read_bytes()))
    film.seek(1)
    still = Image.open(io.BytesIO((folder / "film.png").read_bytes())).convert("L").resize(film.size)
    assert np.abs(np.asarray(film.convert("L"), float) - np.asarray(still, float)).mean() < 8


def test_the_same_film_twice(folder):
    films = []
    for _ in range(2):
        figures.save_animation(draw.two_flows, "film", table(), frames=3, alt="Two flows run to a target.")
        films.append((folder / "film.gif").read_bytes())
    assert films[0] == films[1]


def test_one_picture_is_no_film(folder):
    with pytest.raises(ValueError, match="frames: expected at least 2"):
        figures.save_animation(draw.two_flows, "film", table(), frames=1, alt="Two flows run to a target.")
    assert list(folder.iterdir()) == []


def test_the_stored_film_is_small_enough_for_a_page():
    films = list((paths.ROOT / "figures").glob("*.gif"))
    assert films and all(film.stat().st_size < 1_500_000 for film in films)

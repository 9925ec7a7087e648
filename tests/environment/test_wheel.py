"""The package as people install it: a wheel and a source distribution, away from the repository."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib import metadata

import pytest

from adaptedflow import paths

try:
    BUILDER = int(metadata.version("setuptools").partition(".")[0])
except metadata.PackageNotFoundError:
    BUILDER = 0
pytestmark = pytest.mark.skipif(BUILDER < 77, reason="needs setuptools 77 or newer, which builds the package; make test-all ONLY=torch has it")
USE = """
import adaptedflow as af
net = af.Network([2, 8, 1])
problem = af.Problem(net, [[0.0, 1.0], [1.0, 0.0]], [[1.0], [-1.0]])
found = af.diagnose(problem, net.init(0))
print(found.flow, found.sentences["survival map"])
try:
    af.load_digits(10, 10)
except FileNotFoundError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with both, built from a copy of what they need."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(paths.ROOT / name, source)
    shutil.copytree(paths.ROOT / "lib", source / "lib", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    build = "from setuptools import build_meta as b; b.build_wheel('dist'); b.build_sdist('dist')"
    run = subprocess.run([sys.executable, "-c", build], cwd=source, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-2000:]
    return source / "dist"


def test_both_hold_every_module_and_the_mark_of_types(built):
    modules = {path.relative_to(paths.ROOT / "lib").as_posix() for path in (paths.ROOT / "lib/adaptedflow").rglob("*.py")} | {"adaptedflow/py.typed"}
    (wheel,), (source,) = built.glob("*.whl"), built.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        assert modules - set(archive.namelist()) == set()
    with tarfile.open(source) as archive:
        inside = {name.partition("/lib/")[2] for name in archive.getnames()}
    assert modules - inside == set()


def test_away_from_the_repository_it_computes_and_says_where_the_data_are(built, tmp_path):
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    run = subprocess.run([sys.executable, "-c", USE], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(tmp_path / "installed")}, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-2000:]
    first, second = run.stdout.strip().splitlines()
    assert first == "AdaptedFlow not at hand: it comes with the repository, not with an installed package"
    assert "clone the repository" in second

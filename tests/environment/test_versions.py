"""pyproject.toml, requirements.lock and environment.yml say the same."""

import sys
import tomllib

import pytest
import rattler
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import adaptedflow
from adaptedflow import paths

PYPROJECT = tomllib.loads((paths.ROOT / "pyproject.toml").read_text())
PROJECT = PYPROJECT["project"]
LOCK = (paths.ROOT / "requirements.lock").read_text().splitlines()
BENCH_LOCK = (paths.ROOT / "tests/benchmarks/requirements.lock").read_text().splitlines()
NBGRADER_LOCK = (paths.ROOT / "tests/classroom/requirements.lock").read_text().splitlines()
ADAPTERS_LOCK = (paths.ROOT / "tests/adapters/requirements.lock").read_text().splitlines()
BOOK_LOCK = (paths.ROOT / "notebooks/book/requirements.lock").read_text().splitlines()
NOTE_LOCK = (paths.ROOT / "notebooks/note/requirements.lock").read_text().splitlines()
CONDA = yaml.safe_load((paths.ROOT / "environment.yml").read_text())
PYTHONS = ["3.11", "3.12", "3.13"]


def pins(python: str, lock=LOCK) -> dict[str, Version]:
    """Return the versions that ``lock`` gives to ``python`` on this machine."""
    environment = default_environment() | {"python_version": python, "python_full_version": f"{python}.9"}
    found = {}
    for requirement in map(Requirement, lock):
        if requirement.marker is None or requirement.marker.evaluate(environment):
            name = canonicalize_name(requirement.name)
            assert name not in found, f"{name} is locked twice for Python {python}"
            (specifier,) = requirement.specifier
            assert specifier.operator == "=="
            found[name] = Version(specifier.version)
    return found


@pytest.mark.parametrize("python", PYTHONS)
def test_lock_satisfies_pyproject(python):
    assert python in SpecifierSet(PROJECT["requires-python"])
    extras = PROJECT["optional-dependencies"]
    check_lock(pins(python), PROJECT["dependencies"] + extras["notebooks"] + extras["test"])


def test_lock_of_the_benchmark_satisfies_pyproject_and_times_the_same_numpy():
    locked, benchmarked = pins("3.11"), pins("3.11", BENCH_LOCK)
    check_lock(benchmarked, PROJECT["dependencies"] + PROJECT["optional-dependencies"]["bench"])
    assert {name: benchmarked[name] for name in ("numpy", "scipy")} == {name: locked[name] for name in ("numpy", "scipy")}


def test_lock_of_the_adapters_satisfies_pyproject():
    extras = PROJECT["optional-dependencies"]
    for python in PYTHONS:
        check_lock(pins(python, ADAPTERS_LOCK), PROJECT["dependencies"] + extras["torch"] + extras["jax"])


def test_lock_of_the_book_satisfies_pyproject_and_draws_the_same_figures():
    for python in PYTHONS:
        locked, book = pins(python), pins(python, BOOK_LOCK)
        check_lock(book, PROJECT["dependencies"] + PROJECT["optional-dependencies"]["book"])
        assert {name: book[name] for name in ("numpy", "scipy", "matplotlib")} == {name: locked[name] for name in ("numpy", "scipy", "matplotlib")}


def test_lock_of_nbgrader_satisfies_pyproject_and_grades_with_the_same_numpy():
    for python in PYTHONS:
        locked = pins(python, NBGRADER_LOCK)
        check_lock(locked, PYPROJECT["dependency-groups"]["nbgrader"])
        assert locked["numpy"] == pins(python)["numpy"]


def test_lock_of_the_note_satisfies_pyproject():
    for python in PYTHONS:
        check_lock(pins(python, NOTE_LOCK), PYPROJECT["dependency-groups"]["note"])


def check_lock(locked: dict[str, Version], requirements: list[str]):
    for requirement in map(Requirement, requirements):
        name = canonicalize_name(requirement.name)
        assert name in locked, f"{name} is not in the lock"
        assert locked[name] in requirement.specifier, f"{requirement} against the lock's {locked[name]}"


@pytest.mark.parametrize("lock", [LOCK, BENCH_LOCK, NBGRADER_LOCK, BOOK_LOCK, NOTE_LOCK], ids=["package", "benchmark", "nbgrader", "book", "note"])
def test_lock_is_sorted_and_names_no_address(lock):
    names = [canonicalize_name(Requirement(line).name) for line in lock]
    assert names == sorted(names)
    assert not [line for line in lock if "://" in line or "@" in line or line.startswith("-")]


def test_conda_environment_takes_the_lock_and_one_python():
    *conda, pip = CONDA["dependencies"]
    specs = {spec.name.normalized: spec for spec in map(rattler.MatchSpec, conda)}
    assert set(specs) == {"python", "pip"}
    assert str(specs["python"].version) == "3.11.*"
    assert "3.11" in SpecifierSet(PROJECT["requires-python"])
    assert pip == {"pip": ["-r requirements.lock", "-e ."]}
    assert CONDA["name"] == PROJECT["name"]


def test_this_environment_is_that_of_the_lock():
    from importlib.metadata import version

    locked = pins(f"{sys.version_info.major}.{sys.version_info.minor}")
    different = {name: version(name) for name in ("numpy", "scipy", "matplotlib", "nbval") if Version(version(name)) != locked[name]}
    assert different == {}


def test_one_version():
    assert adaptedflow.__version__ == PROJECT["version"]
    citation = yaml.safe_load((paths.ROOT / "CITATION.cff").read_text())
    assert citation["version"] == PROJECT["version"] and citation["license"] == PROJECT["license"]
    assert citation["references"][0]["identifiers"][0]["value"] == "arXiv:2311.15487"

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from adaptedflow import paths

HERE = Path(__file__).resolve().parents[1]


def test_folders_of_this_repository():
    assert paths.ROOT == HERE
    assert (paths.NOTEBOOKS, paths.DATA, paths.BUILD) == (HERE / "notebooks", HERE / "data", HERE / "build")
    assert {"ROOT", "NOTEBOOKS", "DATA", "BUILD", "figures"} <= set(dir(paths))


def test_unknown_folder():
    with pytest.raises(AttributeError, match="FIGURES"):
        paths.FIGURES


@pytest.mark.parametrize("folder, default", [(paths.figures, HERE / "build/figures"), (paths.stored_figures, HERE / "figures")])
def test_figures_go_where_the_variable_says_else_to_build_and_the_commands_to_the_repository(folder, default, monkeypatch, tmp_path):
    monkeypatch.delenv(paths.FIGURES_VARIABLE, raising=False)
    assert folder() == default
    monkeypatch.setenv(paths.FIGURES_VARIABLE, "")
    assert folder() == default
    monkeypatch.setenv(paths.FIGURES_VARIABLE, str(tmp_path / "elsewhere"))
    assert folder() == tmp_path / "elsewhere"


def test_a_relative_folder_for_figures_is_refused(monkeypatch):
    monkeypatch.setenv(paths.FIGURES_VARIABLE, "out")
    with pytest.raises(ValueError, match=r"expected an absolute path .*, got 'out'; write .*/out"):
        paths.figures()


def test_half_a_repository_is_none(tmp_path):
    module = tmp_path / "lib" / "adaptedflow" / "paths.py"
    (tmp_path / "pyproject.toml").touch()
    with pytest.raises(FileNotFoundError, match="expected the package inside its repository"):
        paths.repository(module)
    module.parent.mkdir(parents=True)
    with pytest.raises(paths.NoRepository, match="beside pyproject.toml and data"):          # a source distribution, unpacked
        paths.repository(module)
    (tmp_path / "data").mkdir()
    assert paths.repository(module) == tmp_path
    (tmp_path / "pyproject.toml").unlink()
    with pytest.raises(FileNotFoundError, match="expected the package inside its repository"):
        paths.repository(module)


def test_away_from_the_repository_the_package_says_what_is_missing(tmp_path):
    package = tmp_path / "site-packages" / "adaptedflow"
    package.mkdir(parents=True)
    shutil.copy(paths.__file__, package / "paths.py")
    (package / "__init__.py").touch()
    script = "from adaptedflow import paths; print('imported'); paths.DATA"
    run = subprocess.run([sys.executable, "-c", script], cwd=package.parent, capture_output=True, text=True)
    assert run.stdout == "imported\n"
    assert run.returncode == 1
    last = run.stderr.splitlines()[-1]
    assert last.startswith("adaptedflow.paths.NoRepository: expected the package inside its repository")
    assert f"got {package}" in last and "pip install -e ." in last

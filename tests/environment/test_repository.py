"""The repository's layout, and what does not belong into it."""

import re
import subprocess
import tomllib

import pytest
import yaml

from adaptedflow import paths

TOP = {
    ".ci", ".devcontainer", ".dockerignore", ".gitattributes", ".github", ".gitignore", "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md",
    "Dockerfile", "LICENSE", "Makefile", "README.md", "data", "environment.yml", "figures", "lib", "notebooks", "pyproject.toml", "requirements.lock",
    "tests",
}
ENDINGS = {  # what a folder may hold, besides README.md and LICENSE
    "lib": {".py", ".typed"},
    "notebooks": {".ipynb", ".py", ".md", ".css", ".html", ".js", ".lock", ".typ", ".bib"},
    "figures": {".png", ".gif", ".csv", ".json"},
    "data": {".npz", ".npy", ".csv", ".dat", ".json", ".toml", ".py", ".md", ".txt", ".gz"},
    "tests": {".py", ".cfg", ".lock", ".toml", ".json"},
    ".ci": {""}, ".devcontainer": {".json"}, ".github": {".yml"},
}
# homes, temporary folders, machines' own roots; registries' hosts
MACHINE = re.compile(rb"/(?:home|Users|root|tmp|work|mnt)/\w|[A-Z]:\\\\|site-packages/|pypi\.org|pythonhosted\.org|127\.0\.0\.1")


def tracked() -> list[str]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=paths.ROOT, capture_output=True, text=True)
    if listing.returncode:
        pytest.skip("needs git and a clone, to know which files belong to the repository")
    return [name for name in listing.stdout.split("\0") if name and (paths.ROOT / name).exists()]


def test_layout():
    for name in tracked():
        top, _, rest = name.partition("/")
        assert top in TOP, f"{name}: nothing else at the top without a reason"
        if rest and not name.endswith(("/README.md", "/TEACHING.md", "/LICENSE")):
            assert (paths.ROOT / name).suffix in ENDINGS[top], f"{name} does not fit into {top}/"


def test_lib_is_not_ignored_and_what_is_made_is():
    def ignored(*names):
        run = subprocess.run(["git", "check-ignore", "--no-index", *names], cwd=paths.ROOT, capture_output=True, text=True)
        return run.stdout.split()

    tracked()
    kept = ["lib/adaptedflow/new.py", "notebooks/01_adapted_flow.ipynb", "figures/new.png", "data/new.csv", "tests/build.py"]
    assert ignored(*kept) == []
    made = [".venv/bin/python", "build/notebooks/a.ipynb", "lib/adaptedflow/__pycache__/a.pyc", "lib/adaptedflow.egg-info/PKG-INFO", "figures/new.pdf"]
    assert ignored(*made) == made
    assert ignored(*tracked()) == []


@pytest.mark.parametrize("text", [b"/home/ann/x", b"see /tmp/out", b"C:\\\\Users", b".venv/lib/python3.11/site-packages/numpy"])
def test_machine_paths_are_recognised(text):
    assert MACHINE.search(text)


def test_no_path_of_a_machine_in_any_file():
    own = "tests/environment/test_repository.py"
    found = {name: MACHINE.search((paths.ROOT / name).read_bytes()) for name in tracked() if name != own and not name.endswith((".png", ".npz", ".npy", ".gz"))}
    assert {name: match.group() for name, match in found.items() if match} == {}


def test_ci_calls_make_test():
    script = (paths.ROOT / ".ci/run").read_text()
    commands = [line for line in script.splitlines() if line and not line.startswith("#")]
    assert commands == ["set -e", 'cd "$(dirname "$0")/.."', "exec make test"]


def test_the_forge_runs_the_two_commands_and_nothing_that_readme_does_not_say():
    """On Linux and macOS; where there is no make, what README has in its place."""
    jobs = yaml.safe_load((paths.ROOT / ".github/workflows/test.yml").read_text())["jobs"]
    commands = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in jobs.items()}
    assert commands["commands"] == ["make figures", "make test", "git diff --exit-code"]
    readme = (paths.ROOT / "README.md").read_text()
    assert commands["without-make"] == re.search(r"Without `make`.*?```sh\n(.*?)\n```", readme, re.DOTALL)[1].splitlines()
    docker = (paths.ROOT / "Dockerfile").read_text()
    assert "RUN make figures\n" in docker and 'CMD ["make", "test"]' in docker


def test_versions_agree():
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert yaml.safe_load((paths.ROOT / "CITATION.cff").read_text())["version"] == project
    assert re.search(r"^## (\S+)$", (paths.ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[1] == project


def test_licences():
    assert (paths.ROOT / "LICENSE").read_text().startswith("MIT License")
    texts = {(paths.ROOT / folder / "LICENSE").read_text() for folder in ("notebooks", "figures")}
    assert len(texts) == 1 and "CC BY 4.0" in texts.pop()

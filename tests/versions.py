"""The library's tests on other Pythons, and on the oldest versions that pyproject.toml admits; and the package alone, without its repository and its extras:
part of 'make test-all'.

Each combination has an environment of its own in build/versions/. What needs Jupyter, and what looks at this environment, is left
out; a Python that is not on this machine is named and passed over. ``python tests/versions.py NAME ...`` runs some of them.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DEPENDENCIES, CLUSTER = PROJECT["dependencies"], PROJECT["optional-dependencies"]["cluster"]     # Dask: no other part of the tests has it
OLDEST = [requirement.replace(">=", "==") for requirement in DEPENDENCIES]
NEWEST = [re.split("[>=]", requirement)[0] for requirement in DEPENDENCIES]
TOOLS = ["pytest", "pytest-xdist", "hypothesis", "mpmath", "nbformat", "nbclient", "ipykernel", "packaging"]
LEFT_OUT = ["environment", "notebooks", "classroom", "cli", "book", "fuzz", "lifetime/test_survival.py"]
COMBINATIONS = {"3.11-oldest": ("3.11", OLDEST + TOOLS), **{python: (python, ["-c", "requirements.lock", *NEWEST, *TOOLS, *CLUSTER]) for python in ("3.12", "3.13")}}
ALONE = "alone"                                                        # pip install . and nothing else; what it says is in environment/bare.py
SHOW = "import sys, numpy, scipy, matplotlib; print('Python', sys.version.split()[0], *(f'{m.__name__} {m.__version__}' for m in (numpy, scipy, matplotlib)), sep=', ')"


def interpreter(version: str) -> str | None:
    """Return a Python of that version that runs: this one, one on the PATH, or one that pyenv or uv keeps."""
    kept = [*Path.home().glob(f".pyenv/versions/{version}.*/bin/python"), *Path.home().glob(f".local/share/uv/python/cpython-{version}.*/bin/python3")]
    for python in [sys.executable, shutil.which(f"python{version}"), *kept]:
        check = [str(python), "-c", f"import sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != '{version}')"]
        if python and subprocess.run(check, capture_output=True).returncode == 0:
            return str(python)
    return None


def run(name: str) -> bool | None:
    """Whether the tests pass in combination ``name``; None where its Python is missing or its packages cannot be had."""
    if name == ALONE:
        inside = installed(name, "3.11", NEWEST)
        copy = [inside, "-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", str(ROOT)]
        return inside and all(subprocess.run(command, cwd=ROOT / "build").returncode == 0 for command in (copy, [inside, str(ROOT / "tests/environment/bare.py")]))
    inside = installed(name, *COMBINATIONS[name])
    if inside is None:
        return None
    environment = os.environ | {"PYTHONPATH": str(ROOT / "lib"), "MPLBACKEND": "Agg"}
    print(f"\n{name}: {subprocess.run([inside, '-c', SHOW], env=environment, capture_output=True, text=True).stdout.strip()}", flush=True)
    tests = ["tests", *(f"--ignore=tests/{path}" for path in LEFT_OUT), "-p", "no:cacheprovider", "-q", "-n", os.environ.get("WORKERS", "2")]
    return subprocess.run([inside, "-m", "pytest", *tests], cwd=ROOT, env=environment).returncode == 0


def installed(name: str, version: str, packages: list[str]) -> str | None:
    """The Python of the environment ``name``; None, with a sentence, where there is none and it cannot be made."""
    python = interpreter(version)
    if python is None:
        print(f"{name}: passed over, there is no Python {version} on this machine", flush=True)
        return None
    folder = ROOT / "build/versions" / name
    inside = str(folder / "bin/python")
    if not (folder / ".ok").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with (folder / "install.log").open("w") as log:
            for command in ([python, "-m", "venv", str(folder)], [inside, "-m", "pip", "install", *packages]):
                if subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT).returncode:
                    print(f"{name}: passed over, its packages could not be installed (is there a network?)", flush=True)
                    return None
        (folder / ".ok").touch()
    return inside


def main(names: list[str]) -> int:
    known = [ALONE, *COMBINATIONS]
    unknown = set(names) - set(known)
    if unknown:
        print(f"expected some of {', '.join(known)}, got {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    found = {name: run(name) for name in names or known}
    print()
    for name, passed in found.items():
        print(f"{name:<12} {'passed over' if passed is None else 'passed' if passed else 'FAILED'}")
    return int(False in found.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

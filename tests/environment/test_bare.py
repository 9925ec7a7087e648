"""Installed alone, away from the repository: every command either works or says what is missing. ``make test-all ONLY=versions`` asks a real such environment."""

import os
import shutil
import subprocess
import sys

from adaptedflow import paths

BARE = paths.ROOT / "tests/environment/bare.py"


def test_without_repository_and_extras_everything_works_or_says_what_is_missing(tmp_path):
    shutil.copytree(paths.ROOT / "lib/adaptedflow", tmp_path / "adaptedflow", ignore=shutil.ignore_patterns("__pycache__"))
    run = subprocess.run([sys.executable, BARE, "--pretend"], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True)
    assert (run.returncode, run.stdout.strip()) == (0, ""), run.stdout + run.stderr[-2000:]

"""What ``import adaptedflow`` and the command line bring with them: packages that take long are imported where they are used."""

import subprocess
import sys

import pytest

SLOW = ("IPython", "joblib", "matplotlib", "nbformat", "pandas", "PIL", "scipy.stats", "sympy", "tqdm")


@pytest.mark.parametrize("module", ["adaptedflow", "adaptedflow.cli"])
def test_importing_does_not_import_what_takes_long(module):
    code = f"import sys, {module}\nprint(*[name for name in {SLOW} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() == []

"""Without torch and jax the package works, and says how to install them."""

import subprocess
import sys

import pytest

import adaptedflow as af


def test_neither_is_imported_before_it_is_asked_for():
    code = "import sys, adaptedflow; sys.exit('torch' in sys.modules or 'jax' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize("library, take", [("torch", af.from_torch), ("jax", lambda module: af.from_jax(module, {}))])
def test_one_that_is_missing_is_named_with_the_extra(library, take, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)                    # as if not installed
    with pytest.raises(ImportError, match=rf"expected {library} to be installed.*pip install 'adaptedflow\[{library}\]'"):
        take(lambda X: X)

"""For all tests: no window opens, and hypothesis draws the same examples in every run."""

import os
import sys

import pytest
from hypothesis import settings

os.environ["MPLBACKEND"] = "Agg"  # before matplotlib is imported
settings.register_profile("companion", derandomize=True, deadline=None, print_blob=False)
settings.load_profile("companion")


@pytest.fixture(autouse=True)
def close_figures():
    """matplotlib warns from the twentieth open figure on, and warnings are errors here."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")

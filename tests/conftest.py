"""For all tests: no window opens, and hypothesis draws the same examples in every run."""

import os

from hypothesis import settings

os.environ["MPLBACKEND"] = "Agg"  # before matplotlib is imported
settings.register_profile("companion", derandomize=True, deadline=None, print_blob=False)
settings.load_profile("companion")

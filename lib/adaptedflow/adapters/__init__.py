"""A network written for PyTorch or JAX in the place of :class:`adaptedflow.Network`; neither is imported before it is asked for.

What follows are ordinary models: outputs, ``D``, its products and second derivatives, by the library's own transforms of the user's code.
"""

from .entry import from_jax, from_torch
from .model import AutodiffModel

__all__ = ["AutodiffModel", "from_jax", "from_torch"]

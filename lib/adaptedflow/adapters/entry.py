"""``from_torch`` and ``from_jax``: the library is imported when they are called."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .jax_model import JaxModel
    from .torch_model import TorchModel


def from_torch(module: Any, input_shape: Sequence[int] | None = None, dtype: str = "float64", device: Any = None) -> TorchModel:
    """A ``torch.nn.Module`` as a model for :class:`adaptedflow.Problem`, with derivatives by ``torch.func``.

    Parameters
    ----------
    module : torch.nn.Module
        Maps a batch (N, ...) to outputs (N, ...), each sample by itself. It is copied, and stays as it is.
    input_shape : sequence of int, optional
        The shape of one sample, (1, 8, 8) for images. A problem's inputs are rows (N, M); each row is given this shape. [default: (M,)]
    dtype : str
        "float64", whatever the module has, or "float32": then the rank of ``D`` is told with seven digits only.
    device : optional
        Where torch computes. [default: where the module's parameters are]

    Returns
    -------
    TorchModel
        ``theta0`` (K,) has the module's parameters in the order of ``module.named_parameters()``, each tensor row by row: for a chain of
        ``Linear`` layers the order (2.27) of the paper. Frozen parameters (``requires_grad=False``) are constants, shared ones count once.
        ``to_module(theta)`` puts ``theta`` back.

    Raises
    ------
    ImportError
        Without torch.
    TypeError, ValueError
        For what is no smooth map of each sample: batch normalisation or dropout in training mode, integer buffers, no trainable
        parameters; at the first call also for branches that depend on data and for outputs that mix samples.
    """
    return _imported("torch", ".torch_model").TorchModel(module, input_shape, dtype, device)


def from_jax(function: Callable, params: Any, input_shape: Sequence[int] | None = None, dtype: str = "float64") -> JaxModel:
    """A function of JAX as a model for :class:`adaptedflow.Problem`, with derivatives by ``jax.jvp``, ``jax.vjp`` and ``jax.jacrev``, compiled.

    Parameters
    ----------
    function : callable
        ``function(params, X)`` maps a batch X (N, ...) to outputs (N, ...), each sample by itself.
    params : pytree
        Floating-point arrays in lists, tuples and dictionaries. What is to stay fixed belongs into ``function``.
    input_shape : sequence of int, optional
        The shape of one sample; a problem's inputs are rows (N, M), and each is given this shape. [default: (M,)]
    dtype : str
        "float64", whatever ``params`` has (only while the model computes: JAX's own setting stays), or "float32".

    Returns
    -------
    JaxModel
        ``theta0`` (K,) has the leaves in the order of ``jax.tree_util.tree_flatten`` (dictionaries by sorted keys), each row by row.
        ``to_params(theta)`` puts ``theta`` back.

    Raises
    ------
    ImportError
        Without jax.
    TypeError, ValueError
        For leaves that are no floating-point arrays; at the first call for branches that depend on data and for outputs that mix samples.
    """
    return _imported("jax", ".jax_model").JaxModel(function, params, input_shape, dtype)


def _imported(library, module):
    try:
        importlib.import_module(library)
    except ImportError as error:
        raise ImportError(f"from_{library}: expected {library} to be installed, got: {error}. Install it: pip install 'adaptedflow[{library}]'.") from None
    return importlib.import_module(module, __package__)

"""Other metrics of parameter space: a weight for each parameter, and with it another horizontal bundle.

For ``|theta'|^2 = sum_k g_k^2 theta_k'^2`` the lift of least speed is ``theta' = G^-2 D^T (D G^-2 D^T)^-1 v``, ``G = diag(g)``. In the coordinates
``eta = G theta`` this metric is the Euclidean one, the Jacobian is ``D G^-1``, and the lift is the ordinary one. Section 2.3 admits such bundles
in its general definition; the flow (2.4) and Proposition 2.3 are about ``g = 1``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import own_array, real_number
from ..checked import checked_model, checked_network
from ..function_model import FunctionModel

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def hidden_metric(net: Any, Lam: float) -> np.ndarray:
    """Weights (K,) of ``Lam^2 |d theta_hidden|^2 + |d theta_out|^2``: ``Lam`` for the hidden layers, 1 for the last one, of ``net``.

    As ``Lam`` grows the hidden layers move less and less, and the lift tends to linear least squares in the last layer. ValueError unless ``Lam > 0``.
    """
    net, Lam = checked_network(net), real_number("Lam", Lam, minimum=0, strict=True)
    last = net.widths[-1] * (net.widths[-2] + bool(net.bias))          # entries of (W_{L+1}, b_{L+1})
    return np.concatenate([np.full(net.num_parameters - last, Lam), np.ones(last)])


def weights(model, metric):
    """``metric`` (K,) as an array of our own; ValueError unless all its entries are above 0."""
    g = own_array("metric", metric, (model.num_parameters,), cure="horizontal.hidden_metric(net, Lam) makes one.")
    if not np.all(g > 0):
        raise ValueError(f"metric: expected numbers above 0, one weight g_k for each parameter, got {g.min():.6g} among them.")
    return g


def rescaled(model: Any, metric: ArrayLike) -> FunctionModel:
    """``model`` in the coordinates ``eta = g theta``, as an :class:`adaptedflow.FunctionModel`; ``metric`` (K,) holds the weights ``g > 0``.

    Its adapted flow from ``g theta0`` is ``g`` times the flow of ``model`` in the metric ``sum_k g_k^2 dtheta_k^2``.
    """
    model = checked_model(model)
    g = weights(model, metric)
    derivative = None
    if hasattr(model, "jacobian_derivative") and getattr(model, "has_jacobian_derivative", True):
        def derivative(eta, X, v):
            return model.jacobian_derivative(eta / g, X, v / g) / g
    return FunctionModel(lambda eta, X: model.outputs(eta / g, X), lambda eta, X: model.jacobian(eta / g, X) / g, len(g), derivative)

"""A network of which only some parameters are trained: K at will for the same map, the same data and the same start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import any_array, own_array
from ..checked import checked_model
from ..function_model import FunctionModel

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def train_part(net: Any, theta0: ArrayLike, trained: ArrayLike) -> FunctionModel:
    """The :class:`adaptedflow.FunctionModel` of the parameters ``theta0[trained]``; the others stay at ``theta0`` (K,).

    ``trained`` holds different indices of parameters. Its Jacobian is made of those columns of the network's.
    """
    net = checked_model(net, "net")
    theta0, trained = own_array("theta0", theta0, (net.num_parameters,)), any_array("trained", trained).copy()
    if trained.ndim != 1 or trained.dtype.kind not in "iu" or len(np.unique(trained)) < max(1, len(trained)):
        raise ValueError(f"trained: expected different indices of parameters, got {trained!r}.")
    if trained.min() < 0 or trained.max() >= net.num_parameters:
        raise ValueError(f"trained: expected indices from 0 to {net.num_parameters - 1}, got {trained.min()} to {trained.max()}.")

    def among(rest, part):
        whole = np.array(rest, dtype=part.dtype)
        whole[trained] = part
        return whole

    return FunctionModel(
        lambda part, X: net.outputs(among(theta0, part), X),
        lambda part, X: net.jacobian(among(theta0, part), X)[:, trained],
        len(trained),
        lambda part, X, v: net.jacobian_derivative(among(theta0, part), X, among(np.zeros(len(theta0)), v))[:, trained],
    )

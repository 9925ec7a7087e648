"""All methods by name, and how one of them is run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..threads import one_thread
from .adapted import batches, euler, followed
from .first_order import adam, gradient_descent, lbfgs, sgd
from .kfac import kfac
from .least_squares import gauss_newton, levenberg_marquardt, minpack, trust_region
from .meter import Meter, Spent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from numpy.typing import ArrayLike
    from .meter import Iterates

# name: the method, and the settings of its one knob that are tried
METHODS = {
    "gradient descent": (gradient_descent, (0.8,)),
    "SGD": (sgd, (0.3, 1.0, 3.0)),
    "Adam": (adam, (0.003, 0.01, 0.03, 0.1)),
    "L-BFGS": (lbfgs, (10,)),
    "K-FAC": (kfac, (0.1,)),
    "Levenberg-Marquardt": (levenberg_marquardt, (0.01,)),
    "MINPACK": (minpack, (0,)),
    "trust region": (trust_region, (0,)),
    "Gauss-Newton": (gauss_newton, (0,)),
    "adapted, batches": (batches, (0.125, 0.5)),
    "adapted, Euler": (euler, (0.125, 0.25, 0.5, 1.0)),
    "adapted, followed": (followed, (0.01,)),
}


def spend(method: str | Callable, problem: Any, theta0: ArrayLike, budget: float, setting: Any,
          prices: Mapping[str, float] | None = None, marks: ArrayLike | None = None) -> Iterates:
    """:class:`Iterates` of a method from ``theta0``, until it has spent ``budget`` cost gradients or ends by itself.

    ``method`` is a name of :data:`METHODS`, or a function of a :class:`Meter` and a setting. ``prices`` and ``marks``: as for the meter.
    """
    if isinstance(method, str) and method in METHODS:
        method = METHODS[method][0]
    if not callable(method):
        raise TypeError(f"method: expected one of {', '.join(METHODS)}, or a function of (meter, setting), got {method!r}.")
    meter = Meter(problem, theta0, budget, prices, marks)
    with one_thread(meter.problem.N * meter.problem.Q), np.errstate(over="ignore", invalid="ignore"):
        try:
            ended = method(meter, setting)
        except Spent as reason:
            ended = str(reason)
        except ValueError as error:                                    # a model of one's own refuses outputs that are not finite
            if "expected finite numbers" not in str(error):
                raise
            ended = "it diverged"
    return meter.iterates(ended or "it came to rest")

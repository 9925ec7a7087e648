"""Section 3.1: regions that trap orbits of the standard flow, and the time orbits spend in them.

Write ``g = grad_x C = (x - y)/N`` and ``e(theta) = |D^T g| / |g|``: how much of the gradient in the outputs is left in the parameters.
The region of (3.5) for a given ``eps`` is where ``0 < e < eps``. On a stay of duration ``|I|``, from ``s0`` on, the standard flow has
speed ``e |g|`` and ``|r| = |x - y|`` falls, so each lower bound on ``|I|`` is ``|I|`` times a mean over the stay that is at most 1::

    (3.7)          N L_U / (eps |r(s0)|)                   mean of (e/eps) (|r|/|r(s0)|)
    cost drop      L_U^2 / (C_in - C_out)                  mean(speed)^2 / mean(speed^2)
    cost ratio     N / (2 eps^2) log(C_in / C_out)         mean of (e/eps)^2
    local          N / |r(s0)| * int dl / e(theta(l))      mean of |r|/|r(s0)|

Only (3.7) is in the paper; the other three follow from the same hypothesis. Read off the means: "local" and "cost drop" are never
below (3.7), "local" is within the factor ``sqrt(C_out / C_in)`` of the time itself, and (3.7) and "cost ratio" are weak where ``e`` is
far below ``eps`` for most of the stay, as it is beside a saddle.
"""

from .region import Region, region
from .residence import Bounds, Residence, residence

__all__ = ["Bounds", "Region", "Residence", "region", "residence"]

"""``certify``: a proof that the exact orbit lives and ends at zero cost."""

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from ...activations import BY_NAME
from ...arrays import whole_number
from ...flows import AdaptedFlow
from ...network import Network
from ...orbit import Orbit
from .balls import above, below, flint
from .march import march
from .network import ACTIVATIONS, enclosed

DIGITS = (18, 30, 50)
MAX_PIECES = 400


@dataclass(frozen=True)
class OrbitCertificate:
    """What :func:`certify` found.

    ``certified``: the exact orbit from exactly ``theta_0`` exists for 0 <= t <= 1, D has rank QN all along, and at t = 1 the cost is
    zero. ``reason`` says so in a sentence, or why the proof did not come through. ``t``: how far the orbit is proved, with the smallest singular value of D at least
    ``sigma_min``. At ``t`` the exact orbit is within ``radius`` of ``end_exact``, K fractions; ``end`` (K,) are the same as floats.
    ``digits`` and ``pieces``: of the Taylor polynomials. ``log10_growth`` bounds by how many powers of ten two orbits with the same outputs have parted.
    ``distance``: of the computed orbit's last point from ``end``; NaN where not certified.
    """

    certified: bool
    reason: str
    t: float
    end: np.ndarray = field(repr=False)
    end_exact: tuple[Fraction, ...] = field(repr=False)
    radius: float
    sigma_min: float
    log10_growth: float
    digits: int
    pieces: int
    distance: float


def certify(orbit: Orbit, max_pieces: int = MAX_PIECES) -> OrbitCertificate:
    """Prove that the exact orbit of the adapted flow from ``orbit.theta[0]`` lives for all s and ends at zero cost: an :class:`OrbitCertificate`.

    The start, the inputs and the targets are taken as exactly the numbers that their floats are. From there Taylor polynomials in the clock
    t of the segment are computed with 18 digits, or with 30 or 50 where these do not suffice. :mod:`.defect` bounds how far each is from solving
    ``dtheta/dt = D^+ v``, :mod:`.growth` how fast exact orbits with the same outputs can part, and :mod:`.tube` concludes that the exact orbit stays
    in a thin tube about the polynomials on which D has full rank. As ``D theta' = v`` along it, it is at ``x = y`` when t = 1. "Not certified" does not mean that
    the orbit ends; that :func:`certify_rank_loss` may prove. Of the computed orbit only the start is used.

    For an :class:`adaptedflow.Orbit` of :class:`adaptedflow.AdaptedFlow` on a network with one hidden layer, tanh or identity, and K >= QN; small ones: seconds
    for K of about 20. At most ``max_pieces`` polynomials. ValueError or TypeError for other orbits; ModuleNotFoundError without python-flint.
    """
    problem = checked_orbit(orbit)
    max_pieces = whole_number("max_pieces", max_pieces, minimum=1)
    flint()
    for digits in DIGITS:
        with enclosed(problem, orbit.theta[0], digits) as network:
            found = march(network, max_pieces)
        if found.reached or not found.short:
            break
    exact = tuple(Fraction(int(c), 2 ** network.bits) for c in found.end)
    end, radius, sigma_min = np.array([float(c) for c in exact]), _above(found.radius), found.sigma_min
    reason = (f"certified: the exact orbit lives, ends at zero cost within {above(radius, 2):.2g} of the enclosed point, "
              f"and the smallest singular value of D stays at or above {below(sigma_min, 3):.3g}." if found.reached
              else f"not certified, because at t = {float(found.t):.6g} {found.reason}.")
    distance = float(np.linalg.norm(end - orbit.theta[-1])) if found.reached else np.nan
    return OrbitCertificate(found.reached, reason, float(found.t), end, exact, radius, sigma_min, float(found.growth / np.log(10)), digits, found.pieces, distance)


def _above(ball):
    """A float at or above every number of ``ball``."""
    return float(np.nextafter(float(ball.upper()), np.inf)) if ball != 0 else 0.0


def checked_orbit(orbit):
    """The problem of ``orbit``; TypeError or ValueError where :func:`certify` has no proof to offer."""
    if not isinstance(orbit, Orbit) or not isinstance(orbit.flow, AdaptedFlow):
        raise TypeError(f"orbit: expected an af.Orbit of af.AdaptedFlow, as af.integrate(af.AdaptedFlow(problem), theta0) returns, got {orbit!r}.")
    problem = orbit.flow.problem
    model = problem.model
    if type(model) is not Network or len(model.widths) != 3:
        raise ValueError(f"orbit: expected one of an af.Network with one hidden layer, got {model!r}.")
    if model.activation.name not in ACTIVATIONS or BY_NAME[model.activation.name] is not model.activation:
        raise ValueError(f"orbit: expected the activation tanh or identity, got {model.activation.name}.")
    if problem.regime == "underparametrized":
        raise ValueError(f"orbit: expected K >= QN (Theorem 2.1), got K = {problem.K} and QN = {problem.N * problem.Q}.")
    return problem

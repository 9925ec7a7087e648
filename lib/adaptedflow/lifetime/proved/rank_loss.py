"""``certify_rank_loss``: a proof that the exact orbit dies, because D loses rank."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from ...arrays import whole_number
from .balls import above, balls, below, flint, fraction, size
from .certify import DIGITS, MAX_PIECES, checked_orbit
from .march import march
from .network import DYADIC, enclosed
from .trap import trap

if TYPE_CHECKING:
    from ...orbit import Orbit

LOG10 = float(np.log(10))
LEAST = 2.0 ** -90       # shorter pieces are not tried: the end comes as a square root, and pieces get shorter towards it


@dataclass(frozen=True)
class RankLossCertificate:
    """What :func:`certify_rank_loss` found.

    ``certified``: the exact orbit from exactly ``theta_0`` exists for ``0 <= t <= t_from`` with D of rank QN and smallest singular value at least
    ``sigma_min``, and dies at a t* with ``t_from < t* <= t_to``, where it is within ``radius`` of ``point`` (K,), D has rank QN - 1, and the Hessian
    of the row rank-loss-catches is negative definite. ``reason`` says so in a sentence, or why the proof did not come through; ``t_from`` is then how
    far the orbit is proved, and ``t_to`` and ``radius`` are NaN. ``log10_growth``, ``digits`` and ``pieces`` are those of :class:`OrbitCertificate`.
    """

    certified: bool
    reason: str
    t_from: float
    t_to: float
    point: np.ndarray = field(repr=False)
    radius: float
    sigma_min: float
    log10_growth: float
    digits: int
    pieces: int


def certify_rank_loss(orbit: Orbit, max_pieces: int = MAX_PIECES) -> RankLossCertificate:
    """Prove that the exact orbit of the adapted flow from ``orbit.theta[0]`` dies in a loss of rank: a :class:`RankLossCertificate`.

    The counterpart of :func:`certify`, for the same networks, with the same polynomials and the same proof that the exact orbit is near them. Close
    to the last point of ``orbit`` Newton's method finds where D loses one rank. Where the Hessian of ``u . x`` on the kernel of D is negative
    definite there, u the left null vector with ``u . v > 0``, :mod:`.trap` proves of a region about this point that the orbit does not leave it once
    it is there late enough, and that it has no point of zero cost; the polynomials then show that the exact orbit is there in time.

    Not for an orbit that ends on a point with a positive eigenvalue, which is no trap: almost every start nearby escapes. Not for blow-up, where
    there is no limit to enclose.
    TypeError, ValueError and ModuleNotFoundError as for :func:`certify`.
    """
    problem = checked_orbit(orbit)
    max_pieces = whole_number("max_pieces", max_pieces, minimum=1)
    flint()
    for digits in DIGITS:
        with enclosed(problem, orbit.theta[0], digits) as network:
            box = trap(network, problem, orbit.theta[-1])
            if box is None:
                return _not("no region was found about a loss of rank near the last computed point that orbits do not leave", orbit.theta[-1])
            gate, latest = max(Fraction(0), fraction(box.gate)), fraction(box.latest)
            middle = Fraction(int((gate + latest) / 2 * 2 ** DYADIC), 2 ** DYADIC)                   # after 0, so that D is proved onto at the start
            found = march(network, max_pieces, middle, LEAST)
            if found.reached and found.t >= gate and found.t > 0 and box.holds(balls(found.end, network.bits), found.radius):
                radius = float((size(box.E) * box.r + size(box.X) * box.q).upper()) * (1 + 1e-15)
                t_from, t_to = np.nextafter(float(found.t), -1), np.nextafter(float(latest), 2)
                reason = (f"certified: the exact orbit dies at a t between {below(t_from, 12):.12g} and {above(t_to, 12):.12g}, "
                          f"where D loses one rank, within {above(radius, 2):.2g} of the enclosed point.")
                return RankLossCertificate(True, reason, float(t_from), float(t_to), box.point, radius, found.sigma_min, found.growth / LOG10, digits, found.pieces)
        if not (found.reached or found.short):
            break
    return _not(f"at t = {float(found.t):.6g} {found.reason or 'the orbit is not yet in the region that orbits do not leave'}", box.point, found, digits)


def _not(reason, point, found=None, digits=DIGITS[0]):
    return RankLossCertificate(False, f"not certified, because {reason}.", float(found.t) if found else 0.0, np.nan, point, np.nan,
                               found.sigma_min if found else np.nan, found.growth / LOG10 if found else 0.0, digits, found.pieces if found else 0)

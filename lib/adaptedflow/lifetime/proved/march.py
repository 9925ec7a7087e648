"""Piece by piece from the start to t = 1, each piece proved before the next begins."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from .balls import each, flint
from .defect import defect
from .growth import growth
from .network import DYADIC
from .taylor import expand
from .tube import tube

FIRST = 2.0 ** -5        # length of the first piece that is tried
LEAST = 2.0 ** -34       # shorter pieces are not tried
STEEP = 3.0              # at most so much growth on a piece, as the logarithm of a factor
TRIES = 60


@dataclass(frozen=True)
class March:
    """``reached``: the time wanted was reached. At the time ``t``, a fraction, the exact orbit is within ``radius``, a ball, of ``end``
    (K,), integers in the network's units.

    ``sigma_min``: bound from below on the smallest singular value of D up to there; ``growth``: a bound on the logarithm of the factor by which
    orbits with the same outputs have parted; ``reason``: why it stopped; ``short``: more digits could help.
    """

    reached: bool
    t: Fraction
    pieces: int
    end: np.ndarray
    radius: object
    sigma_min: float
    growth: float
    reason: str
    short: bool


def march(network, max_pieces, until=Fraction(1), least=None):
    """The :class:`March` from the start of ``network``, an :class:`ExactNetwork`, to the time ``until``, in at most ``max_pieces`` pieces, none
    shorter than ``least`` (:data:`LEAST`) but the last."""
    arb, least = flint().arb, LEAST if least is None else least
    start, radius, inverse, t, total, pieces, length, reason, short = network.start, arb(0), arb(0), Fraction(0), 0.0, 0, FIRST, "", False
    while t < until and not reason:
        if pieces == max_pieces:
            reason = f"{max_pieces} pieces were not enough"
            break
        found, length = _piece(network, start, t, until, length, least)
        if found is None:
            reason = f"no piece longer than {least:.0e} could be proved"
            break
        piece, lacks, rate = found
        around = tube(network, lacks, rate, radius)
        if around is None:
            reason, short = "the bound on the error became too large for the proof", True
            break
        start, radius, inverse = piece.theta.sum(axis=0), around.radius, inverse.max(around.inverse)
        t, pieces, total = t + piece.h, pieces + 1, total + rate.integral
    sigma_min = np.nextafter(float((1 / inverse).lower()), 0) if inverse > 0 else np.nan
    return March(not reason, t, pieces, start, radius, float(sigma_min), total, reason, short)


def _piece(network, start, t, until, length, least):
    """A piece from ``t`` to at most ``until``, of at most ``length``, with its defect and its growth, or None; and the length to try next."""
    digits = network.digits
    order = int(1.7 * digits) + 2
    for _ in range(TRIES):
        h = _on_grid(min(length, until - t))
        if h < least and h < until - t:
            break
        try:
            piece = expand(network, start, h, order)
        except ZeroDivisionError:
            break
        reach = _reach(piece, digits)
        length = float(h) * min(reach, 4.0) * 1.15                            # the next one may be longer
        if reach < 0.4:
            continue                                                   # too few digits of its coefficients are right after shortening
        if reach < 1:
            piece = piece.shortened(_on_grid(h * Fraction(reach)))
        try:
            lacks = defect(network, piece, t)
            rate = growth(network, piece, each(lambda e: float(e.upper()), lacks.hidden).astype(float))
        except (ArithmeticError, np.linalg.LinAlgError):
            rate = None
        if rate is not None and rate.integral < STEEP:
            return (piece, lacks, rate), length
        length = float(piece.h) / 2
    return None, length


def _on_grid(h):
    """``h`` rounded down to a fraction that is a multiple of ``2^-DYADIC``."""
    return Fraction(int(Fraction(h) * 2 ** DYADIC), 2 ** DYADIC)


def _reach(piece, digits):
    """By which factor to lengthen the piece so that its last coefficients become ``10^-digits``: a choice that no proof rests on."""
    n = len(piece.theta) - 1
    sizes = {k: max(abs(int(c)) for c in piece.theta[k]).bit_length() - piece.bits for k in range(n - n // 4, n + 1)}
    return 2.0 ** min((-np.log2(10) * digits - bits) / k for k, bits in sizes.items())

"""The package's own exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .orbit import Orbit


class RankLossError(ArithmeticError):
    """The Jacobian has lost the rank that a flow needs, as far as floating point can tell.

    ``sigma_min`` is the smallest singular value (an estimate, within the rounding of ``D``), ``cutoff`` what it was held
    against, ``theorem`` the statement that applies instead. At or below the cutoff the rank may still be full in exact arithmetic:
    the message says so, by ``adaptedflow.numerical_rank.rank_sentence``.
    """

    sigma_min: float
    cutoff: float
    theorem: str

    def __init__(self, message: str, sigma_min: float, cutoff: float, theorem: str = "Theorem 4.1") -> None:
        super().__init__(message)
        self.sigma_min, self.cutoff, self.theorem = sigma_min, cutoff, theorem


class Interrupted(KeyboardInterrupt):
    """An integration stopped from the keyboard; ``orbit`` is the orbit up to its last accepted step."""

    orbit: Orbit

    def __init__(self, message: str, orbit: Orbit) -> None:
        super().__init__(message)
        self.orbit = orbit

"""Interpolants of steps, made where they are asked for; these, and what Radau remembers, as arrays that can be kept in a file."""

import numpy as np
from scipy.integrate._ivp.radau import RadauDenseOutput
from scipy.integrate._ivp.rk import Dop853DenseOutput


class ExplicitPiece:
    """That of a step of DOP853 under ``clock``, from ``state`` at ``tau``: three more velocities, as long as ``stepper`` holds the stages of
    the step, or all of them once more."""

    kind = "explicit"

    def __init__(self, stepper, clock, tau, state, length, dense=None):
        self.stepper, self.clock, self.tau, self.state, self.length, self.dense = stepper, clock, tau, state, length, dense

    def __call__(self):
        if self.dense is None:
            self.dense = self.stepper.interpolant(self.clock, self.tau, self.state, self.length)
        return self.dense

    def packed(self):
        """``(ends, state, coefficients)``; no coefficients where nobody has asked for the interpolant."""
        if self.dense is None:
            return (self.tau, self.length), self.state, np.empty((0, len(self.state)))
        return (self.tau, self.length, self.dense.t_old, self.dense.t), self.state, self.dense.F

    @classmethod
    def unpacked(cls, stepper, clock, ends, state, coefficients):
        dense = Dop853DenseOutput(*ends[2:], state, coefficients) if len(coefficients) else None
        return cls(stepper, clock, ends[0], state, ends[1], dense)


class ImplicitPiece:
    """That of a step of Radau, which comes with the step."""

    kind = "implicit"

    def __init__(self, dense):
        self.dense = dense

    def __call__(self):
        return self.dense

    def packed(self):
        return (self.dense.t_old, self.dense.t), self.dense.y_old, self.dense.Q

    @classmethod
    def unpacked(cls, stepper, clock, ends, state, coefficients):
        return cls(RadauDenseOutput(*ends, state, coefficients))


def clock_of(dense):
    """The clock on an interpolant, a function of tau: of a step of DOP853 by scipy's formula for this one number, ten times as fast as with theta."""
    if not isinstance(dense, Dop853DenseOutput):
        return lambda tau: dense(tau)[-1]
    start, length, before, coefficients = float(dense.t_old), float(dense.h), float(dense.y_old[-1]), dense.F[::-1, -1].tolist()

    def clock(tau):
        x, value = (tau - start) / length, 0.0
        for number, coefficient in enumerate(coefficients):
            value = (value + coefficient) * (1 - x if number % 2 else x)
        return value + before
    return clock


PIECES = {piece.kind: piece for piece in (ExplicitPiece, ImplicitPiece)}


def radau_memory(solver):
    """What Radau remembers of the steps before, by name: it predicts the next one from the last, and factors its matrix now and then."""
    known = {"J": solver.J, "current_jac": solver.current_jac}
    known |= {name: getattr(solver, name) for name in ("h_abs_old", "error_norm_old") if getattr(solver, name) is not None}
    for name in ("LU_real", "LU_complex"):
        if getattr(solver, name) is not None:
            known |= {name: getattr(solver, name)[0], f"{name} pivots": getattr(solver, name)[1]}
    if solver.sol is not None:
        ends, state, coefficients = ImplicitPiece(solver.sol).packed()
        known |= {"sol": np.array(ends), "sol state": state, "sol coefficients": coefficients}
    return known


def radau_recall(solver, known):
    """Let ``solver`` remember what :func:`radau_memory` knew."""
    solver.J, solver.current_jac = known["J"], bool(known["current_jac"])
    for name in ("h_abs_old", "error_norm_old"):
        setattr(solver, name, float(known[name]) if name in known else None)
    for name in ("LU_real", "LU_complex"):
        setattr(solver, name, (known[name], known[f"{name} pivots"]) if name in known else None)
    if "sol" in known:
        solver.sol = RadauDenseOutput(*known["sol"].tolist(), known["sol state"], known["sol coefficients"])

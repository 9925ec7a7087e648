"""What the steps of the methods cost on this machine, in gradients of the cost."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import least_squares

from ..optimizers import Meter, spend
from ..optimizers.meter import flow_of
from ..problem import Problem

if TYPE_CHECKING:
    from .task import Task


def measured_prices(task: Task, seconds: float = 0.3) -> dict[str, float]:
    """The time of each kind of work of :class:`adaptedflow.optimizers.Meter` over that of a gradient, at the task's start; about ``seconds`` for each."""
    p, theta, n = task.problem, task.theta0, -(-task.problem.N // 3)
    meter, batch, rows = Meter(p, theta, 1e12), Problem(p.model, p.X[:n], p.Y[:n]), np.arange(-(-p.N // 4))
    D, r = p.jacobian(theta), p.outputs(theta) - p.y
    A = D @ D.T if len(D) <= D.shape[1] else D.T @ D
    b = r if len(D) <= D.shape[1] else D.T @ r
    A = A + 0.1 * np.eye(len(A)) * np.trace(A) / len(A)
    kinds = {
        "gradient": lambda: meter.gradient(theta),
        "cost": lambda: p.cost(theta),
        "batch gradient": lambda: meter.gradient(theta, rows),
        "velocity": lambda: flow_of(p).velocity(theta),
        "batch velocity": lambda: flow_of(batch).velocity(theta),
        "damping": lambda: cho_solve(cho_factor(A), b),
        "normal": lambda: (p.jacobian(theta), D @ D.T if len(D) <= D.shape[1] else D.T @ D, cho_solve(cho_factor(A), b)),
        "svd": lambda: (p.jacobian(theta), np.linalg.svd(D, full_matrices=False)),
        "kfac": lambda: spend("K-FAC", p, theta, 1.0, 0.1, {"kfac": 0.5, "cost": 0.2}),
    }
    if len(D) >= D.shape[1]:
        kinds["minpack"] = lambda: least_squares(lambda t: D @ t + r, np.zeros(p.K), lambda t: D, method="lm", max_nfev=2)
    times = {kind: _time(work, seconds) for kind, work in kinds.items()}
    return {kind: float(t / times["gradient"]) for kind, t in times.items()}


def _time(work, seconds):
    work()
    start, times = time.process_time(), 0
    while time.process_time() - start < seconds:
        work()
        times += 1
    return (time.process_time() - start) / times

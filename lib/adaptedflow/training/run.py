"""One split of a task, trained by every method; settings and moments to stop are chosen for all of them in the same way."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from ..optimizers import METHODS, spend

if TYPE_CHECKING:
    from .task import Task

WITHIN, BEYOND = 16, (1.5, 2.0, 3.0, 5.0)    # marks up to the budget; and beyond it, for an orbit that is followed to its end, in budgets
FOLLOWED, TO_THE_END = "adapted, followed", "adapted, to the end"
NAMES = (*METHODS, TO_THE_END)


def marks_of(task: Task) -> np.ndarray:
    """Work (20,), in cost gradients, at which a run is looked at."""
    return task.budget * np.concatenate([np.geomspace(1 / 200, 1, WITHIN), BEYOND])


def train(task: Task, name: str) -> list[dict[str, Any]]:
    """Rows, column name -> value, of the method ``name`` on ``task``: one, or for the followed orbit two, within the budget and to the end.

    ``setting``, ``best_cost`` and the columns ``cost_k`` and ``seconds_k`` belong to the setting with the lowest cost at any mark; ``chosen``, ``stop``
    (work), ``unseen`` and the columns ``unseen_k`` to the setting and the mark with the highest ``task.choice``, the earliest where several agree.
    Costs are relative to the start's; seconds are over those of one gradient in this run.
    """
    if name not in METHODS:
        raise ValueError(f"name: expected one of {', '.join(METHODS)}, got {name!r}.")
    marks, unit = marks_of(task), _seconds_of_a_gradient(task)
    reach = task.budget * (BEYOND[-1] if name == FOLLOWED else 1)
    runs = [(setting, spend(name, task.problem, task.theta0, reach, setting, task.prices, marks)) for setting in METHODS[name][1]]
    looked = [(setting, made, *_looked_at(task, made)) for setting, made in runs]
    rows = [_row(task, name, looked, WITHIN, marks, unit)]
    return rows + [_row(task, TO_THE_END, looked, len(marks), marks, unit)] if name == FOLLOWED else rows


def _looked_at(task, made):
    """Cost over that of the start, and choice, at each mark; infinite and minus infinite where theta is no good."""
    costs, choices = np.full(len(made.theta), np.inf), np.full(len(made.theta), -np.inf)
    start = task.problem.cost(task.theta0)
    for k, theta in enumerate(made.theta):
        if k and (theta == made.theta[k - 1]).all():
            costs[k], choices[k] = costs[k - 1], choices[k - 1]
            continue
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                cost = task.problem.cost(theta) / start
                if np.isfinite(cost):
                    costs[k], choices[k] = cost, task.choice(theta)
        except ValueError:                                             # a model of one's own whose outputs are not finite
            pass
    return costs, choices


def _row(task, name, looked, reach, marks, unit):
    setting, made, costs, _ = min(looked, key=lambda one: one[2][:reach].min())
    chosen, stopped, _, choices = max(looked, key=lambda one: one[3][:reach].max())
    stop = int(np.argmax(choices[:reach]))
    nowhere = [np.nan] * (len(marks) - reach)
    row = {"method": name, "setting": setting, "best_cost": costs[:reach].min(), "chosen": chosen, "stop": stopped.work[stop],
           "unseen": task.unseen(stopped.theta[stop]), "gradients": made.gradients, "velocities": made.velocities, "costs": made.costs, "ended": made.ended}
    unseen = [_unseen(task, theta) for theta in stopped.theta[:reach]]
    for label, values in (("cost", costs[:reach]), ("unseen", unseen), ("seconds", made.seconds[:reach] / unit)):
        row |= {f"{label}_{k}": float(f"{value:.4g}") for k, value in enumerate([*values, *nowhere])}
    return row


def _unseen(task, theta):
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            return task.unseen(theta)
    except ValueError:
        return np.nan


def _seconds_of_a_gradient(task, times=50):
    task.problem.cost_gradient(task.theta0)
    start = time.process_time()
    for _ in range(times):
        task.problem.cost_gradient(task.theta0)
    return max((time.process_time() - start) / times, 1e-6)

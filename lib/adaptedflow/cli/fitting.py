"""From a table to an orbit, and what is said on the way: what the theorems promise, and what came."""

import io
import time

import numpy as np

from .. import memory
from ..datasets.tables import load_table, refuse_equal_inputs, standardised, words_on_scales
from ..diagnosis import KEPT
from ..forecast import orbit_sentence, velocities
from ..number_text import duration
from .progress import Course, phase

LARGE = 2e10             # QN^2 K above which the existence criterion, an SVD of D, would take minutes
WORTH_A_WORD = 2e6       # QN K above which a velocity is timed beforehand
MORE = ("rank", "last-layer criterion", "survival map", "stopping times", "flow", "memory")       # of a diagnosis, after what is said anyway


class Fitting:
    """One run of the command. ``facts`` holds for programs what ``say`` says to people."""

    def __init__(self, say):
        self.say, self.facts = say, {}

    def problem(self, content, name, options, widths, activation, raw):
        """The :class:`adaptedflow.Problem` of the table in ``content`` (bytes)."""
        from ..network import Network
        from ..problem import Problem

        stream = io.BytesIO(content)
        stream.name = name
        M, Q = widths[0], widths[-1]
        table = load_table(stream, Q, options)
        for line in table.understood:
            self.say(line)
        if table.X.shape[1] != M:
            raise ValueError(f"--widths: expected M = {table.X.shape[1]} inputs with Q = {Q} targets, as {name} has {table.X.shape[1] + Q} columns, got M = {M}. "
                             f"Write --widths {'-'.join(map(str, [table.X.shape[1], *widths[1:]]))}, or choose columns (--usecols).")
        X, Y = (table.X, table.Y) if raw else (standardised(table.X), standardised(table.Y))
        for line in words_on_scales(table, raw):
            self.say(line)
        self._require(widths, len(X))
        problem = Problem(Network(widths, activation), X, Y)
        if problem.regime != "underparametrized":
            refuse_equal_inputs(table)
        self.facts |= {"data": name, "understood": list(table.understood), "inputs": list(table.inputs), "targets": list(table.targets),
                       "standardised": not raw, "widths": widths, "activation": activation, "N": problem.N, "Q": problem.Q, "QN": problem.N * problem.Q,
                       "K": problem.K, "regime": problem.regime}
        return problem

    def _require(self, widths, N):
        """MemoryError, before anything is allocated, where D, D D^T or the orbit cannot fit."""
        n, K = N * widths[-1], sum((fan_in + 1) * fan_out for fan_in, fan_out in zip(widths, widths[1:]))
        over = K > n
        memory.require((n, n) if over else (n, K), "D D^T" if over else "D", cure="About {rows:,} rows would fit: take fewer samples (QN rows; --nrows).")
        memory.require((KEPT, K), "an orbit of 30 steps", cure=f"Take a narrower network (--widths): K = {K:,}.")

    def run(self, problem, seed, epsilon, checkpoint=None):
        """Say what is promised, integrate, say what came: ``(orbit, None)``, or the orbit so far and the word on the interrupt. ``checkpoint``: a path, as
        of :func:`adaptedflow.integrate`."""
        from ..errors import Interrupted, RankLossError
        from ..flows import AdaptedFlow, UnderparametrizedFlow
        from ..orbit import CostBelow, integrate, stopping_time

        theta0 = problem.model.init(seed)
        n, cost = problem.N * problem.Q, problem.cost(theta0)
        over = problem.regime != "underparametrized"
        flow = (AdaptedFlow if over else UnderparametrizedFlow)(problem)
        self.say(f"N = {problem.N}, Q = {problem.Q}, QN = {n}, K = {problem.K}: {problem.regime}, {flow.theorem}")
        self.say(f"cost at the start: {cost:.4g}")
        span = stopping_time(cost, epsilon * cost, problem.N)
        try:
            self._time_a_velocity(flow, theta0)
            found = self._diagnosis(problem, theta0)
            if over:
                self.facts["existence"] = found["existence criterion"]
                self.say(f"existence criterion: {self.facts['existence']}")
                self.say(f"predicted: the cost is {epsilon:g} of that at s = {span:.4g}, if rank D = QN = {n} up to then (2.41)")
            else:
                self.say(f"no stopping time: with K < QN the cost need not reach zero; running to s = {span:.4g}")
            self.facts["diagnosis"] = found
            for name in MORE:
                if name in found:
                    self.say(f"{name}: {found[name]}")
            with Course(cost, epsilon, over) as course:
                orbit, word = integrate(flow, theta0, until=None if over else span, stop=CostBelow(epsilon * cost), checkpoint=checkpoint, progress=course), None
        except RankLossError as error:
            raise ValueError(f"at the start: {error}") from None
        except Interrupted as error:
            orbit, word = error.orbit, f"Interrupted at s = {error.orbit.s[-1]:.4g}, after {len(error.orbit.s) - 1} steps."
        with phase("smallest singular values of D along the orbit"):
            least = orbit.sigma_min
        self.say(f"rank D at the start: full, smallest singular value {least[0]:.3g}; along the orbit at least {least.min():.3g}")
        message = f"At s = {orbit.s[-1]:.4g} the cost was {orbit.cost[-1]:.3g}." if word else orbit.message
        self.say(f"what happened: {'interrupted' if word else orbit.status}. {message}")
        self.facts |= {"theorem": flow.theorem, "predicted_time": span if over else None, "status": "interrupted" if word else orbit.status,
                       "message": message, "s": float(orbit.s[-1]), "cost_at_start": float(orbit.cost[0]), "cost_at_end": float(orbit.cost[-1]),
                       "sigma_min_at_start": float(least[0]), "sigma_min_least": float(least.min())}
        return orbit, word

    def _time_a_velocity(self, flow, theta0):
        """For a large D: say how large, then how long an orbit will take, from the time of one velocity."""
        problem = flow.problem
        n, K = problem.N * problem.Q, problem.K
        if n * K < WORTH_A_WORD:
            return
        self.say(f"D has {n:,} x {K:,} entries; timing one velocity")
        start = time.perf_counter()
        with phase("one velocity"):
            flow.velocity(theta0)
        seconds = time.perf_counter() - start
        self.say(f"one velocity takes {duration(seconds)}; {orbit_sentence(problem, velocities(problem), seconds)}. Ctrl-C keeps what is done by then.")

    def _diagnosis(self, problem, theta0):
        """The sentences of :func:`adaptedflow.diagnose`; one where it would take minutes."""
        from ..diagnosis import diagnose

        n = problem.N * problem.Q
        if n ** 2 * problem.K > LARGE:
            return {"existence criterion": f"not tried, as it takes an SVD of D, {n:,} x {problem.K:,}"}
        with phase("diagnosis"):
            return diagnose(problem, theta0).sentences

"""The sentence in which an orbit says how it ended."""

import numpy as np


def sentence(flow, clock, nodes, end, events=()):
    """One sentence with the time, the figures and, after a breakdown, the theorem that applies instead."""
    last, status = nodes[-1], end.status
    s = float(clock.to_s(last.time))
    residual = last.outputs - flow.problem.y
    at = f"s = {s:.6g}"
    cost = f"cost {residual @ residual / (2 * flow.problem.N):.3g}"
    if status == "reached":
        limit = "; in the limit D loses rank" if not np.isfinite(last.velocity).all() else ""
        return f"Reached at {at}: {cost} after {len(nodes) - 1} steps{limit}."
    if status == "time_limit":
        return f"The time limit came before the stop: {at}, {cost} after {len(nodes) - 1} steps."
    if status == "equilibrium":
        return f"At rest from {at} on, {cost}: the velocity is zero to rounding, an equilibrium of {flow.equation}."
    if status == "kink":
        kink = events[-1]
        return (f"The orbit runs into a kink of the activation at {at} (layer {kink.layer}, unit {kink.unit}, sample {kink.sample}), "
                f"{cost}: the velocity on its far side leads back, so {flow.equation} has no solution beyond, whatever the rank of D. "
                "The theorems assume a Lipschitz derivative: try af.mollified_relu(width).")
    if status == "step_limit":
        cure = "No shorter step can be had: try another start, or look at" if end.halted else "Allow more steps (max_steps), or look at"
        return (f"Undecided after {len(nodes) - 1} steps at {at}, {cost}: condition of D {last.condition:.2e}, "
                f"speed {np.linalg.norm(last.velocity):.2e} per unit of the clock, |theta| {np.linalg.norm(last.theta):.3g}. "
                f"{cure} orbit.sigma_min.")
    last_time, exponent = float(clock.to_s(end.breakdown.time)), end.breakdown.exponent
    if exponent == 0:
        return (f"D loses rank by a jump at s = {last_time:.9g}, at a kink of the activation, {cost}. {flow.theorem} ends here; beyond "
                "only Theorem 4.1 (af.RankLossFlow) says anything.")
    if status == "rank_loss":
        return (f"D loses rank at s = {last_time:.9g}: the speed grows like (s* - s)^{exponent:.2f}, theta stays finite "
                f"(|theta| = {np.linalg.norm(last.theta):.3g}), {cost}. {flow.theorem} ends here; "
                "at and beyond the rank loss only Theorem 4.1 (af.RankLossFlow) says anything.")
    return (f"theta is unbounded as s -> {last_time:.9g}: the speed grows like (s* - s)^{exponent:.2f} while D keeps its rank, "
            f"{cost}. The orbit does not exist for all s, as {flow.theorem} assumes; the existence of a zero-cost point elsewhere "
            "is not excluded by this.")

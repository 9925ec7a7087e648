"""Floating-point operations of the steps, counted from the sizes alone."""

from typing import Any

from ..checked import checked_problem
from ..network import Network


class Arithmetic:
    """Floating-point operations that a network's cost, its gradient and the adapted velocity take; a multiply-add is two.

    With P weights and n = QN: a forward pass takes 2NP, the way back 4NP, the kernel ``D D^T`` about ``2 n^2 (M_l + 1)`` for each hidden
    layer, its Cholesky factor ``n^3 / 3``, each solve ``2 n^2``. Activations and biases are left out.

    Attributes: ``cost``, ``gradient``, ``kernel``, ``factor``, ``solve``, and ``velocity``, the sum for one ``D^+ v`` with four
    solves (the iterations take more where ``D`` is ill conditioned). TypeError for a model that is no :class:`adaptedflow.Network`.
    """

    def __init__(self, problem: Any) -> None:
        if not isinstance(checked_problem(problem).model, Network):
            raise TypeError(f"problem: expected one with an af.Network, whose layers can be counted, got {problem.model!r}.")
        widths, N, n = problem.model.widths, problem.N, problem.N * problem.Q
        P = sum(a * b for a, b in zip(widths, widths[1:]))
        back = 4 * N * P
        inner = sum(2 * N * N * m for m in widths[:-1])                # A A^T of each layer
        outer = sum(2 * n * n * (m + 1) for m in widths[1:-1])         # G G^T of each hidden layer, times A A^T
        sensitivities = sum(2 * n * a * b for a, b in zip(widths[1:-1], widths[2:-1]))
        self.cost, self.gradient = 2 * N * P, 2 * N * P + back
        self.kernel = inner + outer + sensitivities
        self.factor, self.solve = n ** 3 / 3, 2 * n * n
        self.velocity = self.gradient + self.kernel + self.factor + 4 * self.solve

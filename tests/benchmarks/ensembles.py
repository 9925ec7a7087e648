"""Would many small orbits be faster in lockstep? The velocities of a whole cell of the survival map, one by one and stacked.

Stacking is the most that lockstep could win: it would also have to wait for the orbit with the most steps.
"""

import numpy as np

from adaptedflow.flows.pseudo_inverse import minimum_norm
from adaptedflow.lifetime import Cell
from timing import interleaved

CELLS = [((3, 4, 1), 17), ((3, 8, 1), 33), ((3, 16, 1), 70)]          # widths, N
ORBITS = 40


def measure():
    """``{widths: (K, Times one by one, Times stacked)}`` for ``ORBITS`` velocities, the two results agreeing."""
    return {widths: _one(Cell(widths, N)) for widths, N in CELLS}


def _one(cell):
    draws = [cell.draw(0, number) for number in range(ORBITS)]
    X, Y, thetas = (np.array(part) for part in zip(*((p.X, p.y, theta) for p, theta in draws)))
    one_by_one = lambda: np.array([minimum_norm(p, theta, p.y).vector for p, theta in draws])
    stacked = lambda: _stacked(thetas, X, Y, cell.widths)
    difference = np.abs(one_by_one() - stacked()).max() / np.abs(stacked()).max()
    if not difference < 1e-6:
        raise ArithmeticError(f"stacked velocities of {cell.name}: expected those of one by one, got a relative difference of {difference:.1e}")
    times = interleaved({"one by one": one_by_one, "stacked": stacked})
    return cell.K, times["one by one"], times["stacked"]


def _stacked(thetas, X, v, widths):
    """``D^+ v`` (B, K) for tanh networks with one hidden layer and one output: B at once, by QR of ``D^T``."""
    M, m, _ = widths
    W1, b1, W2 = (part.reshape(len(thetas), -1, inner) for part, inner in
                  zip(np.split(thetas[:, :-1], [m * M, m * M + m], axis=1), (M, m, m)))
    a = np.tanh(X @ W1.transpose(0, 2, 1) + b1)                        # (B, N, m)
    back = (1 - a * a) * W2                                            # (B, N, m)
    by_weights = (back[..., None] * X[:, :, None, :]).reshape(*X.shape[:2], m * M)
    D = np.concatenate([by_weights, back, a, np.ones((*X.shape[:2], 1))], axis=2)   # (B, N, K)
    Q, R = np.linalg.qr(D.transpose(0, 2, 1))
    return (Q @ np.linalg.solve(R.transpose(0, 2, 1), v[..., None]))[..., 0]

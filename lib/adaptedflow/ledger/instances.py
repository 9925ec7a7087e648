"""Random instances for checks: networks, data and starts, inside the paper's setting unless a function says otherwise."""

from collections.abc import Iterator

import numpy as np

from ..activations import mollified_relu
from ..flows import AdaptedFlow
from ..network import Network
from ..numerical_rank import numerical_rank
from ..orbit import Orbit, integrate
from ..problem import Problem

ACTIVATIONS = ("tanh", "softplus", "erf", mollified_relu(0.5))
WELL_CONDITIONED = 100            # singular values of D within this factor: rounding stays near 1e-8 in (D D^T)^{-2}


def network(rng: np.random.Generator, hidden_layers: int | None = None, activation=None) -> Network:
    """A network with up to three hidden layers, widths 1 to 6."""
    depth = rng.integers(0, 4) if hidden_layers is None else hidden_layers
    widths = [rng.integers(1, 5), *rng.integers(2, 7, size=depth), rng.integers(1, 4)]
    chosen = ACTIVATIONS[rng.integers(len(ACTIVATIONS))] if activation is None else activation
    return Network([int(width) for width in widths], chosen)


def labelled(net, N: int, rng: np.random.Generator) -> Problem:
    """Gaussian inputs, and targets as in (1.1): Q Gaussian vectors, one of them given to each sample."""
    M, Q = net.widths[0], net.widths[-1]
    targets, omega = rng.normal(size=(Q, Q)), rng.integers(Q, size=N)
    return Problem(net, rng.normal(size=(N, M)), targets[omega])


def borderline(rng: np.random.Generator) -> tuple[Problem, np.ndarray]:
    """One tanh unit, M = M1 = Q = 1, N = 4: the smallest network with a hidden layer and K = QN whose square D is invertible."""
    net = Network([1, 1, 1])
    return labelled(net, 4, rng), net.init(rng)


def problems(rng: np.random.Generator, count: int) -> Iterator[tuple[Problem, np.ndarray]]:
    """Problems of any regime with 2 to 6 samples, the first with K = QN, each with a random theta."""
    yield borderline(rng)
    for _ in range(count - 1):
        net = network(rng)
        yield labelled(net, int(rng.integers(2, 7)), rng), net.init(rng)


def full_rank(rng: np.random.Generator, count: int, surplus: int = 1) -> Iterator[tuple[Problem, np.ndarray]]:
    """Problems with K >= surplus * QN and points theta where D has rank QN, well conditioned; others are drawn again.

    The first has K = QN if ``surplus`` is 1.
    """
    drawn = 0
    while drawn < count:
        if surplus == 1 and drawn == 0:
            problem, theta = borderline(rng)
        else:
            net = network(rng)
            most = min(net.num_parameters // (surplus * net.widths[-1]), 12)
            problem, theta = labelled(net, int(rng.integers(1, most + 1)), rng), net.init(rng)
        singular_values = numerical_rank(problem.jacobian(theta)).singular_values
        if singular_values[0] < WELL_CONDITIONED * singular_values[-1]:
            drawn += 1
            yield problem, theta


def adapted_orbits(rng: np.random.Generator, count: int, **options) -> Iterator[tuple[Problem, Orbit]]:
    """Orbits of the adapted flow that do what Theorem 2.1 supposes: they live as long as asked, with rank D = QN.

    ``options`` go to :func:`integrate`, in the clock s and without correction; a callable gets the problem and the start.
    The local error is 1e-9: at the default the cost is off by up to 1 % where it has fallen to 1e-8 of its start.
    An orbit that ends before its time is outside the hypothesis, and its instance is drawn again.
    """
    for problem, theta0 in full_rank(rng, 20 * count, surplus=2):
        chosen = {name: value(problem, theta0) if callable(value) else value for name, value in options.items()}
        orbit = integrate(AdaptedFlow(problem), theta0, rtol=1e-9, **chosen)
        if orbit.status == "reached":
            count -= 1
            yield problem, orbit
            if not count:
                return
    raise RuntimeError("expected enough random orbits that live as long as asked, got too few in 20 times as many draws.")


def derivative(function, point: np.ndarray, direction: np.ndarray):
    """Directional derivative of a complex-safe ``function`` by the complex step, exact to rounding."""
    return np.imag(function(point + 1e-30j * direction)) / 1e-30


def cost_of_outputs(problem: Problem):
    """C as a function of the outputs, complex-safe: the squares summed sample by sample, as in the second line of (1.7)."""
    def cost(x):
        errors = x.reshape(problem.Y.shape) - problem.Y                # (N, Q)
        return sum((error * error).sum() for error in errors) / (2 * problem.N)
    return cost


def cost_of_parameters(problem: Problem):
    """C as a function of theta, complex-safe."""
    cost = cost_of_outputs(problem)
    return lambda theta: cost(problem.outputs(theta))

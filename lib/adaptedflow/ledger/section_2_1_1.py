"""Section 2.1.1, one layer: Jacobian and rank, on networks of whole numbers with exact ranks."""

import numpy as np

from ..network import Network
from ..ranks import exact_rank
from .linear_instances import exact_jacobian, independent, linear
from .registry import check, counterexample


def input_dimension(M, Q):
    """Of the training inputs."""
    return M


@check("linear-input-space", formula=input_dimension, tolerance=0)
def inputs_that_the_network_takes(formula, rng):
    for M, Q in rng.integers(1, 6, size=(5, 2)):
        net = Network([int(M), int(Q)], "identity")
        yield net.unpack(net.init(rng))[0][0].shape[1], formula(M=M, Q=Q)


@counterexample("linear-input-space", printed=lambda M, Q: Q)
def two_inputs_and_one_output(formula):
    yield Network([2, 1], "identity").unpack(np.zeros(3))[0][0].shape[1], formula(M=2, Q=1)


def kronecker_rows(X, Q):
    """(2.15): for each sample 1_Q (x) x^T and 1_Q."""
    return np.vstack([np.hstack([np.kron(np.eye(Q), x[None]), np.eye(Q)]) for x in X])


@check("one-layer-jacobian", formula=kronecker_rows, tolerance=0,
       variants={"x^T (x) 1_Q": lambda X, Q: np.vstack([np.hstack([np.kron(x[None], np.eye(Q)), np.eye(Q)]) for x in X])})
def jacobian_of_one_layer(formula, rng):
    for _ in range(10):
        M, Q, N = rng.integers(2, 5, size=3)
        net, X = Network([int(M), int(Q)], "identity"), rng.normal(size=(N, M))
        yield net.jacobian(net.init(rng), X), formula(X=X, Q=Q)


def all_rows(Q, N):
    """rank D = QN."""
    return Q * N


@check("one-layer-full-rank", formula=all_rows, tolerance=0)
def independent_inputs(formula, rng):
    for _ in range(40):
        M, Q = rng.integers(1, 6, size=2)
        N = int(rng.integers(1, M + 1))
        net, theta = linear(rng.integers(-3, 4, size=(Q, M)))
        yield exact_rank(exact_jacobian(net, theta, independent(rng, N, M))), formula(Q=Q, N=N)


def affine_rank(X, Q, one=1):
    """Q (1 + the dimension of the affine hull of the inputs)."""
    return Q * (one + exact_rank(X - X[0]))


@check("one-layer-spanning", formula=affine_rank, tolerance=0,
       variants={"linear span": lambda X, Q, one=1: Q * exact_rank(X), "full rank": lambda X, Q, one=1: Q * len(X)})
def spanning_inputs(formula, rng):
    for _ in range(40):
        M, Q = rng.integers(1, 5, size=2)
        X = np.vstack([independent(rng, M, M), rng.integers(-3, 4, size=(int(rng.integers(1, 4)), M))])
        net, theta = linear(np.zeros((Q, M)))
        yield exact_rank(exact_jacobian(net, theta, X)), formula(X=X, Q=Q)


@counterexample("one-layer-spanning", printed=lambda X, Q, one=1: Q * X.shape[1])
def two_and_three_numbers(formula):
    for inputs in ([1, 2], [1, 2, 3]):
        X = np.array(inputs)[:, None]
        net, theta = linear(np.zeros((1, 1)))
        yield exact_rank(exact_jacobian(net, theta, X)), formula(X=X, Q=1)


def least_inputs_beyond(M, one=1):
    """The least N with K < QN for one linear layer, whatever Q."""
    return M + one + 1


@check("one-layer-regimes", formula=least_inputs_beyond, tolerance=0)
def count_until_the_regime_changes(formula, rng):
    for M, Q in rng.integers(1, 6, size=(10, 2)):
        K = Network([int(M), int(Q)], "identity").num_parameters
        yield next(N for N in range(1, 100) if K < Q * N), formula(M)

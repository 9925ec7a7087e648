import mpmath
import numpy as np
import pytest

import adaptedflow as af


def exactly(array):
    """An mpmath matrix of the very floats in ``array``; a column for a 1-d array."""
    return mpmath.matrix(np.atleast_2d(np.asarray(array, float).T).T.tolist())


def floats(matrix):
    return np.array([float(x) for x in matrix])


@pytest.fixture(scope="session")
def printed():
    """The velocities as the paper prints them, inverses and all, in 120 digits, from D and the residual as given."""
    def velocity(formula, D, residual, N):
        with mpmath.workdps(120):
            D, g = exactly(D), exactly(residual) / N                   # g = grad_x C, (1.23)
            if formula == "(1.9)":
                return floats(-(D.T * g))
            if formula == "(2.4)":
                Pen = D.T * (D * D.T) ** -1                            # (1.27)
                return floats(-Pen * (Pen.T * (D.T * g)))
            if formula == "(5.2)":
                return floats(-((D.T * D) ** -1) * (D.T * g))
    return velocity


@pytest.fixture(scope="session")
def linear():
    """A problem with outputs ``A theta``, one sample, target ``y``: D = A everywhere."""
    def problem(A, y):
        model = af.FunctionModel(lambda theta, X: (A @ theta)[None], lambda theta, X: A, A.shape[1], lambda theta, X, v: np.zeros_like(A))
        return af.Problem(model, np.ones((1, 1)), np.array(y, float)[None])
    return problem


@pytest.fixture(scope="session")
def with_condition():
    """A matrix whose singular values fall geometrically from 1 to ``1 / condition``."""
    def matrix(shape, condition, seed=0):
        rng, n = np.random.default_rng(seed), min(shape)
        U, V = (np.linalg.qr(rng.normal(size=(m, n)))[0] for m in shape)
        return U * np.geomspace(1, 1 / condition, n) @ V.T
    return matrix


@pytest.fixture(scope="session")
def network_problem():
    def problem(widths, N, seed=0, activation="tanh"):
        net, rng = af.Network(widths, activation), np.random.default_rng(seed)
        return af.Problem(net, rng.normal(size=(N, widths[0])), rng.normal(size=(N, widths[-1]))), net.init(rng, scale=2)
    return problem

"""What a model says of its derivatives, beside differences of what it says of its outputs."""

import numpy as np

STEP = 1e-5              # central differences: error about STEP^2 times third derivatives, and eps / STEP


def differences(function, theta, v):
    return (function(theta + STEP * v) - function(theta - STEP * v)) / (2 * STEP)


def defects(model, X, seed=0):
    """Name of a derivative -> the largest difference, relative to the largest entry."""
    rng = np.random.default_rng(seed)
    theta = model.theta0 + 0.1 * rng.normal(size=model.num_parameters)
    n, K = model.outputs(theta, X).size, model.num_parameters
    u, v = rng.normal(size=n), rng.normal(size=K)
    D = model.jacobian(theta, X)
    expected = {
        "jacobian": (D, np.stack([differences(lambda p: model.outputs(p, X).ravel(), theta, e) for e in np.eye(K)], axis=1)),
        "jvp": (model.jvp(theta, X, v), D @ v),
        "vjp": (model.vjp(theta, X, u), D.T @ u),
        "ntk": (model.ntk(theta, X), D @ D.T),
        "jacobian_derivative": (model.jacobian_derivative(theta, X, v), differences(lambda p: model.jacobian(p, X), theta, v)),
        "output_hessian": (model.output_hessian(theta, X, u), np.stack([differences(lambda p: model.vjp(p, X, u), theta, e) for e in np.eye(K)], axis=1)),
    }
    return {name: float(np.abs(got - other).max() / np.abs(other).max()) for name, (got, other) in expected.items()}

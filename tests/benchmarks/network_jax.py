"""A network in jax: as a function for jax's own derivatives, and the algebra of ``adaptedflow.gram`` written by hand."""

import jax
import jax.numpy as jnp
from jax.scipy.linalg import cho_factor, cho_solve

jax.config.update("jax_enable_x64", True)


def unpack(widths, theta):
    """``[(W, b), ...]`` from theta (K,), in the package's order."""
    layers, start = [], 0
    for fan_in, units in zip(widths, widths[1:]):
        middle = start + units * fan_in
        layers.append((theta[start:middle].reshape(units, fan_in), theta[middle:middle + units]))
        start = middle + units
    return layers


def one_sample(layers, x):
    """Outputs (Q,) for one input (M,)."""
    for W, b in layers[:-1]:
        x = jnp.tanh(W @ x + b)
    return layers[-1][0] @ x + layers[-1][1]


def outputs(widths, theta, X):
    """Outputs (N*Q,), all samples at once."""
    layers, A = unpack(widths, theta), X
    for W, b in layers[:-1]:
        A = jnp.tanh(A @ W.T + b)
    return (A @ layers[-1][0].T + layers[-1][1]).ravel()


def jacobian(widths, theta, X):
    """D (N*Q, K) by jax: reverse mode, vectorised over samples. With one flat theta: by layers it takes longer."""
    D = jax.vmap(jax.jacrev(lambda t, x: one_sample(unpack(widths, t), x)), (None, 0))(theta, X)   # (N, Q, K)
    return D.reshape(-1, len(theta))


def gram(widths, theta, X):
    """D D^T (N*Q, N*Q) by hand, layer by layer."""
    layers, A = unpack(widths, theta), [X]
    for W, b in layers[:-1]:
        A.append(jnp.tanh(A[-1] @ W.T + b))
    N, Q = len(X), widths[-1]
    kernel = (A[-1] @ A[-1].T + 1)[:, None, :, None] * jnp.eye(Q)[None, :, None, :]
    G = jnp.broadcast_to(layers[-1][0], (N, Q, widths[-2]))            # before the slope of the last hidden layer
    for l in range(len(layers) - 2, -1, -1):
        G = G * (1 - A[l + 1] ** 2)[:, None, :]                        # (N, Q, M_l)
        rows = G.reshape(N * Q, -1)
        kernel += (A[l] @ A[l].T + 1)[:, None, :, None] * (rows @ rows.T).reshape(N, Q, N, Q)
        G = G @ layers[l][0]
    return kernel.reshape(N * Q, N * Q)


def velocity_by_hand(widths, theta, X, y):
    """The adapted flow's velocity (K,): the kernel by hand, Cholesky, one step of refinement."""
    x, pull_back = jax.vjp(lambda t: outputs(widths, t, X), theta)
    v = (y - x) / len(X)
    factor = cho_factor(gram(widths, theta, X), lower=True)
    z = cho_solve(factor, v)
    p, = pull_back(z)
    _, Dp = jax.jvp(lambda t: outputs(widths, t, X), (theta,), (p,))
    correction, = pull_back(cho_solve(factor, v - Dp))
    return p + correction


def velocity_from_jacobian(widths, theta, X, y):
    """The adapted flow's velocity (K,): Cholesky of D D^T with D by jax."""
    D = jacobian(widths, theta, X)
    v = (y - outputs(widths, theta, X)) / len(X)
    return D.T @ cho_solve(cho_factor(D @ D.T, lower=True), v)

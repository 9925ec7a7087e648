"""Small functions of each kind: name -> (function, parameters, shape of one sample)."""

import jax
import jax.numpy as jnp
import numpy as np


def mlp(params, X):
    (W, b), (V, c) = params
    return jnp.tanh(X @ W.T + b) @ V.T + c


def convolution(params, X):
    h = jax.lax.conv_general_dilated(X, params["kernel"], (1, 1), "SAME")
    return jax.nn.softplus(h).mean(axis=3).reshape(len(X), -1) @ params["out"]


def residual(params, X):
    h = jnp.tanh(X @ params["first"])
    return (h + jnp.tanh(h @ params["inner"])) @ params["last"]


def attention(params, X):
    queries, keys, values = (X @ params[name] for name in "qkv")
    weights = jax.nn.softmax(queries @ jnp.swapaxes(keys, 1, 2) / 2)
    return (X + weights @ values).mean(axis=1) @ params["last"]


def shared(params, X):
    return jnp.tanh(jnp.tanh(X @ params["W"].T + params["b"]) @ params["W"].T) @ params["W"]


SHAPES = {
    "MLP": (mlp, [[(5, 3), (5,)], [(2, 5), (2,)]], (3,)),
    "convolution": (convolution, {"kernel": (2, 1, 3, 3), "out": (8, 2)}, (1, 4, 4)),
    "residual": (residual, {"first": (2, 4), "inner": (4, 4), "last": (4, 2)}, (2,)),
    "attention": (attention, {"q": (4, 4), "k": (4, 4), "v": (4, 4), "last": (4, 2)}, (3, 4)),
    "shared weights": (shared, {"W": (3, 3), "b": (3,)}, (3,)),
}


def made(name, seed=0):
    rng = np.random.default_rng(seed)
    function, shapes, sample = SHAPES[name]
    return function, jax.tree_util.tree_map(lambda shape: rng.normal(size=shape) / 2, shapes, is_leaf=lambda tree: isinstance(tree, tuple)), sample

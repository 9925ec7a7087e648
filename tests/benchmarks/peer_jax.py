"""jax, compiled, on one thread."""

from functools import partial

import jax
import jax.numpy as jnp

import network_jax as net
from contender import Contender


def contenders(case):
    widths, p = case.widths, case.problem
    theta, X, y = map(jnp.asarray, (case.theta, p.X, p.y))
    v, u = map(jnp.asarray, case.directions())

    def compiled(name, work, function, *arguments):
        function = jax.jit(function).lower(*arguments).compile()       # so that no call that is timed compiles
        return Contender(name, work, lambda: function(*arguments).block_until_ready())

    def jvp(theta, X, v):
        return jax.jvp(lambda t: net.outputs(widths, t, X), (theta,), (v,))[1]

    def vjp(theta, X, u):
        return jax.vjp(lambda t: net.outputs(widths, t, X), theta)[1](u)[0]

    def gram_from_jacobian(theta, X):
        D = net.jacobian(widths, theta, X)
        return D @ D.T

    held = [jnp.zeros((p.N * p.Q, p.K))]
    donated = jax.jit(lambda out, theta, X: net.jacobian(widths, theta, X), donate_argnums=0, keep_unused=True)

    def in_place():
        held[0] = donated(held[0], theta, X).block_until_ready()       # jax may write into the array it is given
        return held[0]

    return [
        Contender("jax vmap(jacrev), donated memory", "D in place", in_place),
        compiled("jax vmap(jacrev)", "D", partial(net.jacobian, widths), theta, X),
        compiled("jax", "D v", jvp, theta, X, v),
        compiled("jax", "D^T u", vjp, theta, X, u),
        compiled("jax, from D", "D D^T", gram_from_jacobian, theta, X),
        compiled("jax, by hand", "D D^T", partial(net.gram, widths), theta, X),
        compiled("jax, Cholesky of D D^T", "velocity", partial(net.velocity_from_jacobian, widths), theta, X, y),
        compiled("jax, by hand", "velocity", partial(net.velocity_by_hand, widths), theta, X, y),
    ]

"""jax, compiled: Cholesky of ``D D^T`` with the kernel layer by layer, written by hand, or from jax's own Jacobian."""

import jax
import jax.numpy as jnp

import network_jax as net


def velocities(case):
    """``{name: call}``; ``call()`` returns the velocity (K,)."""
    arguments = tuple(map(jnp.asarray, (case.theta, case.problem.X, case.problem.y)))
    return {name: _compiled(function, case.widths, arguments)
            for name, function in {"jax, kernel by hand": net.velocity_by_hand, "jax, its Jacobian": net.velocity_from_jacobian}.items()}


def _compiled(function, widths, arguments):
    run = jax.jit(lambda theta, X, y: function(widths, theta, X, y)).lower(*arguments).compile()
    return lambda: run(*arguments).block_until_ready()

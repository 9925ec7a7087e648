"""diffrax: the same flow with its Dormand-Prince 8(5,3), to the same time at the same tolerances."""

import time

import diffrax
import jax
import jax.numpy as jnp

import network_jax as net

VELOCITIES = {"diffrax, by hand": net.velocity_by_hand, "diffrax, from D D^T": net.velocity_from_jacobian}


def flows(case, end, rtol, atol):
    """``{name: (call, seconds of compiling)}``; ``call()`` returns theta (K,) at time ``end`` and the number of steps."""
    X, y, theta0 = map(jnp.asarray, (case.problem.X, case.problem.y, case.theta))
    return {name: _compiled(velocity, case.widths, X, y, theta0, end, rtol, atol) for name, velocity in VELOCITIES.items()}


def _compiled(velocity, widths, X, y, theta0, end, rtol, atol):
    term = diffrax.ODETerm(lambda s, theta, _: velocity(widths, theta, X, y))
    control = diffrax.PIDController(rtol=rtol, atol=atol)

    def solve(theta0):
        solution = diffrax.diffeqsolve(term, diffrax.Dopri8(), 0.0, end, None, theta0, stepsize_controller=control, max_steps=4096)
        return solution.ys[-1], solution.stats["num_steps"]

    start = time.process_time()
    solve = jax.jit(solve).lower(theta0).compile()
    compiling = time.process_time() - start
    return lambda: jax.block_until_ready(solve(theta0)), compiling

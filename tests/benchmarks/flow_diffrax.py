"""diffrax: the adapted flow with its Dormand-Prince 8(5,3), of one start, and of many at once."""

import diffrax
import jax
import jax.numpy as jnp
import numpy as np

import network_jax as net

STEPS = 4096


def flow(case, end, rtol, atol):
    """``call()`` returns theta (K,) at time ``end``; the kernel is written by hand."""
    X, y, theta0 = map(jnp.asarray, (case.problem.X, case.problem.y, case.theta))
    term = diffrax.ODETerm(lambda s, theta, _: net.velocity_by_hand(case.widths, theta, X, y))
    control = diffrax.PIDController(rtol=rtol, atol=atol)

    def solve(theta0):
        return diffrax.diffeqsolve(term, diffrax.Dopri8(), 0.0, end, None, theta0, stepsize_controller=control, max_steps=STEPS).ys[-1]
    run = jax.jit(solve).lower(theta0).compile()
    return lambda: run(theta0).block_until_ready()


def ensemble(widths, thetas, Xs, ys, end, rtol, atol, shortest):
    """``call()`` returns theta (B, K) at ``end`` on the segment, and whether each orbit came there without steps below ``shortest``.

    All orbits at once, by vmap; ``d theta / dt = D^+ (y - x0)`` by QR of ``D^T``, as the truth of the matter is there up to any condition.
    """
    thetas, Xs, ys = map(jnp.asarray, (thetas, Xs, ys))

    def one(theta0, X, y):
        v = y - net.outputs(widths, theta0, X)

        def field(t, theta, _):
            Q, R = jnp.linalg.qr(net.jacobian(widths, theta, X).T)
            return Q @ jax.scipy.linalg.solve_triangular(R, v, trans="T")
        control = diffrax.PIDController(rtol=rtol, atol=atol, dtmin=shortest)
        solution = diffrax.diffeqsolve(diffrax.ODETerm(field), diffrax.Dopri8(), 0.0, end, None, theta0, stepsize_controller=control, max_steps=STEPS, throw=False)
        return solution.ys[-1], solution.result == diffrax.RESULTS.successful
    run = jax.jit(jax.vmap(one)).lower(thetas, Xs, ys).compile()

    def call():
        last, alive = run(thetas, Xs, ys)
        return np.asarray(last), np.asarray(alive)
    return call

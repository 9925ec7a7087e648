"""jaxopt: Levenberg-Marquardt and L-BFGS, compiled, stopped as soon as the cost is low enough."""

import jax
import jax.numpy as jnp
import jaxopt

import network_jax as net

STEPS = 500


def solvers(case, goal):
    """``{name: call}``; ``call()`` returns theta (K,)."""
    p = case.problem
    theta0, X, y = map(jnp.asarray, (case.theta, p.X, p.y))
    enough = p.N * goal                                                # half the sum of squares

    def residual(theta):
        return net.outputs(case.widths, theta, X) - y

    def half_squares(theta):
        r = residual(theta)
        return r @ r / 2

    def compiled(solver, reached, steps):
        def solve(theta0):
            def more(carry):
                return ~reached(carry[1]) & (carry[1].iter_num < steps)
            return jax.lax.while_loop(more, lambda carry: tuple(solver.update(*carry)), (theta0, solver.init_state(theta0)))[0]
        run = jax.jit(solve).lower(theta0).compile()
        return lambda: jax.block_until_ready(run(theta0))

    def levenberg(**options):
        solver = jaxopt.LevenbergMarquardt(residual, maxiter=STEPS, tol=0, **options)
        return compiled(solver, lambda state: state.value <= enough, STEPS)

    lbfgs = jaxopt.LBFGS(half_squares, maxiter=10 * STEPS, tol=0, history_size=20)
    found = {"jaxopt LM, CG": levenberg(materialize_jac=False, solver=_cg),
             "jaxopt L-BFGS": compiled(lbfgs, lambda state: state.value <= enough, 10 * STEPS)}
    if case.name == "tiny":                                            # K x K a step
        found["jaxopt LM, Cholesky"] = levenberg(materialize_jac=True, solver="cholesky")
        found["jaxopt LM, QR"] = levenberg(materialize_jac=True, solver="qr")
    return found


def _cg(matvec, b, ridge=0.0, init=None):
    return jax.scipy.sparse.linalg.cg(lambda v: matvec(v) + ridge * v, b, x0=init, tol=1e-3, maxiter=500)[0]

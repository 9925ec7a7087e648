"""optimistix: Levenberg-Marquardt and Dogleg, compiled, stopped as soon as the cost is low enough."""

import equinox as eqx
import jax
import jax.numpy as jnp
import lineax as lx
import optimistix as optx

import network_jax as net

STEPS = 500


def solvers(case, goal):
    """``{name: call}``; ``call()`` returns theta (K,)."""
    p = case.problem
    theta0, X, y = map(jnp.asarray, (case.theta, p.X, p.y))
    enough = p.N * goal                                                # half the sum of squares

    class Until:
        def terminate(self, fn, y, args, options, state, tags):
            done, result = super().terminate(fn, y, args, options, state, tags)
            return ~state.first_step & (state.f_info.as_min() <= enough), result

    class Levenberg(Until, optx.LevenbergMarquardt):
        pass

    class Dogleg(Until, optx.Dogleg):
        pass

    def compiled(solver):
        def solve(theta0):
            return optx.least_squares(lambda theta, _: net.outputs(case.widths, theta, X) - y, solver, theta0, max_steps=STEPS, throw=False).value
        run = eqx.filter_jit(solve).lower(theta0).compile()
        return lambda: jax.block_until_ready(run(theta0))

    rough = lx.NormalCG(rtol=1e-3, atol=1e-12)
    found = {"optimistix LM, CG": compiled(Levenberg(rtol=1e-14, atol=1e-14, linear_solver=rough))}
    if case.name == "tiny":                                            # QR of D with K rows below it a step
        found["optimistix LM, QR"] = compiled(Levenberg(rtol=1e-14, atol=1e-14))
    return found

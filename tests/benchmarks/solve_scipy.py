"""scipy: least squares by trust regions, with the Jacobian's products or the Jacobian itself, and L-BFGS; derivatives are ours."""

from scipy.optimize import least_squares, minimize
from scipy.sparse.linalg import LinearOperator

STEPS = 5_000


def solvers(case, goal):
    """``{name: call}``; ``call()`` returns theta (K,), at which the cost has come down to ``goal``, unless the solver gives up."""
    p, theta0 = case.problem, case.theta
    enough = 2 * p.N * goal                                            # of the sum of squares

    def residual(theta):
        return p.outputs(theta) - p.y

    def products(theta):
        linear = p.linearised(theta)
        return LinearOperator((p.N * p.Q, p.K), matvec=lambda v: linear.jvp(v.ravel()), rmatvec=lambda u: linear.vjp(u.ravel()), dtype=float)

    def stop(intermediate_result):                                     # of least_squares: half the sum of squares
        if 2 * intermediate_result.cost <= enough:
            raise StopIteration

    def trust(**options):
        return lambda: least_squares(residual, theta0, xtol=1e-15, ftol=1e-15, gtol=1e-15, callback=stop, **options).x

    def lbfgs():
        last = [theta0]

        def stop(intermediate_result):
            last[0] = intermediate_result.x
            if intermediate_result.fun <= goal:
                raise StopIteration

        def cost_and_gradient(theta):
            r = residual(theta)
            return r @ r / (2 * p.N), p.vjp(theta, r / p.N)
        minimize(cost_and_gradient, theta0, jac=True, method="L-BFGS-B", callback=stop,
                 options={"maxiter": STEPS, "maxfun": STEPS, "ftol": 0, "gtol": 0, "maxcor": 20})
        return last[0]

    found = {"scipy trf, lsmr": trust(jac=products, tr_solver="lsmr"), "scipy L-BFGS": lbfgs}
    if case.name == "tiny":                                            # an SVD of D a step
        found["scipy trf"] = trust(jac=p.jacobian)
    return found

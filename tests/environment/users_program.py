"""A program as its users write it, for mypy --strict: each name has the type that is written here. It is checked, and never run."""

from collections.abc import Callable
from pathlib import Path
from typing import assert_type

import numpy as np
import numpy.typing as npt

import adaptedflow as af
from adaptedflow.adapters.jax_model import JaxModel
from adaptedflow.adapters.torch_model import TorchModel

# A network, data, and everything that a problem knows.
X: npt.NDArray[np.float64] = np.array([[0.0, 1.0], [1.0, 0.0]])
net = af.Network([2, 8, 1], activation=af.mollified_relu(0.5), bias=True)
assert_type(net.widths, tuple[int, ...])
theta0: np.ndarray = net.init(0, scale=1.0)
W, b = net.unpack(theta0)[0]
first_layer: np.ndarray = W @ X[0] + b
problem = af.Problem(net, X, [[1.0], [-1.0]])
size: int = problem.K - problem.N * problem.Q
cost: float = problem.cost(theta0)
residual: np.ndarray = problem.outputs(theta0) - problem.y
rank: int = af.numerical_rank(problem.jacobian(theta0)).rank

# Flows and orbits.
flow = af.AdaptedFlow(problem)
where: str = flow.theorem + flow.equation
direction: np.ndarray = flow.velocity(theta0)
try:
    orbit = af.integrate(flow, theta0, stop=af.CostBelow(1e-6 * cost), rtol=1e-6, progress=True, checkpoint=Path("orbit.part"))
except af.RankLossError as error:
    raise SystemExit(f"{error.sigma_min:.3g} {error.cutoff:.3g} {error.theorem}") from error
except af.Interrupted as interrupted:
    orbit = interrupted.orbit
assert_type(orbit, af.Orbit)
assert_type(orbit.status, str)
assert_type(orbit.end_time, float | None)
decay: np.ndarray = np.log(orbit.cost) + 2 * orbit.s / problem.N
crossings: list[float] = [crossing.s for crossing in orbit.events]
halfway: np.ndarray = orbit(0.5 * float(orbit.s[-1]))
af.save_orbit(Path("orbit.npz"), orbit)
widths: tuple[int, ...] = af.load_orbit("orbit.npz").widths
af.integrate(af.StandardFlow(problem), theta0, until=10)
af.euler(flow, theta0, 0.1, 10)
straight: np.ndarray = af.ComparisonFlow([[1.0], [-1.0]]).solution([0.0, 0.0], 1.0)

# Diagnosis, and training.
found = af.diagnose(problem, theta0)
seconds: tuple[float, ...] = found.orbit_seconds
times: dict[float, float] = found.stopping_times
text: str = found.sentences["rank"] + str(found)
nearest: list[str] = [cell["widths"] for cell in found.nearest]
solution = af.solve(problem, theta0, tol=1e-12)
assert_type(solution, af.Solution)
trained: np.ndarray = net.outputs(solution.theta, X)
certified: bool = af.lifetime.existence_criterion(problem, theta0).certified
margins: dict[str, float] = af.lifetime.existence_criterion(problem, theta0).margins

# Maps of one's own.
own = af.FunctionModel(lambda theta, X: X * theta[0], lambda theta, X: X, 1)
af.integrate(af.UnderparametrizedFlow(af.Problem(own, X, X)), [1.0], until=1.0)
assert_type(af.from_torch(object(), input_shape=(1, 8, 8)), TorchModel)
assert_type(af.from_jax(lambda params, X: X @ params["W"], {"W": theta0}), JaxModel)
af.Problem(af.from_torch(object()), X, X).cost(af.from_torch(object()).theta0)

# Data and examples.
digits = af.load_digits(100, 50, seed=0)
labels: np.ndarray = af.one_hot(digits.labels_train, 10) - digits.Y_train
certified_values: np.ndarray = af.load_nist(Path("Misra1a.dat")).certified
taught = af.teacher_student(net, 20, 0)
example = af.examples.two_factor()
exact: Callable[[float], np.ndarray] | None = example.exact

# What a checker has to find.
af.Network("2-8-1")                         # type: ignore[arg-type]
af.integrate(flow, theta0, until="10")      # type: ignore[arg-type]
af.integrate(flow, theta0, untill=10)       # type: ignore[call-arg]
af.Problem(net, X)                          # type: ignore[call-arg]
orbit.costs                                 # type: ignore[attr-defined]
problem.regime = "borderline"               # type: ignore[misc]

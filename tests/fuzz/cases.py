"""Every public function with arguments that are right: name -> (function, its arguments), small and quick."""

import numpy as np

import adaptedflow as af
from adaptedflow import borderline, critical, explorables, horizontal, lifetime, optimizers, paths, ranks, training, trapping
from adaptedflow.datasets.tables import Options, load_table

X, Y = np.array([[0.3, -1.0], [1.2, 0.5]]), np.array([[1.0], [-0.5]])
NET = af.Network([2, 3, 1])
THETA = NET.init(0)
V, U = NET.init(1), np.array([0.5, -1.0])
PROBLEM = af.Problem(NET, X, Y)
WEIGHTS = dict(X=np.array([[1, 0], [0, 1], [1, 1]]), W1=np.array([[1, 0], [2, 1]]), b1=np.array([0, 1]), W2=np.array([[1, -1]]))
ALIVE = WEIGHTS | dict(W1=np.array([[1, 1], [2, 1]]), b1=np.array([1, 1]))
RESTING = af.Problem(af.Network([1, 1, 1]), np.array([[1.0], [-1.0]]), np.array([[1.0], [1.0]]))      # W = 0, b2 = 1 is an equilibrium
REST = np.array([0.0, 0.5, 0.0, 1.0])
SADDLE = af.Problem(af.Network([1, 1, 1]), np.array([[1.0], [-1.0]]), np.array([[1.0], [-1.0]]))
SHORT = af.Problem(af.Network([1, 1]), np.array([[1.0], [-1.0], [2.0]]), np.array([[1.0], [-1.0], [0.5]]))
LINEAR = af.Problem(af.Network([1, 2, 2], "identity"), [[1.0], [-1.0]], [[-1.0, 0.0], [1.0, 0.0]])
LINEAR_START = np.array([1.0, 0, 0, 0, 1, 0, 0, 0.5, 0, 0])
MODEL = af.FunctionModel(lambda theta, X: X @ theta[:, None], lambda theta, X: X + 0 * theta[0], 2, lambda theta, X, v: 0 * X + 0 * v[0])
STANDARD, ADAPTED = af.StandardFlow(PROBLEM), af.AdaptedFlow(PROBLEM)
ORBIT = af.integrate(STANDARD, THETA, until=1.0)
ADAPTED_ORBIT = af.integrate(af.AdaptedFlow(PROBLEM), THETA, until=np.inf, clock="segment")
BOTTOM = critical.polish(PROBLEM, af.integrate(ADAPTED, THETA, until=np.inf, clock="segment").theta[-1])
REGION = trapping.region(PROBLEM, 1.0)
START = PROBLEM.outputs(THETA)
CORNERS = np.array([START, START + [0.1, 0.0], START + [0.1, 0.1], START])
CELL = lifetime.Cell((2, 3, 1), 3)
MAP = {"activation": ["tanh"] * 4, "widths": ["2-3-1"] * 4, "targets": ["gaussian"] * 4, "scale": [1.0] * 4, "N": [13, 11, 9, 7], "K": [13, 13, 13, 13],
       "QN": [13, 11, 9, 7], "gap": [0, 2, 4, 6], "orbits": [9] * 4, "survived": [1, 3, 6, 8], "undecided": [0, 1, 0, 0], "ends": ["bb"] * 4}
NIST = paths.DATA / "nist" / "Misra1a.dat"

ARITHMETIC = (ArithmeticError,)                        # documented: RankLossError, or an iteration that does not arrive
FILES = (FileNotFoundError,)
MISSING = (ImportError,)                               # torch and jax have an environment of their own; tests/adapters tries what they refuse

CASES = {
    "explorables.page": (explorables.page, dict(name="cone")),
    "explorables.show": (explorables.show, dict(name="cone")),
    "Activation": (af.Activation, dict(name="cube", value=np.tanh, first=np.cosh, second=np.sinh, kinks=())),
    "mollified_relu": (af.mollified_relu, dict(width=0.5)),
    "Network": (af.Network, dict(widths=[2, 3, 1], activation="tanh", bias=True)),
    "Network.init": (NET.init, dict(seed=0, scale=1.0)),
    "Network.unpack": (NET.unpack, dict(theta=THETA)),
    "Network.outputs": (NET.outputs, dict(theta=THETA, X=X)),
    "Network.preactivations": (NET.preactivations, dict(theta=THETA, X=X)),
    "Network.jacobian": (NET.jacobian, dict(theta=THETA, X=X, out=None)),
    "Network.ntk": (NET.ntk, dict(theta=THETA, X=X, out=None)),
    "Network.jvp": (NET.jvp, dict(theta=THETA, X=X, v=V)),
    "Network.vjp": (NET.vjp, dict(theta=THETA, X=X, u=U)),
    "Network.jacobian_derivative": (NET.jacobian_derivative, dict(theta=THETA, X=X, v=V)),
    "Network.output_hessian": (NET.output_hessian, dict(theta=THETA, X=X, u=U)),
    "FunctionModel": (af.FunctionModel, dict(outputs=NET.outputs, jacobian=NET.jacobian, num_parameters=13, jacobian_derivative=None)),
    "FunctionModel.outputs": (MODEL.outputs, dict(theta=np.ones(2), X=X)),
    "FunctionModel.jvp": (MODEL.jvp, dict(theta=np.ones(2), X=X, v=np.ones(2))),
    "FunctionModel.vjp": (MODEL.vjp, dict(theta=np.ones(2), X=X, u=U)),
    "diagnose": (af.diagnose, dict(problem=PROBLEM, theta0=THETA)),
    "from_torch": (af.from_torch, dict(module=NET, input_shape=(2,), dtype="float64", device="cpu"), MISSING),
    "from_jax": (af.from_jax, dict(function=NET.outputs, params=THETA, input_shape=(2,), dtype="float64"), MISSING),
    "Problem": (af.Problem, dict(model=NET, X=X, Y=Y)),
    "Problem.outputs": (PROBLEM.outputs, dict(theta=THETA)),
    "Problem.output_hessian": (PROBLEM.output_hessian, dict(theta=THETA, u=U)),
    "Problem.cost": (PROBLEM.cost, dict(theta=THETA)),
    "Problem.cost_gradient": (PROBLEM.cost_gradient, dict(theta=THETA)),
    "Problem.cost_hessian": (PROBLEM.cost_hessian, dict(theta=THETA)),
    "StandardFlow": (af.StandardFlow, dict(problem=PROBLEM)),
    "AdaptedFlow": (af.AdaptedFlow, dict(problem=PROBLEM)),
    "RankLossFlow": (af.RankLossFlow, dict(problem=PROBLEM, cutoff=None)),
    "UnderparametrizedFlow": (af.UnderparametrizedFlow, dict(problem=SHORT)),
    "StandardFlow.velocity": (STANDARD.velocity, dict(theta=THETA)),
    "AdaptedFlow.velocity": (ADAPTED.velocity, dict(theta=THETA)),
    "ComparisonFlow": (af.ComparisonFlow, dict(Y=Y)),
    "ComparisonFlow.solution": (af.ComparisonFlow(Y).solution, dict(x0=U, s=1.0)),
    "integrate": (af.integrate, dict(flow=ADAPTED, theta0=THETA, until=0.1, stop=None, clock="s", rtol=1e-3, atol=None, correct=False, max_steps=3, progress=False)),
    "euler": (af.euler, dict(flow=ADAPTED, theta0=THETA, step=0.1, num_steps=2)),
    "CostBelow": (af.CostBelow, dict(eps=0.1)),
    "GradientBelow": (af.GradientBelow, dict(tol=0.1)),
    "stopping_time": (af.stopping_time, dict(initial_cost=1.0, eps=0.1, N=2)),
    "Orbit.__call__": (ORBIT, dict(s=0.5)),
    "save_orbit": (lambda orbit: af.save_orbit("/dev/null", orbit), dict(orbit=None)),
    "load_orbit": (af.load_orbit, dict(path="nowhere.npz"), FILES),
    "numerical_rank": (af.numerical_rank, dict(D=X, cutoff=None)),
    "one_hot": (af.one_hot, dict(labels=[0, 1], Q=2)),
    "load_digits": (af.load_digits, dict(num_train=10, num_test=10, seed=0)),
    "load_nist": (af.load_nist, dict(path=NIST), FILES),
    "teacher_student": (af.teacher_student, dict(net=NET, N=3, seed=0, noise=0.0)),
    "load_table": (load_table, dict(source=NIST, num_targets=1, options=Options()), FILES),
    "examples.two_factor": (af.examples.two_factor, dict(w1=1.0, w2=1.0, y=-1.0)),
    "examples.two_factor_network": (af.examples.two_factor_network, dict(w1=1.0, w2=1.0)),
    "examples.tanh_interpolation": (af.examples.tanh_interpolation, dict(x0=(0.0, 9.0, 13.0, 14.0), y=(0.0, 1.0, 5.0, 14.0))),
    "examples.tanh_preimage": (af.examples.tanh_preimage, dict(x=(0.0, 9.0, 13.0, 14.0))),
    "examples.saturation": (af.examples.saturation, dict(y=2.0)),
    "ranks.exact_rank": (ranks.exact_rank, dict(A=np.eye(2, dtype=int))),
    "ranks.draw": (ranks.draw, dict(family="one layer", seed=0)),
    "ranks.jacobian_one_layer": (ranks.jacobian_one_layer, dict(X=X, Q=2)),
    "ranks.jacobian_two_layer_linear": (ranks.jacobian_two_layer_linear, WEIGHTS),
    "ranks.jacobian_dead_relu": (ranks.jacobian_dead_relu, ALIVE | dict(active=None)),
    "ranks.last_layer_bound": (ranks.last_layer_bound, dict(widths=[2, 3, 1], N=4)),
    "ranks.relu_bound": (ranks.relu_bound, dict(widths=[2, 3, 1])),
    "ranks.rescaling_kernel": (ranks.rescaling_kernel, dict(net=af.Network([2, 3, 1], "relu"), theta=THETA)),
    "ranks.rank_one_layer": (ranks.rank_one_layer, dict(X=X, Q=2)),
    "ranks.rank_two_layer_linear": (ranks.rank_two_layer_linear, WEIGHTS),
    "ranks.rank_deep_linear": (ranks.rank_deep_linear, dict(X=X, layers=NET.unpack(THETA))),
    "ranks.max_rank_deep_linear": (ranks.max_rank_deep_linear, dict(widths=[2, 3, 1], X=X)),
    "ranks.rank_dead_relu": (ranks.rank_dead_relu, ALIVE | dict(active=None)),
    "ranks.relu_pattern_bound": (ranks.relu_pattern_bound, WEIGHTS),
    "horizontal.horizontal_projector": (horizontal.horizontal_projector, dict(model=NET, X=X, theta=THETA)),
    "horizontal.vertical_projector": (horizontal.vertical_projector, dict(model=NET, X=X, theta=THETA)),
    "horizontal.pullback_metric": (horizontal.pullback_metric, dict(model=NET, X=X, theta=THETA)),
    "horizontal.grad_h": (horizontal.grad_h, dict(model=NET, X=X, theta=THETA, gradient=V)),
    "horizontal.balancedness": (horizontal.balancedness, dict(net=NET, theta=THETA)),
    "horizontal.tanh_invariants": (horizontal.tanh_invariants, dict(net=NET, X=X[:1], theta=THETA)),
    "horizontal.curvature": (horizontal.curvature, dict(model=NET, X=X, theta=THETA)),
    "horizontal.circle": (lambda **given: horizontal.circle(**given)(0.25), dict(x0=U, u=[1.0, 0.0], v=[0.0, 1.0], radius=0.1)),
    "horizontal.GradientField": (lambda theta, **given: horizontal.GradientField(**given)(theta), dict(model=NET, X=X, u=U, theta=THETA)),
    "horizontal.LiftField": (lambda theta, **given: horizontal.LiftField(**given)(theta), dict(model=NET, X=X, v=U, theta=THETA)),
    "horizontal.lie_bracket": (horizontal.lie_bracket, dict(field1=horizontal.GradientField(NET, X, U), field2=horizontal.GradientField(NET, X, Y[:, 0]), theta=THETA)),
    "horizontal.growth_vector": (horizontal.growth_vector, dict(model=NET, X=X, theta=THETA, steps=2)),
    "horizontal.lift": (horizontal.lift, dict(model=NET, X=X, curve=CORNERS, theta0=THETA, velocity=None, rtol=1e-3, metric=np.full(13, 2.0))),
    "horizontal.hidden_metric": (horizontal.hidden_metric, dict(net=NET, Lam=2.0)),
    "horizontal.rescaled": (horizontal.rescaled, dict(model=NET, metric=np.full(13, 2.0))),
    "horizontal.holonomy": (horizontal.holonomy, dict(model=NET, X=X, loop=CORNERS, theta0=THETA, turns=1, velocity=None, rtol=1e-3)),
    "critical.chart": (critical.chart, dict(problem=PROBLEM, theta=BOTTOM, directions=np.eye(13)[:2], counts=(1, 1), step=0.01)),
    "critical.classify": (critical.classify, dict(problem=RESTING, theta=REST, zero_cost=1e-12)),
    "critical.column_frame": (critical.column_frame, dict(problem=RESTING, theta=REST)),
    "critical.equations": (critical.equations, dict(problem=RESTING, theta=REST, frame=None)),
    "critical.escape_direction": (critical.escape_direction, dict(problem=SADDLE, theta=np.zeros(4))),
    "critical.find_equilibria": (critical.find_equilibria, dict(problem=RESTING, starts=[REST], route="newton")),
    "critical.local_dimension": (critical.local_dimension, dict(problem=RESTING, theta=REST, radius=1e-3, seed=0)),
    "critical.nearby_rank": (critical.nearby_rank, dict(problem=RESTING, theta=REST, radius=0.1, seed=0)),
    "critical.polish": (critical.polish, dict(problem=RESTING, theta=REST)),
    "critical.projector": (critical.projector, dict(problem=RESTING, theta=REST, cutoff=None)),
    "critical.psi": (critical.psi, dict(problem=RESTING, theta=REST, cutoff=None)),
    "critical.rank_drop": (critical.rank_drop, dict(model=NET, X=X, theta=THETA)),
    "critical.trace": (critical.trace, dict(problem=RESTING, theta=REST, direction=[0.0, 1.0, 0.0, 0.0], length=0.1, step=0.1)),
    "trapping.region": (trapping.region, dict(problem=PROBLEM, eps=0.5)),
    "trapping.Region.ratio": (REGION.ratio, dict(theta=THETA)),
    "trapping.residence": (trapping.residence, dict(orbit=ORBIT, region=REGION)),
    "lifetime.Cell": (lifetime.Cell, dict(widths=(2, 3, 1), N=3, activation="tanh", targets="gaussian", scale=1.0)),
    "lifetime.Cell.draw": (CELL.draw, dict(seed=0, number=0)),
    "lifetime.certify": (lifetime.certify, dict(orbit=ADAPTED_ORBIT, max_pieces=50)),
    "lifetime.certify_rank_loss": (lifetime.certify_rank_loss, dict(orbit=ADAPTED_ORBIT, max_pieces=50)),
    "lifetime.existence_criterion": (lifetime.existence_criterion, dict(problem=PROBLEM, theta0=THETA, derivative_bounds=(1.0, 1.0))),
    "lifetime.linear_bound": (lifetime.linear_bound, dict(problem=LINEAR, theta0=LINEAR_START)),
    "lifetime.rank_loss_on_level": (lifetime.rank_loss_on_level, dict(problem=LINEAR, theta0=LINEAR_START)),
    "lifetime.last_layer_criterion": (lifetime.last_layer_criterion, dict(problem=PROBLEM, theta0=THETA, Lam=1.0, sup_slope=1.0)),
    "examples.last_layer_limit": (af.examples.last_layer_limit, dict(w1=0.1, excess=0.001)),
    "lifetime.fate": (lifetime.fate, dict(cell=CELL, seed=0, number=0, max_steps=2)),
    "lifetime.fates": (lifetime.fates, dict(cell=CELL, seed=0, numbers=[0, 1], max_steps=2)),
    "lifetime.follow": (lifetime.follow, dict(cell=CELL, seed=0, number=0, max_steps=2)),
    "lifetime.wilson": (lifetime.wilson, dict(count=3, total=10, confidence=0.95)),
    "lifetime.jacobian_bound": (lifetime.jacobian_bound, dict(problem=PROBLEM, theta0=THETA, derivative_bounds=None)),
    "lifetime.reduced_hessian": (lifetime.reduced_hessian, dict(problem=PROBLEM, theta=THETA, v=U)),
    "lifetime.survival_map": (lifetime.survival_map, dict(cells=[CELL], num_orbits=1, seed=0, max_steps=2)),
    "lifetime.standard_map": (lifetime.standard_map, dict(cells=[CELL], num_orbits=1, seed=0)),
    "lifetime.stored_map": (lifetime.stored_map, dict(name="wide_and_deep")),
    "lifetime.stored_table": (lifetime.stored_table, dict(name="confirmed")),
    "lifetime.shares": (lifetime.shares, dict(counts=[3, 4], totals=[10, 10])),
    "lifetime.rows": (lambda **given: lifetime.rows(MAP, **given), dict(chosen=[True, False, True, False])),
    "lifetime.family": (lambda **given: lifetime.family(MAP, **given), dict(hidden_layers=1, activation=("tanh",), targets=None, scale=1.0)),
    "lifetime.fit_transition": (lifetime.fit_transition, dict(gap=[0.0, 2.0, 4.0, 6.0], alive=[1, 3, 6, 8], orbits=[9, 9, 9, 9], basis=np.ones((4, 1)),
                                                              K=[11.0, 11.0, 21.0, 21.0])),
    "lifetime.threshold_powers": (lambda **given: lifetime.threshold_powers(MAP, **given), dict(lenient=False, free_width=False)),
    "lifetime.crossing": (lifetime.crossing, dict(gap=[0.0, 2.0], share=[0.1, 0.9], level=0.5, apart=2.0)),
    "lifetime.rank_loss_hessians": (lambda **given: lifetime.rank_loss_hessians(MAP, **given), dict(most=1, seed=0)),
    "borderline.bottleneck_bound": (borderline.bottleneck_bound, dict(widths=[2, 3, 1], N=4)),
    "borderline.classify": (borderline.classify, dict(widths=[2, 3, 1], activation="tanh", draws=2, seed=0)),
    "borderline.on_the_border": (lambda **given: list(borderline.on_the_border(**given)), dict(largest_width=2, hidden_layers=1, largest_K=8)),
    "borderline.train_part": (borderline.train_part, dict(net=NET, theta0=THETA, trained=[0, 2])),
    "optimizers.Arithmetic": (optimizers.Arithmetic, dict(problem=PROBLEM)),
    "optimizers.Meter": (optimizers.Meter, dict(problem=PROBLEM, theta0=THETA, budget=1e3, prices={"cost": 0.3}, marks=[1.0, 10.0])),
    "optimizers.discrete_gradient": (optimizers.discrete_gradient, dict(problem=PROBLEM, theta0=THETA, step=0.1, num_steps=1)),
    "solve": (af.solve, dict(problem=PROBLEM, theta0=THETA, tol=1e-8, max_steps=5, callback=print, progress=False)),
    "optimizers.solve": (optimizers.solve, dict(problem=PROBLEM, theta0=THETA, tol=1e-8, max_steps=5)),
    "Problem.linearised": (PROBLEM.linearised, dict(theta=THETA)),
    "Network.linearised": (NET.linearised, dict(theta=THETA, X=X)),
    "optimizers.spend": (optimizers.spend, dict(method="Adam", problem=PROBLEM, theta0=THETA, budget=50.0, setting=0.1, prices=None, marks=[5.0, 50.0])),
    "training.interval": (training.interval, dict(sample=np.arange(10.0), confidence=0.95)),
    "training.stored_runs": (training.stored_runs, dict(name="tight")),
    "training.task": (training.task, dict(name="tight", split=0)),
}

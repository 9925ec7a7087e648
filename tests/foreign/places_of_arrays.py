"""Where a user's arrays enter: name -> (the array, what is done with it). What is done is a function of the array that returns a function:
the array may change before that is called, and what comes out, one array, may not."""

import numpy as np

import adaptedflow as af
from adaptedflow import borderline, critical, horizontal, lifetime, optimizers, ranks, trapping
from adaptedflow.figures.tables import checked_table

from .places_of_code import FREE
from .ways import ARRAYS

NET = af.Network([1, 2, 2])
X, Y = np.array([[1.0], [-1.0]]), np.array([[1.0, 2.0], [0.0, -1.0]])
THETA = np.array([1.0, -2.0, 2.0, 1.0, 3.0, -1.0, 1.0, 2.0, 0.0, 1.0])  # K = 10, QN = 4
PROBLEM = af.Problem(NET, X, Y)
X0 = PROBLEM.outputs(THETA)
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]])
LINE = af.FunctionModel(lambda theta, X: theta[None, :2] + 0 * theta[2], lambda theta, X: np.eye(3)[:2], 3, lambda theta, X, v: np.zeros((2, 3)))
RESTING = af.Problem(af.Network([1, 1, 1]), np.array([[1.0], [-1.0]]), np.array([[1.0], [1.0]]))
REST = np.array([0.0, 2.0, 0.0, 1.0])
DEFICIENT = np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0]])
COUNTS, TOTALS = np.array([1.0, 3.0, 2.0]), np.array([4.0, 4.0, 8.0])


def now(function):
    """Done at once, with an answer that is kept."""
    def call(array):
        answer = function(array)
        return lambda: np.asarray(answer, float)
    return call


def kept(make, use):
    """Made at once, used later."""
    def call(array):
        made = make(array)
        return lambda: np.asarray(use(made), float)
    return call


def whole(rank):
    return [rank.rank, rank.cutoff > 0, *rank.singular_values]


PLACES = {
    "`Problem`, X": (X, kept(lambda a: af.Problem(NET, a, Y), lambda p: p.outputs(THETA))),
    "`Problem`, Y": (Y, kept(lambda a: af.Problem(NET, X, a), lambda p: [p.cost(THETA), *p.y])),
    "`Network`, theta": (THETA, now(lambda a: NET.jacobian(a, X))),
    "`Network`, X": (X, now(lambda a: NET.outputs(THETA, a))),
    "`FunctionModel`, X": (X, now(lambda a: FREE.outputs(THETA[:8], a))),
    "`jvp`, v": (THETA, now(lambda a: PROBLEM.jvp(THETA, a))),
    "a flow's velocity, theta": (THETA, now(lambda a: af.AdaptedFlow(PROBLEM).velocity(a))),
    "`integrate`, theta0": (THETA, kept(lambda a: af.integrate(af.AdaptedFlow(PROBLEM), a, until=0.2), lambda orbit: [*orbit(0.0), *orbit(1e-6), *orbit(0.1)])),
    "`euler`, theta0": (THETA, kept(lambda a: af.euler(af.AdaptedFlow(PROBLEM), a, 0.1, 2), lambda orbit: [*orbit(0.0), *orbit(0.05), *orbit(0.2)])),
    "`ComparisonFlow`, Y": (Y, kept(af.ComparisonFlow, lambda flow: flow.solution(X0, 1.0))),
    "its solution, s": (np.array([1.0, 2.0]), now(lambda a: af.ComparisonFlow(Y).solution(X0, a))),
    "an orbit, s": (np.array([0.0, 1.0]), now(af.integrate(af.AdaptedFlow(PROBLEM), THETA, until=1.0))),
    "`numerical_rank`": (DEFICIENT, now(lambda a: whole(af.numerical_rank(a))[:2])),
    "`one_hot`, labels": (np.array([0, 1, 1]), now(lambda a: af.one_hot(a, 2))),
    "`lie_bracket`, theta": (THETA, now(lambda a: horizontal.lie_bracket(horizontal.GradientField(NET, X, X0), horizontal.LiftField(NET, X, X0), a))),
    "`GradientField`, u": (np.arange(1.0, 5), kept(lambda a: horizontal.GradientField(NET, X, a), lambda field: field(THETA))),
    "`LiftField`, X": (X, kept(lambda a: horizontal.LiftField(NET, a, X0), lambda field: field(THETA))),
    "`circle`, u": (np.array([1.0, 0.0]), kept(lambda a: horizontal.circle(CORNERS[0], a, CORNERS[2], 1.0), lambda loop: loop(0.2))),
    "`lift`, vertices": (CORNERS, kept(lambda a: horizontal.lift(LINE, X[:1], a, np.zeros(3)), lambda lift: [*lift(0.1), *lift(0.9)])),
    "`lift`, tau": (np.array([0.0, 1.0]), now(horizontal.lift(LINE, X[:1], CORNERS, np.zeros(3)))),
    "`holonomy`, loop": (CORNERS, now(lambda a: horizontal.holonomy(LINE, X[:1], a, np.zeros(3)).displacement)),
    "`curvature`, X": (X, now(lambda a: horizontal.curvature(NET, a, THETA))),
    "`growth_vector`, theta": (THETA, now(lambda a: horizontal.growth_vector(NET, X[:1], a, 2).dimensions)),
    "`balancedness`": (THETA, now(lambda a: horizontal.balancedness(NET, a)[0])),
    "`trapping`, theta": (THETA, now(trapping.region(PROBLEM, 1.0).ratio)),
    "`critical.polish`": (REST, kept(lambda a: critical.polish(RESTING, a), lambda theta: theta)),
    "`find_equilibria`, starts": (np.array([REST, REST]), kept(lambda a: critical.find_equilibria(RESTING, a), lambda search: [e.theta for e in search.equilibria])),
    "`critical.equations`, frame": (np.eye(4)[:, :2], kept(lambda a: critical.equations(RESTING, REST, a), lambda e: [*e.frame.ravel(), *e.jacobian.ravel()])),
    "`critical.trace`, direction": (np.array([0.0, 1.0, 0.0, 0.0]), now(lambda a: critical.trace(RESTING, REST, a, 0.1, 0.1).theta)),
    "`rank_two_layer_linear`, W1": (np.array([[1.0, 2.0], [2.0, 4.0]]), now(lambda a: ranks.rank_two_layer_linear(np.array([[1.0, 0.5], [0.0, 1.0]]), a, [1.0, 2.0], [[1.0, 1.0]]).rank)),
    "`rank_one_layer`, X": (DEFICIENT, now(lambda a: ranks.rank_one_layer(a, 2))),
    "`existence_criterion`, theta0": (THETA, now(lambda a: [lifetime.existence_criterion(PROBLEM, a).margins["(c)"]])),
    "`lifetime.shares`, counts": (COUNTS, now(lambda a: lifetime.shares(a, TOTALS)["low"])),
    "`lifetime.crossing`, gap": (np.array([1.0, 2.0, 3.0]), now(lambda a: lifetime.crossing(a, [0.0, 0.4, 0.9], 0.5))),
    "`train_part`, theta0": (THETA, kept(lambda a: borderline.train_part(NET, a, [0, 3]), lambda model: model.outputs(np.ones(2), X))),
    "`tanh_interpolation`, y": (np.array([0.0, 1.0, 5.0, 14.0]), kept(lambda a: af.examples.tanh_interpolation(y=a), lambda example: example.exact(0.1))),
    "`optimizers`, theta0": (THETA, kept(lambda a: optimizers.spend("gradient descent", PROBLEM, a, 50.0, 0.1), lambda iterates: iterates.theta)),
    "`solve`, theta0": (THETA, kept(lambda a: af.solve(PROBLEM, a, max_steps=3), lambda found: found.theta)),
    "a figure's table": (COUNTS, kept(lambda a: checked_table({"s": a}), lambda table: table["s"])),
}

EXCEPT = {("`one_hot`, labels", "float32"), ("a figure's table", "NaN"), ("a figure's table", "frame with a gap")}   # labels are whole; NaN marks a gap there


def owed(place, way):
    """"right", "refused", or "-" where the way does not exist at this place."""
    return "-" if (place, way) in EXCEPT else ARRAYS[way][1]

"""Where a user's code enters: name -> a function that wraps her functions and returns what comes out, as one array."""

import numpy as np

import adaptedflow as af
from adaptedflow import horizontal, trapping
from adaptedflow.flows import Lift
from adaptedflow.flows.base import Flow

from .ways import CODE

X, Y = np.array([[0.5], [-1.0], [2.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.5]])
START = np.array([0.5, -1.0, 0.25, 1.5, -0.5, 0.75, 1.0, 0.125])


def outputs(theta, X):
    """``W tanh(u x) + b`` entry by entry: (N, 2), eight parameters."""
    u, w, b, c = theta.reshape(4, 2)
    return w * np.tanh(u * X) + b + c * X


def jacobian(theta, X):
    u, w, b, c = theta.reshape(4, 2)
    t, D = np.tanh(u * X), np.zeros((len(X), 2, 4, 2), theta.dtype)
    for q in range(2):
        D[:, q, :, q] = np.stack([w[q] * (1 - t[:, q] ** 2) * X[:, 0], t[:, q], np.ones(len(X)), X[:, 0]], axis=1)
    return D.reshape(2 * len(X), 8)


def jacobian_derivative(theta, X, v):
    return jacobian(theta + 1e-30j * v, X).imag / 1e-30


def vjp(theta, X, u):
    return jacobian(theta, X).T @ u


def orbit_of(problem, flow=af.AdaptedFlow, **options):
    orbit = af.integrate(flow(problem), START, **({"until": 2.0} | options))
    return np.concatenate([orbit.cost[[0, -1]], orbit.theta[-1], orbit(1.0)])


def function_model(wrap, *which):
    functions = {"outputs": outputs, "jacobian": jacobian, "jacobian_derivative": jacobian_derivative}
    functions |= {name: wrap(functions[name]) for name in which}
    return af.FunctionModel(functions["outputs"], functions["jacobian"], 8, functions["jacobian_derivative"])


def own_model(wrap):
    class Model:
        num_parameters = 8
    for function in (outputs, jacobian, vjp):
        setattr(Model, function.__name__, staticmethod(wrap(function)))
    return Model()


def own_problem(wrap):
    class Own:
        N, Q, K, regime, y = 3, 2, 8, "overparametrized", Y.ravel()
    problem = Own()
    for name, function in {"outputs": lambda theta: outputs(theta, X).ravel(), "jacobian": lambda theta: jacobian(theta, X),
                           "vjp": lambda theta, u: jacobian(theta, X).T @ u,
                           "output_gradient": lambda theta: (outputs(theta, X).ravel() - Y.ravel()) / 3}.items():
        setattr(problem, name, wrap(function))
    return problem


def own_flow(wrap):
    ours = af.AdaptedFlow(af.Problem(function_model(wrap), X, Y))
    vector = wrap(lambda theta, v: ours.lift(theta, v).vector)

    class Own(Flow):
        equation = theorem = "its own"

        def lift(self, theta, v, scale=0.0):
            return Lift(vector(theta, v), 1.0, 1.0, "own")
    return orbit_of(ours.problem, Own)


def activation(wrap, which):
    functions = [lambda u: np.tanh(u), lambda u: 1 - np.tanh(u) ** 2, lambda u: -2 * np.tanh(u) * (1 - np.tanh(u) ** 2)]
    functions[which] = wrap(functions[which])
    net = af.Network([1, 4, 1], af.Activation("own", *functions))
    problem, theta = af.Problem(net, X, Y[:, :1]), np.cos(np.arange(net.num_parameters))
    orbit = af.integrate(af.AdaptedFlow(problem), theta, until=1.0)
    return np.concatenate([orbit.cost[[0, -1]], orbit.theta[-1], problem.cost_hessian(theta).ravel()])


FREE = af.FunctionModel(outputs, jacobian, 8, jacobian_derivative)
X0 = outputs(START, X).ravel()
SIDE, UP = np.eye(6)[0], np.eye(6)[3]


def curve(tau):
    return X0 + 0.2 * np.sin(tau) * SIDE + 0.1 * tau * UP


def velocity(tau):
    return 0.2 * np.cos(tau) * SIDE + 0.1 * UP


def lifted(curve, velocity):
    lift = horizontal.lift(FREE, X, curve, START, velocity, rtol=1e-8)
    return np.concatenate([lift.theta[-1], lift(0.5), lift.outputs[-1], [lift.output_defect.max() < 1e-6]])


def held(wrap):
    loop = horizontal.circle(X0, SIDE, UP, 0.1)
    return horizontal.holonomy(FREE, X, wrap(loop), START, rtol=1e-8).displacement


def open_loop(wrap):
    """A curve that is not closed: refused however it behaves."""
    return horizontal.holonomy(FREE, X, wrap(curve), START, velocity=velocity, rtol=1e-6).displacement


def bracket(wrap):
    fields = [wrap(lambda theta, a=a: np.sin(a * theta) * theta[::-1]) for a in (1.0, 2.0)]
    return horizontal.lie_bracket(*fields, START)


class Field:
    def __init__(self, wrap, a):
        self.a, self.derivative = a, wrap(self.slope)

    def __call__(self, theta):
        return self.a * theta * theta[::-1]

    def slope(self, theta, direction):
        return self.a * (direction * theta[::-1] + theta * direction[::-1]) + self.a ** 2 * direction


def bracket_of_derivatives(wrap):
    shared = wrap(lambda a, theta, direction: Field.slope(Field(lambda f: f, float(a[0])), theta, direction))
    fields = [Field(lambda f, a=a: lambda theta, direction: shared(np.array([a]), theta, direction), a) for a in (1.0, 2.0)]
    return horizontal.lie_bracket(*fields, START)


def taught(wrap):
    net = af.Network([1, 3, 1])

    class Teacher:
        widths = net.widths
        init = staticmethod(wrap(lambda rng: net.init(rng)))
        outputs = staticmethod(wrap(net.outputs))
    teachers = [af.teacher_student(Teacher, 3, seed) for seed in (0, 1)]
    return np.concatenate([part.ravel() for teacher in teachers for part in (teacher.X, teacher.Y, teacher.theta_teacher)])


def stopped(wrap):
    class Own:
        excess = staticmethod(wrap(lambda problem, theta: np.array(np.log(problem.cost(theta) / 0.05))))
    return orbit_of(af.Problem(FREE, X, Y), stop=Own(), until=50.0)


def stayed(wrap):
    problem = af.Problem(FREE, X, Y)
    orbit = af.integrate(af.StandardFlow(problem), START, until=4.0)
    middle = orbit.cost[[0, -1]].mean()
    excess = wrap(lambda theta: np.array(problem.cost(theta) - middle))

    class Own(trapping.Region):
        def excess(self, theta):
            return excess(theta)
    stay = trapping.residence(orbit, Own(problem, 1.0))
    return np.array([stay.entry, stay.exit, stay.time, stay.arc_length])


PLACES = {
    "`FunctionModel`, outputs": lambda wrap: orbit_of(af.Problem(function_model(wrap, "outputs"), X, Y)),
    "`FunctionModel`, jacobian": lambda wrap: orbit_of(af.Problem(function_model(wrap, "jacobian"), X, Y)),
    "`FunctionModel`, jacobian_derivative": lambda wrap: af.Problem(function_model(wrap, "jacobian_derivative"), X, Y).cost_hessian(START).ravel(),
    "`Activation`, value": lambda wrap: activation(wrap, 0),
    "`Activation`, first": lambda wrap: activation(wrap, 1),
    "`Activation`, second": lambda wrap: activation(wrap, 2),
    "a model of one's own class": lambda wrap: orbit_of(af.Problem(own_model(wrap), X, Y)),
    "that model in `horizontal`": lambda wrap: horizontal.pullback_metric(own_model(wrap), X, START).ravel(),
    "a problem of one's own class": lambda wrap: orbit_of(own_problem(wrap)),
    "a flow of one's own class": own_flow,
    "`horizontal.lift`, curve": lambda wrap: lifted(wrap(curve), None),
    "`horizontal.lift`, velocity": lambda wrap: lifted(curve, wrap(velocity)),
    "`horizontal.holonomy`, loop": held,
    "`horizontal.lie_bracket`, field": bracket,
    "`horizontal.lie_bracket`, derivative": bracket_of_derivatives,
    "`teacher_student`, network": taught,
    "`integrate`, stop": stopped,
    "`trapping.residence`, region": stayed,
}
NUMBERS = {"`integrate`, stop", "`trapping.residence`, region"}        # these return one number; an array of one will do
NOT_OF_A_NUMBER = {"strided", "list", "DataFrame", "nothing masked", "frame with a gap", "objects", "other shape"}


def owed(place, way):
    """"right", "refused", or "-" where the way does not exist at this place."""
    return "-" if place in NUMBERS and way in NOT_OF_A_NUMBER else CODE[way][1]

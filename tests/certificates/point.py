"""A network at one point, with numbers of any kind: fractions, balls, power series, formulas; derivatives by duals."""

from fractions import Fraction

import sympy
from flint import arb, arb_series, fmpq


class Refused(Exception):
    """A claim does not hold, or the data say nothing."""


def require(holds, sentence):
    if not holds:
        raise Refused(sentence)


class Dual:
    """A number with its derivatives by all parameters; numbers may be duals themselves, which gives second derivatives."""

    def __init__(self, value, slopes):
        self.value, self.slopes = value, slopes

    def __add__(self, other):
        if not isinstance(other, Dual):
            return Dual(self.value + other, self.slopes)
        return Dual(self.value + other.value, [a + b for a, b in zip(self.slopes, other.slopes)])

    def __mul__(self, other):
        if not isinstance(other, Dual):
            return Dual(self.value * other, [a * other for a in self.slopes])
        return Dual(self.value * other.value, [a * other.value + self.value * b for a, b in zip(self.slopes, other.slopes)])

    def __sub__(self, other):
        return self + other * -1

    __radd__, __rmul__ = __add__, __mul__


def variables(values):
    """``values`` as duals with unit derivatives."""
    return [Dual(value, [value * 0 + int(i == k) for k in range(len(values))]) for i, value in enumerate(values)]


def tanh(u):
    """Of balls and series of balls; of sums of inverse hyperbolic tangents with whole coefficients by the addition theorem; otherwise a symbol's."""
    if isinstance(u, Dual):
        h = tanh(u.value)
        return Dual(h, [(h * h * -1 + 1) * slope for slope in u.slopes])
    if isinstance(u, arb):
        return u.tanh()
    if isinstance(u, arb_series):
        return 1 - 2 / ((2 * u).exp() + 1)
    terms, power = sympy.expand(u).as_coefficients_dict(), sympy.Integer(1)          # exp(2u)
    for term, n in terms.items():
        if n == 0:
            continue
        if not (isinstance(term, sympy.atanh) and n.is_Integer):
            return sympy.tanh(u)
        power *= ((1 + term.args[0]) / (1 - term.args[0])) ** n
    return sympy.cancel((power - 1) / (power + 1))


def kinked(u, half_width):
    """ReLU, or one mollified on a window of ``half_width`` by anything: only values outside of the window are known."""
    position = u
    while isinstance(position, Dual):
        position = position.value
    require(abs(position) > half_width or (half_width == 0 and position != 0), f"a pre-activation of {position} lies at the kink or in its window")
    return u if position > 0 else u * 0


ACTIVATIONS = {"identity": lambda u: u, "tanh": tanh, "relu": lambda u: kinked(u, 0)}


class Point:
    """A network at one theta; ``number`` turns a text of the file into a number."""

    def __init__(self, data, number):
        self.data, self.number, self.widths = data, number, data["widths"]
        name = data["activation"]
        self.activation = ACTIVATIONS.get(name) or (lambda u: kinked(u, Fraction(name.split()[1])))
        self.theta, self.inputs = self.read("theta"), [[number(text) for text in row.split()] for row in data["inputs"].split(";")]
        self.N, self.Q, self.K = len(self.inputs), self.widths[-1], len(self.theta)
        self.targets = self.read("targets") if "targets" in data else [number("0")] * (self.N * self.Q)
        require(self.K == sum(m * (below + 1) for below, m in zip(self.widths, self.widths[1:])), "theta has another size than the network")
        require(all(len(row) == self.widths[0] for row in self.inputs), "an input has another size than the network")
        require(len(self.targets) == self.N * self.Q, "targets have another size than outputs")

    def read(self, name):
        texts = self.data[name]
        return [self.number(text) for text in (texts.replace(";", " ").split() if isinstance(texts, str) else texts)]

    def layers(self, theta, row):
        """Values of each layer, layer by layer W row by row and then b; the last is the output."""
        values, at = [list(row)], 0
        for depth, (below, width) in enumerate(zip(self.widths, self.widths[1:])):
            b, u = at + width * below, []
            for i in range(width):
                u.append(sum((theta[at + i * below + j] * values[-1][j] for j in range(below)), theta[b + i]))
            values.append(u if depth == len(self.widths) - 2 else [self.activation(number) for number in u])
            at = b + width
        return values

    def outputs(self, theta):
        return [x for row in self.inputs for x in self.layers(theta, row)[-1]]

    def jacobian(self):
        return [x.slopes for x in self.outputs(variables(self.theta))]

    def cost(self, theta):
        errors = [x - y for x, y in zip(self.outputs(theta), self.targets)]
        return sum((e * e for e in errors[1:]), errors[0] * errors[0]) * (self.number("1") / (2 * self.N))

    def gradient(self):
        return self.cost(variables(self.theta)).slopes

    def hessian(self):
        return [slope.slopes for slope in self.cost(variables(variables(self.theta))).slopes]


def times(A, v):
    return [sum(a * b for a, b in zip(row, v)) for row in A]


def transpose(A):
    return [list(column) for column in zip(*A)]


def minors(D):
    """e_1, ..., e_n of D D^T: the sums of squares of all minors of each size (Faddeev and LeVerrier)."""
    found, G = [], [times(D, row) for row in D]
    power = G
    for k in range(1, len(G) + 1):
        trace = sum(power[i][i] for i in range(len(G))) / k
        found.append(trace * (-1) ** (k + 1))
        power = [times(G, [entry - trace * int(i == j) for i, entry in enumerate(column)]) for j, column in enumerate(power)]
    return found


def ball(text):
    value = Fraction(text)
    return arb(fmpq(value.numerator, value.denominator))

"""One hidden layer, its data and its parameters as exact integers in units of ``2^-bits``."""

from contextlib import contextmanager
from fractions import Fraction

import numpy as np

from .balls import balls, each, flint, largest, matrix

ACTIVATIONS = ("tanh", "identity")
DYADIC = 110             # times are whole multiples of 2^-110


@contextmanager
def enclosed(problem, theta0, digits):
    """An :class:`ExactNetwork` with its start, while balls have the precision that it needs."""
    ctx = flint().ctx
    before = ctx.prec
    try:
        ctx.prec = 256
        network = ExactNetwork(problem, theta0, digits)
        ctx.prec = network.bits + 64
        network.enclose_start()
        yield network
    finally:
        ctx.prec = before


class ExactNetwork:
    """The network and the data of ``problem`` with the start ``theta0``: their floats are dyadic rationals, and taken as exactly these.

    ``inputs`` (N, M + 1), rows ``(x_n, 1)``, in units of ``2^-input_bits``, and the same as ``float_inputs``; ``targets`` y, ``x0`` (rounded) and
    ``v = y - x0`` (N, Q) in units of ``2^-bits``; ``slack``: how far each entry of ``x0`` can be from the true ``x[theta0]``.
    """

    def __init__(self, problem, theta0, digits):
        model = problem.model
        self.M, self.M1, self.Q = model.widths
        self.N, self.K, self.bias, self.linear = problem.N, problem.K, model.bias, model.activation.name == "identity"
        inputs = np.column_stack([problem.X, np.ones(problem.N)]) if self.bias else problem.X
        self.input_bits = _bits(inputs)
        self.float_inputs = inputs                                     # (N, M + 1)
        self.digits = digits
        self.bits = max(int(np.log2(10) * digits) + 60, _bits(theta0), _bits(problem.Y))
        self.inputs, self.targets, self.start = (_integers(array, bits) for array, bits in (
            (inputs, self.input_bits), (problem.Y, self.bits), (theta0, self.bits)))

    def enclose_start(self):
        """Compute ``x0``, ``v`` and ``slack``, with the precision that balls have now."""
        first, W2, b2 = self.split(self.start)
        arb = flint().arb
        hidden = each(self._sigma, balls(self.inputs @ first.T, self.bits + self.input_bits))
        exact = hidden @ balls(W2.T, 0) + balls(b2, 0)                 # in units of 2^-bits
        self.x0 = each(_nearest, exact)
        self.slack = largest(abs(ball - int(c)) for ball, c in zip(exact.ravel(), self.x0.ravel())) / arb(2) ** self.bits
        self.v = self.targets - self.x0

    def _sigma(self, ball):
        return ball if self.linear else ball.tanh()

    def split(self, theta):
        """``(W_1, b_1)`` (..., M1, M + 1), ``W_2`` (..., Q, M1), ``b_2`` (..., Q) of ``theta`` (..., K), in the order of (2.27)."""
        sizes = np.cumsum([self.M1 * self.M, self.M1 * self.bias, self.Q * self.M1])
        W1, b1, W2, b2 = np.split(theta, sizes, axis=-1)
        lead = theta.shape[:-1]
        first = np.concatenate([W1.reshape(*lead, self.M1, self.M), b1.reshape(*lead, self.M1, int(self.bias))], axis=-1)
        return first, W2.reshape(*lead, self.Q, self.M1), b2 if self.bias else np.zeros((*lead, self.Q), dtype=object)

    def join(self, first, W2, b2):
        """The inverse of :meth:`split`, for arrays without leading axes."""
        parts = [first[:, :self.M].ravel(), first[:, self.M:].ravel(), W2.ravel()] + ([b2] if self.bias else [])
        return np.concatenate(parts)

    def sigma(self, z):
        """Rounded values and slopes of the activation (N, M1) at integers ``z``."""
        one = 1 << self.bits
        if self.linear:
            return z, np.full(z.shape, one, dtype=object)
        arb, unit = flint().arb, flint().arb(2) ** -self.bits
        a = each(lambda c: _nearest((arb(int(c)) * unit).tanh() / unit), z)
        return a, one - (a * a >> self.bits)

    def times(self, array, h):
        """``array h`` for a float h, rounded."""
        h = Fraction(h)
        return array * h.numerator // h.denominator

    def segment(self, t, h):
        """``x_0 + (t + h tau) v`` (N, Q) as polynomials in tau with coefficients in units of ``2^-(bits + DYADIC)``."""
        t, h = Fraction(t) * 2 ** DYADIC, Fraction(h) * 2 ** DYADIC
        assert t.denominator == h.denominator == 1
        return each(lambda x, v: flint().fmpz_poly([(int(x) << DYADIC) + int(t) * int(v), int(h) * int(v)]), self.x0, self.v)

    def assemble(self, inner, outer, one, inputs):
        """A matrix (N*Q, K) shaped like D: ``inner`` (N, Q, M1) times the inputs in the columns of W_1 and b_1, ``outer`` (N, M1) in those of W_2,
        ``one`` in those of b_2."""
        D = np.zeros((self.N, self.Q, self.K), dtype=outer.dtype)
        split = self.M1 * self.M
        D[:, :, :split] = (inner[..., None] * inputs[:, None, None, :self.M]).reshape(self.N, self.Q, split)
        if self.bias:
            D[:, :, split:split + self.M1] = inner * inputs[:, None, None, self.M]
            split += self.M1
        for q in range(self.Q):
            D[:, q, split + q * self.M1:split + (q + 1) * self.M1] = outer
            if self.bias:
                D[:, q, self.K - self.Q + q] = one
        return D.reshape(self.N * self.Q, self.K)

    def jacobian(self, W2, a, s):
        """D (N*Q, K), rounded, from values ``a`` and slopes ``s`` of the hidden layer."""
        inner = W2[None] * s[:, None] >> self.bits
        return self.assemble(inner, a << self.input_bits, 1 << (self.bits + self.input_bits), self.inputs) >> self.input_bits

    def gram_inverse(self, D):
        """``(D D^T)^-1``, rounded. ZeroDivisionError where it is not found."""
        arb, unit = flint().arb, flint().arb(2) ** -self.bits
        G = matrix(balls(D @ D.T, 2 * self.bits)).mid()
        return np.array([[_nearest(c / unit) for c in row] for row in G.inv().tolist()], dtype=object)


def _nearest(ball):
    """An integer next to the middle of ``ball``."""
    return int(ball.mid().floor().unique_fmpz())


def _bits(array):
    """So many that each float of ``array`` is a whole multiple of ``2^-bits``."""
    return max([0] + [Fraction(float(c)).denominator.bit_length() - 1 for c in np.ravel(array)])


def _integers(array, bits):
    return np.array([int(Fraction(float(c)) * 2 ** bits) for c in np.ravel(array)] + [None], dtype=object)[:-1].reshape(np.shape(array))

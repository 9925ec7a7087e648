"""Each hypothesis and each term of the proofs counts: instances in which a bound without it would be too good."""

import dataclasses
import functools
import importlib
import types
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import lifetime
from adaptedflow.lifetime.proved import growth as growth_module
from adaptedflow.lifetime.proved import march as march_module
from adaptedflow.lifetime.proved import models
from adaptedflow.lifetime.proved import rank_loss as rank_loss_module
from adaptedflow.lifetime.proved import trap as trap_module
from adaptedflow.lifetime.proved.balls import above, balls, below, exact, fraction, largest, size
from adaptedflow.lifetime.proved.defect import Defect, defect
from adaptedflow.lifetime.proved.growth import Growth
from adaptedflow.lifetime.proved.network import ExactNetwork, enclosed
from adaptedflow.lifetime.proved.newton import lost_rank
from adaptedflow.lifetime.proved.taylor import Piece, expand
from adaptedflow.lifetime.proved.tube import lipschitz, tube

certify_module = importlib.import_module("adaptedflow.lifetime.proved.certify")   # the package has the function by this name
flint = pytest.importorskip("flint")
arb = flint.arb
R = arb(2) ** -11


# ---- a region that no orbit leaves

@functools.cache
def dying():
    return lifetime.follow(lifetime.Cell((3, 2, 1), 11), 0, 0)


@pytest.fixture
def network():
    """Of an orbit that dies, with the precision that its proof has."""
    with enclosed(dying().flow.problem, dying().theta[0], 18) as found:
        yield found


@pytest.fixture
def place(network):
    v = balls(network.v, network.bits).ravel()
    return trap_module._Place(network, *lost_rank(dying().flow.problem, dying().theta[-1], v.astype(float)), v)


def up(array):
    """The norm of the largest absolute values that balls allow."""
    return np.sqrt(sum(float(abs(arb(ball)).upper()) ** 2 for ball in np.ravel(array)))


def by_hand(place, r):
    """q, and how far lambda is at least above its value at p on the wall and in the box, times u . v: the formulas of the derivation in floats. E has one column."""
    def matrices(q, u):
        D, H = place._bounds(r, arb(q), u)
        D, E, X = place.C @ D, place.E, place.X
        kappa = up(D @ X - np.eye(len(D), dtype=int))
        mu = -float((E.T @ H @ E)[0, 0].upper())
        return kappa, up(D @ E) / (1 - kappa), mu, up(E.T @ H @ X), up(X.T @ H @ X)
    rho, g, e = float(r), float(place.g), float(place.e)
    kappa, alpha, *_ = matrices(0, place.u)
    q = 2 * (alpha * rho + e / (1 - kappa))
    kappa, alpha, _, B, B2 = matrices(q, place.u)
    w = (g * up(place.X) + B * rho + B2 * q) / (1 - kappa)
    columns = np.linalg.norm(place.C.astype(float), axis=0)
    *_, mu, B, B2 = matrices(q, place.u + arb(0, 1) * w * max(columns))
    e /= 1 - kappa
    small = g * (up(place.E) * rho + up(place.X) * q) + B * rho * e + B2 * (alpha * rho + e / 2) * e
    return q, (mu - 2 * B * alpha - B2 * alpha ** 2) * rho ** 2 / 2 - small, -small


@pytest.mark.parametrize("g, e, shrink", [(0, 0, 1), (3e-7, 0, 1), (0, 1e-6, 1), (1e-7, 1e-7, 0.95)])
def test_the_trap_is_as_deep_as_its_derivation_says(place, g, e, shrink):
    place.g, place.e, place.X = place.g + g, place.e + e, place.X * arb(shrink)
    box, (q, wall, lowest) = place.box(R), by_hand(place, R)
    assert box.r == R and float(box.q) == pytest.approx(q, rel=1e-9)
    assert float((1 - box.gate) * place.c - place.here) == pytest.approx(wall, rel=1e-6)
    assert float((1 - box.latest) * place.c - place.here) == pytest.approx(lowest, rel=1e-6)


def test_the_two_times_are_rounded_up(place):
    place.c = place.c + arb(0, 1e-4)                                   # u . v is known to four digits only
    box, (_, wall, lowest) = place.box(R), by_hand(place, R)
    for time, height in ((box.gate, wall), (box.latest, lowest)):
        assert time.is_exact() and time > 1 - (place.here + height) / 1.00005


@pytest.mark.parametrize("name, value", [("g", 6e-6), ("e", 1e-3), ("turn", 1e9), ("c", -1), ("here", 0)])
def test_a_hypothesis_that_fails_leaves_no_trap(place, name, value):
    assert place.box(R) is not None
    setattr(place, name, arb(value))
    assert place.box(R) is None


@pytest.mark.parametrize("e, widths", [(0, (3e-4, 0)), (1e-7, (2e-4, 0)), (0, (0, 1))],
                         ids=["the leaf may meet |eta| = q", "with what is not known of lambda", "C D X may be far from 1"])
def test_derivatives_that_vary_much_in_the_box_leave_no_trap(place, e, widths, monkeypatch):
    """On the axis eta = 0, where the first guess of q is made, they are well known."""
    bounds, place.e = place._bounds, place.e + e

    def wide(r, q, u):
        D, H = bounds(r, q, u)
        along, across = widths if q != 0 else (0, 0)
        return D + arb(0, 1) * (along * abs(place.C.T @ np.ones(len(place.C), dtype=int))[:, None] * abs(place.E.T) + across * abs(place.C.T @ place.X.T)), H
    assert place.box(R) is not None
    monkeypatch.setattr(place, "_bounds", wide)
    assert place.box(R) is None


@pytest.mark.parametrize("r, q", [(1e-3, 1e-9), (1e-9, 1e-4)])
def test_derivatives_are_bounded_in_the_whole_box(place, r, q):
    D, H = place._bounds(arb(r), arb(q), place.u)
    rng = np.random.default_rng(0)
    for sign in (-1, 1):
        eta = rng.normal(size=place.X.shape[1])
        at = exact(place.point) + place.E[:, 0] * arb(sign * r * 0.999) + place.X @ exact(eta / np.linalg.norm(eta) * q * 0.999)
        _, one, other = trap_module._derivatives(place.network, at, place.u)
        assert all(a.contains(b) for a, b in zip([*D.ravel(), *H.ravel()], [*one.ravel(), *other.ravel()]))


def test_what_is_not_known_of_the_outputs_at_the_start_counts(network):
    problem, near = dying().flow.problem, dying().theta[-1]
    before = trap_module.trap(network, problem, near)
    network.slack = arb(1e-12)
    after = trap_module.trap(network, problem, near)
    assert after.latest > before.latest + arb(1e-13)
    v = balls(network.v, network.bits).ravel() + arb(0, 1e-6)
    assert trap_module._Place(network, *lost_rank(problem, near, v.astype(float)), v).e > 1e-6


def test_the_largest_eigenvalue_is_one_of_all_matrices_that_balls_allow():
    S = np.array([[arb(1, 0.5), arb(0, 0.25)], [arb(0, 0.25), arb(-3)]], dtype=object)
    assert trap_module._largest(S) >= 1.5


def test_each_face_of_the_box_counts_and_each_way_out_of_the_ball(network):
    box = trap_module.trap(network, dying().flow.problem, dying().theta[-1])
    box = dataclasses.replace(box, q=box.r)
    at, along, across = exact(box.point), box.E[:, 0] * box.r, box.X[:, 0] * box.q
    stretch = size(np.array(trap_module.matrix(np.hstack([box.E, box.X])).inv().entries(), dtype=object))
    for theta in (at + along * arb(0.9), at + across * arb(0.9)):
        assert box.holds(theta, arb(0.09) * box.r / stretch) and not box.holds(theta, arb(0.11) * box.r / stretch)
    assert not box.holds(at + along * arb(1.1), arb(0)) and not box.holds(at + across * arb(1.1), arb(0))


def test_a_left_null_vector_beside_the_way_is_no_loss_of_rank_to_start_from():
    problem = af.Problem(af.Network([1, 1, 1], bias=False), [[0.0], [1.0]], [[1.0], [1.0]])      # D has a row of zeros: u = (1, 0)
    assert lost_rank(problem, np.ones(2), np.array([0.0, 1.0])) is None


def test_a_step_of_newton_that_overflows_leads_nowhere():
    """x = a theta + b theta^2 / 2: the step to the loss of rank, -a / b, is beyond all floats."""
    a, b = 1e160, 1e-150
    model = af.FunctionModel(lambda theta, X: a * theta[None], lambda theta, X: np.array([[a]]), 1, lambda theta, X, v: b * v[None])
    assert lost_rank(af.Problem(model, [[0.0]], [[1.0]]), np.zeros(1), np.ones(1)) is None


# ---- from the region to the certificate

def certificate(monkeypatch, box=lambda box: box, **found):
    """Of the orbit that dies, where another box is found and the polynomials come elsewhere."""
    true, network_of = rank_loss_module.trap, {}

    def trap(network, *arguments):
        network_of[0], network_of[1] = network, true(network, *arguments)
        return box(network_of[1])

    def march(network, max_pieces, until, least):
        end = np.array([int(Fraction(float(c)) * 2 ** network.bits) for c in network_of[1].point], dtype=object)
        return march_module.March(**dict(reached=True, t=until, pieces=3, end=end, radius=arb(0), sigma_min=1e-3, growth=1.0, reason="", short=False) | found)
    monkeypatch.setattr(rank_loss_module, "trap", trap)
    monkeypatch.setattr(rank_loss_module, "march", march)
    return lifetime.certify_rank_loss(dying()), network_of[1]


def test_the_certificate_says_no_more_than_is_enclosed(monkeypatch):
    third = arb(1) / 3
    found, box = certificate(monkeypatch, lambda box: dataclasses.replace(box, q=arb(1), gate=(third / 2).upper(), latest=third.upper()))
    middle = (fraction((third / 2).upper()) + fraction(third.upper())) / 2
    assert found.certified and Fraction(found.t_from) < middle - Fraction(1, 2 ** 109) and Fraction(found.t_to) >= Fraction(1, 3)
    assert found.radius >= np.linalg.norm(box.X.astype(float), 2)      # q = 1
    start, end, radius = (Fraction(found.reason.split(word)[1].split(mark)[0]) for word, mark in (("between ", " "), (" and ", ","), ("within ", " ")))
    assert start <= Fraction(found.t_from) and end >= Fraction(found.t_to) and radius >= Fraction(found.radius)


@pytest.mark.parametrize("change, found", [
    (lambda box: box, dict(radius=arb(1))), (lambda box: box, dict(reached=False)), (lambda box: dataclasses.replace(box, gate=arb(-1)), dict(t=Fraction(0))),
    (lambda box: dataclasses.replace(box, gate=box.latest * 2), {}), (lambda box: dataclasses.replace(box, point=box.point + 0.01), {}),
], ids=["wide", "not reached", "not begun", "too early", "beside"])
def test_an_orbit_that_is_not_proved_to_be_in_the_region_is_not_certified(change, found, monkeypatch):
    assert not certificate(monkeypatch, change, **found)[0].certified


def test_an_orbit_that_starts_in_the_region_has_full_rank_proved_at_its_start():
    problem = dying().flow.problem
    start = lifetime.certify_rank_loss(dying(), max_pieces=1).point + 1e-6 * np.eye(problem.K)[0]
    found = lifetime.certify_rank_loss(af.integrate(af.AdaptedFlow(problem), start, until=np.inf, clock="segment"))
    assert found.certified and 0 < found.t_from < found.t_to < 1e-9 and 0 < found.sigma_min <= np.linalg.svd(problem.jacobian(start))[1][-1]


# ---- bounds that are written down

def test_largest_and_rounded_numbers_are_bounds():
    flint.ctx.prec, before = 200, flint.ctx.prec
    try:
        assert largest([arb(1), arb(1) + arb(2) ** -80]) > 1
        assert size([arb(3, 1), arb(4)]) >= 32 ** 0.5
    finally:
        flint.ctx.prec = before
    assert (below(0.12345, 3), above(0.12345, 3), above(3.0, 2), below(-1.25, 2)) == (0.123, 0.124, 3.0, -1.3)
    assert np.isnan(above(np.nan, 3))


# ---- the tube

TUBE = Defect(outputs=arb(1e-8), R1=arb(3e-8), R2=arb(2e-8), speed=arb(3), psi=arb(2), W2=arb(1.5), hidden=None), Growth(integral=0.7, inverse=2.0)


def start_of_small_problem():
    problem = af.Problem(af.Network([1, 2, 2]), [[0.5], [-1.0]], [[0.25, 0.0], [1.0, 0.5]])
    return problem, problem.model.init(8)


def tube_by_hand(network, lacks, rate, start):
    """The formulas of the derivation in floats: at the radius that is tried, the bound on the distance and that on the inverse."""
    o, R1, R2, p, psi, a = (float(getattr(lacks, name)) for name in ("outputs", "R1", "R2", "speed", "psi", "W2"))
    d, rise, R = rate.inverse, np.exp(rate.integral), 0.0
    for _ in range(2):
        L, L3 = map(float, lipschitz(network, arb(a + R)))
        beta, inverse = d * (o + L * R ** 2 / 2), d / (1 - d * L * R)
        m = R2 + L * R * psi + inverse * (R1 + L * R * p)
        k = inverse * (m + R2 + L * R * psi)
        g = L * psi * beta + L * d * p * beta + R2 + L * k * R + L3 * (psi + k) * R ** 2 / 2
        distance = np.hypot((start + g) * rise, beta)
        R = 2 * distance
    return distance, inverse


@pytest.mark.parametrize("name, value", [("outputs", 1e-7), ("R1", 1e-3), ("R2", 1e-5), ("speed", 20), ("psi", 10), ("W2", 5), ("start", 1e-5)])
def test_the_tube_is_as_wide_as_its_derivation_says(name, value):
    """Each of what it is made of is large once."""
    with enclosed(*start_of_small_problem(), 18) as network:
        lacks, rate = TUBE
        start = value if name == "start" else 1e-7
        if name != "start":
            lacks = dataclasses.replace(lacks, **{name: arb(value)})
        found, (distance, inverse) = tube(network, lacks, rate, arb(start)), tube_by_hand(network, lacks, rate, start)
        assert float(found.radius) == pytest.approx(distance, rel=1e-7) and float(found.inverse) == pytest.approx(inverse, rel=1e-7)


@pytest.mark.parametrize("start, inverse", [(1e-5, 1e9), (0.1, 2.0), (0.01, 2.0), (3e-3, 2.0)])
def test_a_tube_that_does_not_close_is_none(start, inverse):
    with enclosed(*start_of_small_problem(), 18) as network:
        assert tube(network, TUBE[0], dataclasses.replace(TUBE[1], inverse=inverse), arb(start)) is None


def test_a_tube_in_which_rank_may_be_lost_is_none():
    """The distance alone would close: there is nothing but the distance at the start."""
    with enclosed(*start_of_small_problem(), 18) as network:
        nothing = dataclasses.replace(TUBE[0], **dict.fromkeys(("outputs", "R1", "R2", "speed", "psi"), arb(0)))
        for loss, closes in ((0.8, True), (1.2, False)):
            start = 1e-3
            inverse = loss / (2 * start * float(lipschitz(network, arb(1.5 + 2 * start))[0]))
            assert (tube(network, nothing, Growth(0.0, inverse), arb(start)) is not None) == closes


def test_a_tube_about_an_exact_orbit_closes():
    """Nothing is lacking, so the first guess of its radius is zero, which would be no tube."""
    with enclosed(*start_of_small_problem(), 18) as network:
        nothing = dataclasses.replace(TUBE[0], **dict.fromkeys(("outputs", "R1", "R2", "speed", "psi"), arb(0)))
        assert tube(network, nothing, TUBE[1], arb(0)).radius < arb(2) ** -network.bits


# ---- what polynomials lack

def one_unit(z, a, W2=(1.0,)):
    """A network x = W_2 tanh(W_1) + b_2 with the one input 1, and a piece of it with the polynomials z for W_1, a for the hidden layer, W_2 and a b_2 with which the outputs would be right if a were."""
    problem = af.Problem(af.Network([1, 1, 1]), [[1.0]], [[0.75]])
    network = ExactNetwork(problem, np.array([0.5, 0.0, 0.5, 0.25]), 18)
    network.enclose_start()
    n = len(a) + len(W2)

    def integers(polynomial):
        return np.array([int(mp.floor(mp.ldexp(mp.mpf(c), network.bits))) for c in polynomial] + [0] * (n - len(polynomial)), dtype=object)
    z, a, W2, h = integers(z), integers(a), integers(W2), Fraction(1, 16)
    straight = np.array([int(c) >> 110 for c in network.segment(0, h)[0, 0].coeffs()] + [0] * (n - 2), dtype=object)
    product = np.convolve(a, W2)[:n] >> network.bits
    theta = np.column_stack([z, 0 * z, W2, straight - product])
    return problem, network, Piece(theta, np.zeros((n - 1, 1, 1), dtype=object), a[:, None, None], h, network.bits)


def lacking(problem, network, piece, tau):
    """The true defects at ``tau``: hidden layer, outputs, R_1 and R_2, in floats."""
    scale, n = 2.0 ** -piece.bits, len(piece.theta)
    powers = tau ** np.arange(n)
    theta, speed = powers @ (piece.theta * scale).astype(float), np.arange(1, n) * powers[:-1] @ (piece.theta[1:] * scale).astype(float)
    psi = np.tensordot(powers[:-1], (piece.psi * scale).astype(float), axes=1).ravel()
    x0, v = ((part * scale).astype(float).ravel() for part in (network.x0, network.v))
    first = network.split(theta)[0]
    hidden = np.tanh(network.float_inputs @ first.T) - np.tensordot(powers, (piece.hidden * scale).astype(float), axes=1)
    D, h = problem.jacobian(theta), float(piece.h)
    return abs(hidden).max(), *(np.linalg.norm(part) for part in (problem.outputs(theta) - x0 - tau * h * v, D @ speed - h * v, speed - D.T @ psi))


def tanh_taylor(at, slope, degree):
    return [mp.mpf(c) * mp.mpf(slope) ** k for k, c in enumerate(mp.taylor(mp.tanh, at, degree))]


@pytest.mark.parametrize("z, slope, W2, closest", [(-3, 2, [1], (1, 0)), (-3, 0.01, [1], (1, 2)), (0.5, 0, [1, 4], (0, 2)), (0.5, 0, [2], (0, 1))],
                         ids=["the error of the hidden layer grows", "and makes another slope", "W_2 moves", "it stands"])
def test_defects_are_bounded_where_the_hidden_layer_is_another(z, slope, W2, closest):
    """The polynomial of the hidden layer belongs to a start beside it, and b_2 hides that: bounds without the error of the hidden layer would be zero."""
    with mp.workdps(40):
        made = one_unit([z, slope], tanh_taylor(mp.mpf(z) + mp.mpf("1e-4"), slope, 40), W2)
    found, (tau, which) = defect(*made[1:], Fraction(0)), closest
    bounds = [max(map(float, found.hidden.ravel())), float(found.outputs), float(found.R1), float(found.R2)]
    for at in (0, 0.5, 1):
        assert all(true <= bound * (1 + 1e-9) + 1e-15 for true, bound in zip(lacking(*made, at), bounds))
    assert bounds[which] < 12 * lacking(*made, tau)[which]


def first_piece():
    problem, theta0 = start_of_small_problem()
    network = ExactNetwork(problem, theta0, 20)
    network.enclose_start()
    return problem, network, expand(network, network.start, 2.0 ** -4, 36)


@pytest.fixture
def small():
    flint.ctx.prec, before = 256, flint.ctx.prec
    yield first_piece()
    flint.ctx.prec = before


def test_the_hidden_layer_counts_in_all_defects(small):
    """W_1 is moved, and the polynomials of the hidden layer and psi stay: only the error of the hidden layer tells."""
    problem, network, piece = small
    theta = piece.theta.copy()
    theta[0, 0] += 1 << network.bits - 20
    moved = dataclasses.replace(piece, theta=theta)
    found = defect(network, moved, Fraction(0))
    for tau in (0, 0.5, 1):
        true = lacking(problem, network, moved, tau)
        bounds = max(map(float, found.hidden.ravel())), float(found.outputs), float(found.R1), float(found.R2)
        assert all(1e-9 < a < b < 50 * a for a, b in zip(true, bounds))
    hidden = piece.hidden.copy()
    hidden[0] += 3 << network.bits - 1
    with pytest.raises(ArithmeticError, match="hidden layer"):
        defect(network, dataclasses.replace(piece, hidden=hidden), Fraction(0))
    network.slack = arb(1e-3)                                          # of each output at the start
    found = defect(network, piece, Fraction(0))
    assert float(found.outputs) >= 2e-3 and float(found.R1) >= 2e-3


# ---- growth

def polynomial(*coefficients):
    heads = np.zeros((growth_module.DEGREE + 1, *np.shape(coefficients[0])))
    heads[:len(coefficients)] = coefficients
    return heads


@pytest.mark.parametrize("D, D_rest, H, H_rest, integral, inverse", [
    ([[[1.0, 0]]], 0, [np.diag([9.0, 0.5])], 0.25, 0.75, 1),
    ([[[1.0, 0]]], 0, [np.zeros((2, 2)), np.diag([0, 1.0]), np.diag([0, -1.0])], 0, 1 / 6, 1),
    ([[[1.0, 0]]], 0.01, [np.array([[0, 1.0], [1.0, 0]])], 0, 2 * 0.01 * (1 - 1e-4) ** 0.5, 1 / 0.99),
    ([[[4.0, 0]]], 0, [np.diag([0, -1.0])], 0, 0, 0.25),
], ids=["the Hessian is not known", "a curve above its chords", "the kernel may tilt", "rows of another length"])
def test_growth_where_it_is_known(D, D_rest, H, H_rest, integral, inverse, monkeypatch):
    """Integral and inverse: what the worst of the matrices that the models allow has."""
    monkeypatch.setattr(growth_module, "derivatives", lambda *_: (models.Matrix(polynomial(*D), D_rest), models.Matrix(polynomial(*H), H_rest)))
    found = growth_module.growth(None, None, None)
    assert integral - 1e-12 <= found.integral and inverse - 1e-12 <= found.inverse < 1.6 * inverse
    monkeypatch.setattr(models.Matrix, "at", lambda self, tau, at=models.Matrix.at: (at(self, tau)[0], 0.125))
    assert growth_module.growth(None, None, None).integral > found.integral + 0.12


def test_growth_is_not_known_where_rank_may_be_lost(monkeypatch):
    monkeypatch.setattr(growth_module, "derivatives", lambda *_: (models.Matrix(polynomial([[1.0, 0]]), 0.6), models.Matrix(polynomial(np.eye(2)), 0)))
    assert growth_module.growth(None, None, None) is None


def test_the_models_of_both_derivatives_hold_those_of_another_hidden_layer(small):
    problem, network, piece = small
    error = np.full((network.N, network.M1), 1e-3)
    D, H = growth_module.derivatives(network, piece, error)
    scale, rng = 2.0 ** -network.bits, np.random.default_rng(0)
    for tau in (0.0, 0.3, 1.0):
        powers = tau ** np.arange(len(piece.theta))
        theta = powers @ (piece.theta * scale).astype(float)
        psi = np.tensordot(powers[:-1], (piece.psi * scale).astype(float), axes=1)
        first, W2, _ = network.split(theta)
        far = np.zeros(2)
        for _ in range(10):
            T = np.tanh(network.float_inputs @ first.T) + error * rng.choice([-1, 1], size=error.shape)
            slope = 1 - T * T
            one = network.assemble(W2[None] * slope[:, None], T, 1.0, network.float_inputs)
            other = growth_module.hessian_blocks(network, -2 * (psi @ W2) * T * slope, psi[:, :, None] * slope[:, None], network.float_inputs)
            far = np.maximum(far, [np.linalg.norm(A - model.at(tau)[0], 2) / model.rest for A, model in ((one, D), (other, H))])
        assert np.all(far <= 1) and np.all(far > 0.1)


# ---- piece by piece

def test_the_march_hands_on_radius_and_smallest_singular_value(monkeypatch):
    """The second piece begins with the radius of the first, and the first may have the smallest singular value."""
    starts, inverses = [], [arb(3), arb(2), arb(1)]

    def fake(network, lacks, rate, start):
        starts.append(start)
        return types.SimpleNamespace(radius=start + 1, inverse=inverses[len(starts) - 1].upper())
    monkeypatch.setattr(march_module, "tube", fake)
    with enclosed(*start_of_small_problem(), 12) as network:
        found = march_module.march(network, 3)
        assert [int(float(start)) for start in starts] == [0, 1, 2] and found.radius == 3
        assert Fraction(found.sigma_min) < Fraction(1, 3) < Fraction(found.sigma_min) * (1 + Fraction(1, 10 ** 12))


@pytest.mark.parametrize("prove, module", [(lifetime.certify, certify_module), (lifetime.certify_rank_loss, rank_loss_module)])
@pytest.mark.parametrize("short, tried", [(True, 3), (False, 1)])
def test_more_digits_are_tried_where_they_could_help_and_only_there(prove, module, short, tried, monkeypatch):
    digits = []

    def march(network, *_):
        digits.append(network.digits)
        return march_module.March(False, Fraction(0), 0, network.start, arb(0), np.nan, 0.0, "no piece was proved", short)
    monkeypatch.setattr(module, "march", march)
    assert not prove(dying()).certified and digits == list(certify_module.DIGITS[:tried])


def test_what_the_integers_leave_of_the_outputs_is_enclosed():
    with enclosed(*start_of_small_problem(), 18) as network:
        first, W2, b2 = network.split(network.start)
        flint.ctx.prec += 200
        hidden = np.frompyfunc(lambda c: c.tanh(), 1, 1)(balls(network.inputs @ first.T, network.bits + network.input_bits))
        gaps = (hidden @ balls(W2.T, 0) + balls(b2, 0) - balls(network.x0, 0)) / arb(2) ** network.bits
        assert all(abs(gap) <= network.slack for gap in gaps.ravel()) and max(abs(gap) * 1.001 for gap in gaps.ravel()) > network.slack

"""Exact orbits proved: what is certified is true, nothing that dies is certified, and an altered polynomial or estimate is seen."""

import dataclasses
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest
from scipy.integrate import solve_ivp

import adaptedflow as af
from adaptedflow import lifetime
from adaptedflow.lifetime.proved import growth as growth_module
from adaptedflow.lifetime.proved import march as march_module
from adaptedflow.lifetime.proved import models
from adaptedflow.lifetime.proved.defect import defect
from adaptedflow.lifetime.proved.growth import growth
from adaptedflow.lifetime.proved.network import ExactNetwork, enclosed
from adaptedflow.lifetime.proved.taylor import expand
from adaptedflow.lifetime.proved.tube import lipschitz, tube

flint = pytest.importorskip("flint")


def orbit_of(problem, theta0, until=np.inf):
    return af.integrate(af.AdaptedFlow(problem), theta0, until=until, clock="segment")


def small_problem():
    """tanh [1, 2, 2] with two samples: K = 10, QN = 4."""
    problem = af.Problem(af.Network([1, 2, 2]), [[0.5], [-1.0]], [[0.25, 0.0], [1.0, 0.5]])
    return problem, problem.model.init(8)


def first_piece(h=2.0 ** -4, digits=20):
    """Of the small problem: its network in integers and the piece from the start."""
    problem, theta0 = small_problem()
    flint.ctx.prec = 256
    network = ExactNetwork(problem, theta0, digits)
    network.enclose_start()
    return problem, network, expand(network, network.start, h, 36)


@pytest.fixture(autouse=True)
def precision():
    before = flint.ctx.prec
    yield
    flint.ctx.prec = before


def test_a_certified_orbit_ends_where_another_integrator_finds_it():
    problem, theta0 = small_problem()
    orbit = orbit_of(problem, theta0)
    certificate = lifetime.certify(orbit)
    assert certificate.certified, certificate.reason
    v = problem.y - problem.outputs(theta0)
    other = solve_ivp(lambda t, theta: np.linalg.pinv(problem.jacobian(theta)) @ v, (0, 1), theta0, method="DOP853", rtol=1e-13, atol=1e-13)
    assert np.abs(other.y[:, -1] - certificate.end).max() < 1e-11
    assert problem.cost(certificate.end) < 1e-28 and certificate.radius < 1e-13
    least = min(np.linalg.svd(problem.jacobian(theta))[1][-1] for theta in other.y.T)
    assert 0.3 * least < certificate.sigma_min <= least
    assert certificate.distance < 1e-3                                 # the first integrator works to 1e-6


@pytest.mark.parametrize("w", [(2.0, 0.5), (0.25, 1.5)])
def test_the_enclosure_holds_a_closed_form_in_sixty_digits(w):
    """x = w1 w2 z with w1^2 - w2^2 conserved and w1 w2 = -1 at the end: the exact end is a root of w1^4 - c w1^2 - 1."""
    example = af.examples.two_factor_network(*w)
    certificate = lifetime.certify(orbit_of(example.problem, example.theta0))
    assert certificate.certified, certificate.reason
    with mp.workdps(60):
        c = mp.mpf(w[0]) ** 2 - mp.mpf(w[1]) ** 2
        w1 = mp.sqrt((c + mp.sqrt(c ** 2 + 4)) / 2)
        first, second = (w1, -1 / w1) if w[0] > w[1] else (-w1, 1 / w1)
        ends = [mp.mpf(entry.numerator) / entry.denominator for entry in certificate.end_exact]
        gap = mp.sqrt((ends[0] - first) ** 2 + ends[1] ** 2 + (ends[2] - second) ** 2 + ends[3] ** 2)
    assert gap < certificate.radius < 1e-15
    assert certificate.sigma_min ** 2 <= float(abs(c)) * 2 * (1 + 1e-9)   # the least over the orbit, where w1 w2 = 0


def test_a_tanh_orbit_in_closed_form_up_to_its_death_and_no_further(monkeypatch):
    """At t = 1/3 the orbit to the two labels dies; to a target on its segment before that it lives, and its end is known."""
    example = af.examples.two_label_blow_up()
    p, x0 = example.problem, example.problem.outputs(example.theta0)

    def to(share):
        target = (x0 + share * (p.y - x0)).reshape(p.N, p.Q)
        return orbit_of(af.Problem(p.model, p.X, target), example.theta0)
    alive = lifetime.certify(to(0.0625))
    assert alive.certified and np.abs(alive.end - example.exact(-5 * np.log(0.9375))).max() < 1e-12
    monkeypatch.setattr(march_module, "LEAST", 2.0 ** -8)
    dead = lifetime.certify(to(0.5))
    assert not dead.certified and 0.5 < dead.t < 2 / 3


@pytest.mark.parametrize("example", [
    af.examples.two_label_rank_loss(), af.examples.last_layer_limit(0.5, 1.0), af.examples.tanh_interpolation(), af.examples.tanh_monotone()], ids=lambda e: e.end_status)
def test_an_orbit_that_dies_is_never_certified(example, monkeypatch):
    monkeypatch.setattr(march_module, "LEAST", 2.0 ** -7)
    certificate = lifetime.certify(orbit_of(example.problem, example.theta0), max_pieces=30)
    assert not certificate.certified
    assert certificate.t < -np.expm1(-example.end_time / example.problem.N)      # not proved beyond its end either
    assert np.isnan(certificate.distance) and "not certified" in certificate.reason


def test_to_the_death_itself_and_not_past_it(monkeypatch):
    monkeypatch.setattr(march_module, "LEAST", 2.0 ** -10)
    example = af.examples.two_factor_network()
    with enclosed(example.problem, example.theta0, 12) as network:
        found = march_module.march(network, 1000)
    assert not found.reached and "no piece longer" in found.reason and 0.49 < found.t < 0.5 and found.sigma_min < 0.2


def test_enclosures_with_few_and_with_many_digits_overlap():
    found, ends = [], []
    for digits in (12, 25):
        with enclosed(*small_problem(), digits) as network:
            found.append(march_module.march(network, 100))
            ends.append([Fraction(int(c), 2 ** network.bits) for c in found[-1].end])
    few, many = found
    gap = max(abs(a - b) for a, b in zip(*ends))
    assert few.reached and many.reached and float(many.radius) < 1e-25
    assert 1e-30 < gap < float(few.radius) < 1e-10


def test_the_defect_sees_every_altered_coefficient():
    _, network, piece = first_piece()
    sound = defect(network, piece, 0.0)
    assert float(sound.outputs) < 1e-18 and float(sound.R1) < 1e-16 and float(sound.R2) < 1e-16 and max(map(float, sound.hidden.ravel())) < 1e-17

    def altered(name, at, factor=2):
        array = getattr(piece, name).copy()
        array[at] = array[at] * factor
        try:
            found = defect(network, dataclasses.replace(piece, **{name: array}), 0.0)
        except ArithmeticError:                                        # not even the hidden layer is enclosed
            return np.inf
        return max(float(found.outputs), float(found.R1), float(found.R2))
    for k in (0, 1, 3):
        assert altered("theta", (k, 0), -1) > 1e-6 and altered("psi", (k, 0, 0), -1) > 1e-6 and altered("hidden", (k, 0, 0)) > 1e-6
    later = defect(network, piece, 2.0 ** -9)                          # as if the piece began later on the segment
    assert float(later.outputs) > 1e-4
    other = dataclasses.replace(piece, h=2 * piece.h)                  # and another speed
    assert float(defect(network, other, 0.0).R1) > 1e-3


def fibre_hessian(problem, theta, psi):
    """The Hessian of psi . x by differences of D, a kernel of D by SVD, and the singular values."""
    H = np.column_stack([(problem.jacobian(theta + e) - problem.jacobian(theta - e)).T @ psi / 2e-5 for e in 1e-5 * np.eye(problem.K)])
    values, Vt = np.linalg.svd(problem.jacobian(theta))[1:]
    return H, Vt[len(values):], values


def test_the_growth_is_that_of_the_kernel_and_not_far_above():
    """A wrong sign, D^T for D or a lost factor 2 would not pass."""
    problem, network, piece = first_piece()
    found = growth(network, piece, np.full((network.N, network.M1), 1e-18))
    scale, rates, inverses = 2.0 ** -network.bits, [], []
    for tau in np.linspace(0, 1, 17):
        powers = tau ** np.arange(len(piece.theta))
        psi = np.tensordot(powers[:-1], piece.psi.astype(float), axes=1).ravel() * scale
        H, kernel, values = fibre_hessian(problem, powers @ piece.theta.astype(float) * scale, psi)
        rates.append(max(0, np.linalg.eigvalsh(kernel @ H @ kernel.T)[-1]))
        inverses.append(1 / values[-1])
    truth = np.trapezoid(rates, dx=1 / 16)
    assert 0 < truth < found.integral * (1 + 1e-6) and found.integral < 1.02 * truth + 1e-4
    assert max(inverses) < found.inverse < 4 * max(inverses)


def test_the_tube_holds_the_orbit_that_parts_fastest_and_is_hardly_wider():
    """The start is moved along the fibre, by the eigenvector of the largest eigenvalue; a tube without the growth would be too narrow."""
    problem, network, piece = first_piece()
    lacks, rate = defect(network, piece, 0.0), growth(network, piece, np.full((network.N, network.M1), 1e-18))
    theta0 = network.start.astype(float) * 2.0 ** -network.bits
    v = problem.y - problem.outputs(theta0)
    H, kernel, _ = fibre_hessian(problem, theta0, piece.psi[0].astype(float).ravel() * 2.0 ** -network.bits)
    start = theta0 + kernel.T @ np.linalg.eigh(kernel @ H @ kernel.T)[1][:, -1] * 1e-6
    for _ in range(3):                                                 # back to the fibre
        start -= np.linalg.pinv(problem.jacobian(start)) @ (problem.outputs(start) - problem.outputs(theta0))
    size = np.linalg.norm(start - theta0)
    found = tube(network, lacks, rate, flint.arb(size))
    exact = solve_ivp(lambda t, theta: np.linalg.pinv(problem.jacobian(theta)) @ v, (0, piece.h), start, method="DOP853", rtol=1e-13, atol=1e-13)
    apart = np.linalg.norm(exact.y[:, -1] - piece.theta.sum(axis=0).astype(float) * 2.0 ** -network.bits)
    assert 1.03 * size < apart < float(found.radius) < 1.01 * apart
    assert tube(network, lacks, rate, flint.arb(0.1)) is None          # all of a wide tube is not known to have full rank
    assert tube(network, lacks, dataclasses.replace(rate, inverse=1e9), flint.arb(size)) is None


def test_the_two_constants_bound_second_and_third_derivatives():
    problem, network, _ = first_piece()
    L, L3 = map(float, lipschitz(network, flint.arb(2)))
    rng, seen = np.random.default_rng(0), np.zeros(2)
    for _ in range(100):
        theta = problem.model.init(rng, scale=3.0)
        parts = problem.model.unpack(theta)
        W2 = parts[1][0]
        W2 *= 2 / np.linalg.norm(W2, axis=0).max()                     # a view into theta: the longest column is 2
        u, h = rng.normal(size=problem.N * problem.Q), rng.normal(size=problem.K)
        u, h = u / np.linalg.norm(u), h / np.linalg.norm(h)
        change = problem.jacobian_derivative(theta, h)
        third = (problem.jacobian_derivative(theta + 1e-5 * h, h) - problem.jacobian_derivative(theta - 1e-5 * h, h)).T @ u @ h / 2e-5
        seen = np.maximum(seen, [np.linalg.norm(change, 2) / L, abs(third) / L3])
    assert np.all(seen < 1) and seen[0] > 0.2


def test_models_hold_their_functions_and_their_products():
    rng = np.random.default_rng(2)
    whole = [(rng.normal(size=(20, 3, 3)) * 0.3 ** np.arange(20)[:, None, None] * 2 ** 40).astype(int).astype(object) for _ in range(2)]
    A, B = (models.Entries.of(array, 40, 6) for array in whole)
    matrices = [models.Matrix(E.heads, models.size(E.rest)) for E in (A, B)]
    entries, product, square = A * B, matrices[0] @ matrices[1], 1 - A * A
    for tau in (Fraction(0), Fraction(1, 3), Fraction(1)):
        a, b = (sum(c * tau ** k for k, c in enumerate(array)) * Fraction(1, 2 ** 40) for array in whole)

        def head(model):
            return sum(np.vectorize(Fraction, otypes=[object])(c) * tau ** k for k, c in enumerate(model.heads))
        assert np.all(abs(a * b - head(entries)) <= entries.rest) and np.all(abs(1 - a * a - head(square)) <= square.rest)
        assert np.linalg.norm((a @ b - head(product)).astype(float), 2) <= product.rest
    assert product.rest < 0.05 and entries.rest.max() < 0.01           # and are of use


@pytest.mark.parametrize("a, z, h, third", [(5.0, 0.0, (1, 0), 2 * 5 * 10 ** 1.5), (0.0, np.arctanh(3 ** -0.5), ((2 / 3) ** 0.5, (1 / 3) ** 0.5), 8 / 9 * 10)],
                         ids=["weights of layer 1 alone", "with that of layer 2"])
def test_the_constant_of_third_derivatives_is_nearly_met(a, z, h, third):
    """By one unit with W_2 = a, where the third or the second derivative of tanh is largest, on the input 3: with the 1, its square is 10."""
    problem = af.Problem(af.Network([1, 1, 1]), [[3.0]], [[0.0]])
    with enclosed(problem, np.zeros(4), 18) as network:
        L3 = float(lipschitz(network, flint.arb(a))[1])
    theta, h, step = np.array([0, z, a, 0]), np.array([3 * h[0] / 10 ** 0.5, h[0] / 10 ** 0.5, h[1], 0]), 1e-20
    found = problem.model.jacobian_derivative(theta + 1j * step * h, problem.X, h).imag[0] / step @ h
    assert abs(found) == pytest.approx(third, rel=1e-12) and third < L3 * (1 + 1e-12) < 1.05 * third


@pytest.mark.parametrize("i, j", [(0, 0), (0, 2), (1, 1), (1, 2), (2, 2)])
def test_what_products_cut_counts_whatever_the_coefficients(i, j):
    """tau^i tau^j, of which powers above the second are left out."""
    powers = np.eye(3)[:, :, None, None]
    entries, matrices = ([make(c, rest) for c in powers] for make, rest in ((models.Entries, np.zeros((1, 1))), (models.Matrix, 0.0)))
    for product in (entries[i] * entries[j], matrices[i] @ matrices[j]):
        assert (i + j > 2) <= product.rest < (i + j > 2) + 1e-8


def test_bounds_of_models_are_those_of_absolute_values():
    heads, rest = np.array([[[-3.0]], [[1.0]], [[-2.0]]]), 0.5
    assert 6.5 <= models.Entries(heads, np.array([[rest]])).bound() < 6.5 + 1e-7 and 6.5 <= models.Matrix(heads, rest).norm() < 6.5 + 1e-7


def test_what_models_leave_out_counts_rounding():
    """Nothing is cut here, and the factors have no rest: all that is left out is rounding."""
    heads = np.random.default_rng(3).normal(size=(2, 3, 4, 4))
    heads[:, 2] = 0
    (A, B), tau = np.vectorize(Fraction, otypes=[object])(heads), Fraction(1 / 3)

    def product(by):
        return [sum(by(A[i], B[k - i]) for i in range(k + 1)) for k in range(3)]
    entries, matrices = ([make(c, rest) for c in heads] for make, rest in ((models.Entries, np.zeros((4, 4))), (models.Matrix, 0.0)))
    at, rounding = matrices[0].at(tau)
    for found, true, rest in (
            ((entries[0] * entries[1]).heads, product(np.multiply), (entries[0] * entries[1]).rest),
            ((1 - entries[0]).heads, [1 - A[0], -A[1], -A[2]], (1 - entries[0]).rest),
            ((matrices[0] @ matrices[1]).heads, product(np.matmul), (matrices[0] @ matrices[1]).rest),
            ((matrices[0] - matrices[1]).heads, A - B, (matrices[0] - matrices[1]).rest),
            (at[None], [sum(c * tau ** k for k, c in enumerate(A))], rounding)):
        off = sum(abs(c - exact).astype(float) for c, exact in zip(np.vectorize(Fraction, otypes=[object])(found), true))
        assert 0 < off.max() and np.all((off if np.ndim(rest) else np.linalg.norm(off)) <= rest) and np.max(rest) < 1e-12


def test_largest_eigenvalue_is_a_bound_and_close():
    S = np.random.default_rng(0).normal(size=(6, 6))
    S = S + S.T
    assert 0 <= models.largest_eigenvalue(S) - np.linalg.eigvalsh(S)[-1] < 1e-12
    A = S[:4]
    assert 0 <= models.norm(A) - np.linalg.norm(A, 2) < 1e-8


def test_a_hessian_of_the_wrong_sign_is_another_growth(monkeypatch):
    _, network, piece = first_piece()
    error, true = np.full((network.N, network.M1), 1e-18), growth_module.derivatives
    sound = growth(network, piece, error).integral

    def opposite(*arguments):
        D, H = true(*arguments)
        return D, models.Matrix(-H.heads, H.rest)
    monkeypatch.setattr(growth_module, "derivatives", opposite)
    assert abs(growth(network, piece, error).integral - sound) > 0.1 * sound


def test_orbits_without_a_proof_are_refused():
    problem = af.Problem(af.Network([1, 2, 1], "softplus"), [[0.5], [-1.0]], [[0.25], [1.0]])
    with pytest.raises(ValueError, match="tanh or identity"):
        lifetime.certify(orbit_of(problem, problem.model.init(3), until=1))
    example = af.examples.two_factor()
    with pytest.raises(ValueError, match="one hidden layer"):
        lifetime.certify(orbit_of(example.problem, example.theta0))
    with pytest.raises(TypeError, match="AdaptedFlow"):
        lifetime.certify("an orbit")
    problem, theta0 = small_problem()
    with pytest.raises(ValueError, match="max_pieces"):
        lifetime.certify(orbit_of(problem, theta0, until=1), max_pieces=0)

"""The criterion certifies orbits that live, with the radius and the singular value they keep to, and no others."""

import numpy as np
import pytest
from scipy.integrate import quad

import adaptedflow as af
from adaptedflow.lifetime import existence_criterion, jacobian_bound
from adaptedflow.lifetime.criterion import _judge
from adaptedflow.lifetime.lipschitz import JacobianBound


def near_a_solution(seed, size):
    """A tanh network whose targets are its outputs plus ``size`` times Gaussian numbers."""
    rng = np.random.default_rng(seed)
    net = af.Network([2, 6, 1])
    X, theta = rng.normal(size=(5, 2)), net.init(rng)
    return af.Problem(net, X, net.outputs(theta, X) + size * rng.normal(size=(5, 1))), theta


@pytest.mark.parametrize("seed", range(8))
def test_certified_orbits_keep_to_their_certificate(seed):
    p, theta0 = near_a_solution(seed, 3e-3)
    certificate = existence_criterion(p, theta0)
    if not certificate.certified:
        p, theta0 = near_a_solution(seed, 1e-6)
        certificate = existence_criterion(p, theta0)
    assert certificate.certified and certificate.form in ("(a)", "(b)", "(c)")
    orbit = af.integrate(af.AdaptedFlow(p), theta0, until=np.inf, clock="segment", rtol=1e-9)
    assert orbit.status == "reached"
    assert np.linalg.norm(orbit.theta - theta0, axis=1).max() <= certificate.radius
    assert orbit.sigma_min.min() >= certificate.mu


def test_sides_of_the_forms_by_quadrature_and_search():
    p, theta0 = near_a_solution(0, 3e-3)
    margins, bound = existence_criterion(p, theta0).margins, jacobian_bound(p, theta0)
    D, v = p.jacobian(theta0), p.y - p.outputs(theta0)
    sigma, r = np.linalg.svd(D)[1][-1], np.linspace(0, 1, 20001)
    keeps = sigma - np.array([quad(lambda u: bound.base + bound.slope * u, 0, one)[0] for one in r[:2001]])    # sigma_0 - Lambda
    r = r[:2001]
    assert keeps[-1] < 0
    integral = np.concatenate([[0], np.cumsum((keeps[1:] + keeps[:-1]) / 2 * np.diff(r))])
    assert margins["(a)"] == pytest.approx(np.max(r * keeps) / np.linalg.norm(v), rel=1e-5)
    assert margins["(b)"] == pytest.approx(integral.max() / np.linalg.norm(v), rel=1e-5)
    assert margins["(c)"] == pytest.approx(integral.max() / sigma / np.linalg.norm(np.linalg.pinv(D) @ v), rel=1e-5)


def test_constant_lipschitz_bound_gives_kantorovich():
    """h = L |D^+ v| / sigma < 1/2, radius 2 |D^+ v| / (1 + sqrt(1 - 2 h)); (a) and (b) at sigma^2 = 4 L |v| and 2 L |v|."""
    L, sigma = 3.0, 2.0
    for h in (0.1, 0.3, 0.499):
        step = h * sigma / L
        found = _judge(JacobianBound(L, 0.0), sigma, 5.0, step)
        assert found.certified and found.form == "(c)"
        assert found.radius == pytest.approx(2 * step / (1 + np.sqrt(1 - 2 * h)), rel=1e-10)
        assert found.mu == pytest.approx(sigma * np.sqrt(1 - 2 * h), rel=1e-9)
    assert not _judge(JacobianBound(L, 0.0), sigma, 5.0, 0.501 * sigma / L).certified
    at = sigma ** 2 / L
    for size, form in ((0.249 * at, "(a)"), (0.251 * at, "(b)"), (0.499 * at, "(b)"), (0.501 * at, "(c)")):
        assert _judge(JacobianBound(L, 0.0), sigma, size, 0.4 * sigma / L).form == form


def test_form_b_is_sharp_for_half_a_square():
    """x = w^2/2 from w = 1: sigma_0 = L = 1, and the orbit lives exactly if y >= 0, that is |v| <= 1/2."""
    for y, lives in ((0.001, True), (-0.001, False)):
        size = 0.5 - y
        assert _judge(JacobianBound(1.0, 0.0), 1.0, size, size).certified is lives
        model = af.FunctionModel(lambda w, X: w[None] ** 2 / 2, lambda w, X: w[None], 1, lambda w, X, v: v[None])
        p = af.Problem(model, np.ones((1, 1)), np.array([[y]]))
        orbit = af.integrate(af.AdaptedFlow(p), np.ones(1), until=np.inf, clock="segment")
        assert (orbit.status == "reached") is lives


def test_the_end_of_an_orbit_has_an_exact_zero_near_by():
    """Newton's method with 50 digits finds it, within the radius."""
    import mpmath
    rng = np.random.default_rng(3)
    net = af.Network([1, 4, 1])
    X, Y = rng.normal(size=(3, 1)), rng.normal(size=(3, 1))
    p = af.Problem(net, X, Y)
    end = af.integrate(af.AdaptedFlow(p), net.init(rng), until=np.inf, clock="segment").theta[-1]
    certificate = existence_criterion(p, end)
    assert certificate.certified and 0 < certificate.radius < 1e-3
    with mpmath.workdps(50):
        theta = mpmath.matrix(end.tolist())
        for _ in range(4):
            x, D = mpmath.matrix(3, 1), mpmath.matrix(3, 13)
            for n in range(3):
                x[n] = theta[12]
                D[n, 12] = 1
                for j in range(4):
                    u = mpmath.tanh(theta[j] * X[n, 0] + theta[4 + j])
                    x[n] += theta[8 + j] * u
                    D[n, j], D[n, 4 + j], D[n, 8 + j] = theta[8 + j] * (1 - u * u) * X[n, 0], theta[8 + j] * (1 - u * u), u
            residual = mpmath.matrix(Y[:, 0].tolist()) - x
            theta += D.T * mpmath.lu_solve(D * D.T, residual)
        assert mpmath.norm(residual) < 1e-30
        assert mpmath.norm(theta - mpmath.matrix(end.tolist())) <= certificate.radius


def test_cases_without_a_bound_to_compute():
    rng = np.random.default_rng(0)
    one = af.Problem(af.Network([2, 3, 3, 2], "relu"), rng.normal(size=(1, 2)), rng.normal(size=(1, 2)))
    certificate = existence_criterion(one, one.model.init(0))
    assert certificate.certified and certificate.mu == 1 and certificate.form == "N = 1"
    affine = af.Problem(af.Network([3, 2]), rng.normal(size=(3, 3)), rng.normal(size=(3, 2)))
    theta0 = affine.model.init(0)
    certificate = existence_criterion(affine, theta0)
    distance = np.linalg.norm(np.linalg.pinv(affine.jacobian(theta0)) @ (affine.y - affine.outputs(theta0)))
    assert certificate.certified and certificate.radius == pytest.approx(distance, rel=1e-10)


@pytest.mark.parametrize("example", ["two_factor", "two_factor_network", "two_label_rank_loss", "tanh_interpolation", "tanh_monotone", "saturation"])
def test_orbits_that_end_are_not_certified(example):
    example = getattr(af.examples, example)()
    certificate = existence_criterion(example.problem, example.theta0)
    assert not certificate.certified and np.isnan([certificate.radius, certificate.mu]).all()
    assert certificate.reason.startswith("not certified, because")


def test_what_it_says_and_refuses():
    p, theta0 = near_a_solution(0, 1.0)
    assert "form (c), the strongest, has" in existence_criterion(p, theta0).reason
    model = af.FunctionModel(lambda theta, X: np.full((2, 1), theta[0]), lambda theta, X: np.ones((2, 2)), 2)
    assert "no bound on the derivative of D is known" in existence_criterion(af.Problem(model, np.ones((2, 1)), np.ones((2, 1))), np.ones(2)).reason
    twice = af.Problem(af.Network([1, 3, 1]), np.ones((2, 1)), np.ones((2, 1)))
    assert "Floating point cannot tell whether D (2, 10) has full rank 2" in existence_criterion(twice, np.ones(10)).reason
    with pytest.raises(ValueError, match="expected K >= QN"):
        existence_criterion(af.Problem(af.Network([1, 1, 1]), np.arange(6.0)[:, None], np.ones((6, 1))), np.ones(4))
    with pytest.raises(ValueError, match="theta0: expected shape"):
        existence_criterion(p, theta0[1:])

"""The test at the start: what it certifies lives and keeps its bounds; what is altered certifies an orbit that dies."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import adaptedflow as af
from adaptedflow.horizontal import hidden_metric, lift
from adaptedflow.lifetime import last_layer_criterion


def features(net, theta, X):
    """``[h_n, 1]`` written out, (N, M_1 + 1)."""
    W, b = net.unpack(theta)[0]
    return np.column_stack([net.activation.value(X @ W.T + b), np.ones(len(X))])


def at_the_edge(seed, share=0.999, activation="tanh", Lam=1.0, widths=(2, 6, 2), N=4, slope=1.0):
    """A problem whose start has ``share`` of the residual that is allowed, in a random direction."""
    rng = np.random.default_rng(seed)
    net = af.Network(list(widths), activation)
    X, theta = rng.normal(size=(N, widths[0])), net.init(rng, 1.5)
    mu = np.linalg.svd(features(net, theta, X), compute_uv=False)[-1]
    v = rng.normal(size=(N, widths[-1]))
    v *= share * Lam * mu ** 2 / (slope * np.linalg.norm(np.column_stack([X, np.ones(N)]), 2)) / np.linalg.norm(v)
    return af.Problem(net, X, net.outputs(theta, X) + v), theta


def test_sides_by_hand():
    """tanh [1, 1, 1], inputs 1, -1: |X~| = sqrt 2, H~ has the singular values sqrt 2 and sqrt 2 tanh w1."""
    net, theta = af.Network([1, 1, 1]), np.array([0.5, 0.0, 2.0, 0.0])
    x = 2 * np.tanh(0.5)
    p = af.Problem(net, [[1.0], [-1.0]], [[x + 0.03], [-x - 0.04]])
    found = last_layer_criterion(p, theta)
    assert found.mu == pytest.approx(np.sqrt(2) * np.tanh(0.5), rel=1e-12)
    assert found.margin == pytest.approx(2 * np.tanh(0.5) ** 2, rel=1e-12)
    assert found.residual == pytest.approx(0.05 * np.sqrt(2), rel=1e-12)
    assert found.certified and found.length == pytest.approx(0.1 / found.mu, rel=1e-12)
    assert last_layer_criterion(p, theta, Lam=0.5 * found.least_Lam).certified is False
    assert last_layer_criterion(p, theta, Lam=found.least_Lam * (1 + 1e-12)).certified
    np.testing.assert_allclose(found.lower_bound([0, 1]), [found.mu, np.sqrt(found.mu ** 2 - found.residual)], rtol=1e-12)


@pytest.mark.parametrize("activation, slope", [("tanh", None), ("softplus", None), ("erf", None), (af.mollified_relu(0.5), 1.0)])
@pytest.mark.parametrize("seed", range(4))
def test_certified_orbits_live_and_keep_their_bounds(activation, slope, seed):
    sup = 2 / np.sqrt(np.pi) if activation == "erf" else 1.0
    p, theta0 = at_the_edge(seed, activation=activation, slope=sup)
    found = last_layer_criterion(p, theta0, sup_slope=slope)
    assert found.certified
    orbit = af.integrate(af.AdaptedFlow(p), theta0, until=np.inf, clock="segment", rtol=1e-8)
    assert orbit.status == "reached"
    t = -np.expm1(-orbit.s / p.N)
    kept = [np.linalg.svd(features(p.model, theta, p.X), compute_uv=False)[-1] for theta in orbit.theta]
    assert np.all(kept >= found.lower_bound(t) * (1 - 1e-9))
    assert np.linalg.norm(np.diff(orbit.theta, axis=0), axis=1).sum() <= found.length


@pytest.mark.parametrize("Lam", [0.3, 3.0])
def test_certified_lifts_of_other_metrics(Lam):
    for seed in range(3):
        p, theta0 = at_the_edge(seed, Lam=Lam)
        found = last_layer_criterion(p, theta0, Lam)
        assert found.certified and found.residual == pytest.approx(0.999 * found.margin, rel=1e-9)
        lifted = lift(p.model, p.X, [p.outputs(theta0), p.y], theta0, metric=hidden_metric(p.model, Lam), rtol=1e-8)
        assert lifted.status == "reached"
        kept = [np.linalg.svd(features(p.model, theta, p.X), compute_uv=False)[-1] for theta in lifted.theta]
        assert np.all(kept >= found.lower_bound(lifted.tau) * (1 - 1e-9))


def altered(problem, theta, constant=1.0, ones_in_H=True, ones_in_X=True, power=2, place=None):
    """The inequality with a part of it changed, from the weights alone."""
    H, Xt = features(problem.model, theta, problem.X), np.column_stack([problem.X, np.ones(problem.N)])
    H, Xt = H if ones_in_H else H[:, :-1], Xt if ones_in_X else Xt[:, :-1]
    sigma = np.linalg.svd(H, compute_uv=False)
    sigma = sigma[problem.N - 1 if place is None else place] if len(sigma) >= problem.N or place is not None else 0.0
    return bool(np.linalg.norm(problem.y - problem.outputs(theta)) * np.linalg.norm(Xt, 2) <= constant * sigma ** power)


def dies(example):
    """That D has lost its rank where the exact orbit ends, inside the segment."""
    p, end = example.problem, example.exact(example.end_time)
    t = -np.expm1(-example.end_time / p.N)
    return t < 1 and af.numerical_rank(p.jacobian(end), 1e-6).rank < p.N * p.Q


def test_constant_is_sharp():
    """(1 + excess) cosh(w1) above the edge the orbit dies: the constant 1.01 would certify it, and so would any above 1."""
    example = af.examples.last_layer_limit(0.1, 1e-3)
    found = last_layer_criterion(example.problem, example.theta0)
    assert dies(example) and not found.certified
    assert found.residual / found.margin == pytest.approx(1.001 * np.cosh(0.1), rel=1e-9)
    assert not altered(example.problem, example.theta0) and altered(example.problem, example.theta0, constant=1.01)
    closer = af.examples.last_layer_limit(0.01, 1e-6)
    assert dies(closer) and altered(closer.problem, closer.theta0, constant=1.0001) and not altered(closer.problem, closer.theta0)


def test_wrong_singular_value_or_power_certifies_an_orbit_that_dies():
    small = af.examples.last_layer_limit(0.1, 1e-3)
    assert dies(small) and altered(small.problem, small.theta0, place=0) and altered(small.problem, small.theta0, power=1)


def test_row_of_ones_in_X():
    """One sample at the input 0: X = 0 would allow every residual and promise that sig_N stays; the bias makes it fall."""
    net, theta = af.Network([1, 1, 1]), np.array([0.3, 0.5, 1.0, 0.0])
    p = af.Problem(net, [[0.0]], [[-0.6]])
    found = last_layer_criterion(p, theta)
    assert altered(p, theta, ones_in_X=False) and found.certified
    orbit = af.integrate(af.AdaptedFlow(p), theta, until=np.inf, clock="segment")
    kept = [np.linalg.norm(features(net, point, p.X)) for point in orbit.theta]
    assert kept[-1] < 0.99 * found.mu and np.all(kept >= found.lower_bound(-np.expm1(-orbit.s)) * (1 - 1e-9))


def test_row_of_ones_in_H():
    """One hidden unit and two samples: without the ones H has rank 1 < N, and nothing would be certified."""
    p, theta = at_the_edge(0, widths=(1, 3, 1), N=4)
    assert last_layer_criterion(p, theta).certified and not altered(p, theta, ones_in_H=False)


def test_too_few_hidden_units_certify_nothing():
    example = af.examples.two_label_blow_up()                          # M_1 = 2, N = 5: dies in any of these metrics
    found = last_layer_criterion(example.problem, example.theta0, Lam=1e6)
    assert not found.certified and found.mu == 0 and found.least_Lam == np.inf and "N - 1" in found.reason
    with pytest.raises(ValueError, match="certified"):
        found.lower_bound(0.5)


def test_a_start_at_the_target():
    p, theta0 = at_the_edge(1)
    home = af.Problem(p.model, p.X, p.model.outputs(theta0, p.X))
    found = last_layer_criterion(home, theta0)
    assert found.certified and found.lower_bound(1.0) == pytest.approx(found.mu)


def test_a_lift_of_another_kind_agrees_with_the_bound_on_the_speed():
    """The equation written out with D_o and D_h, integrated by scipy: a^2 + b^2 <= a |v| / m at each time."""
    p, theta0 = at_the_edge(2)
    v, split = p.y - p.outputs(theta0), p.K - p.Q * (p.model.widths[1] + 1)
    def slope(t, theta):
        D = p.jacobian(theta)
        return D.T @ np.linalg.solve(D @ D.T, v)
    points = solve_ivp(slope, (0, 1), theta0, "DOP853", rtol=1e-10, atol=1e-12, t_eval=np.linspace(0, 1, 9)).y.T
    for theta in points:
        speed, m = slope(0, theta), np.linalg.svd(features(p.model, theta, p.X), compute_uv=False)[-1]
        a, b = np.linalg.norm(speed[split:]), np.linalg.norm(speed[:split])
        assert a ** 2 + b ** 2 <= a * np.linalg.norm(v) / m and b <= np.linalg.norm(v) / (2 * m)
    np.testing.assert_allclose(p.outputs(points[-1]), p.y, atol=1e-8)


@pytest.mark.parametrize("net, cure", [
    (af.Network([2, 2]), "one hidden layer"), (af.Network([2, 3, 3, 2]), "one hidden layer"), (af.Network([2, 6, 2], bias=False), "biases"),
    (af.Network([2, 6, 2], "relu"), "mollified_relu"), (af.Network([2, 6, 2], af.mollified_relu(0.5)), "sup_slope")])
def test_refusals_name_a_cure(net, cure):
    p = af.Problem(net, np.eye(2), np.zeros((2, 2)))
    with pytest.raises(ValueError, match=cure):
        last_layer_criterion(p, net.init(0))


def test_other_models_are_refused():
    example = af.examples.two_factor()
    with pytest.raises(ValueError, match="af.Network"):
        last_layer_criterion(example.problem, example.theta0)

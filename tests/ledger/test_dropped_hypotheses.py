"""What the rows say where a hypothesis is dropped: more layers, dependent inputs, other activations, other random starts, no leaves."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import lifetime
from adaptedflow.ledger.statements import statements

DEEP, BOTH = af.Network([1, 1, 1, 1], "identity"), np.array([[1.0], [-1.0]])          # parameters W_1, b_1, W_2, b_2, W_3, b_3
ROW = {row.slug: row.counterexample for row in statements()}


def least(D):
    return np.linalg.svd(D, compute_uv=False)[-1]


def test_where_D_and_w_do_not_span_the_points_of_one_direction_may_cross():
    y = np.array([0.0, 1.0])
    def direction(a, b):
        w = y - np.array([a * b, b])
        return w / np.linalg.norm(w)
    D = np.array([[0.0, 0.0], [0.0, 1.0]])                                            # of (a b, b) at 0
    assert np.linalg.matrix_rank(np.column_stack([D, y])) == 1
    for small in (-1e-3, 1e-3):
        assert all(direction(*point) @ [0, 1] == 1 for point in ((small, 0), (0, small)))
        assert abs(direction(small, small)[0]) > 1e-7 and abs(direction(small, -small)[0]) > 1e-7
    assert "x = (θ_1 θ_2, θ_2) and y = (0, 1)" in ROW["time-is-a-gradient"]


def quotient(M1, activation, mean, biases):
    """Of the two sides of the test at a random start of [1, M1, 1], inputs -1, 0, 1 and targets 0; infinite for rank H~ < 3."""
    rng, net, X = np.random.default_rng(M1), af.Network([1, M1, 1], activation), np.array([[-1.0], [0], [1]])
    theta = np.concatenate([rng.normal(size=M1), biases * rng.normal(size=M1), mean + rng.normal(size=M1) / np.sqrt(M1), [0]])
    return lifetime.last_layer_criterion(af.Problem(net, X, np.zeros((3, 1))), theta).least_Lam


def test_wide_networks_without_hidden_biases_or_with_output_weights_of_mean_1():
    assert all(quotient(M1, "tanh", 0, 0) == np.inf > quotient(M1, "tanh", 0, 1) for M1 in (4, 64, 4096))
    narrow, wide = ([quotient(M1, "softplus", mean, 1) for mean in (0, 1)] for M1 in (256, 16384))
    assert wide[0] < 0.2 * narrow[0] and wide[1] > 0.5 * narrow[1] > 10


def test_two_hidden_layers_pass_the_test_at_the_start_and_lose_rank():
    theta = np.array([0.25, 0, 2, 0, 0.25, 0])
    problem = af.Problem(DEEP, BOTH, -BOTH / 16)
    H, X = np.array([[0.5, -0.5], [1, 1]]), np.array([[1, -1], [1, 1]])
    np.testing.assert_array_equal(DEEP.outputs(theta, BOTH), BOTH * 0.5 * theta[4])
    quotient = np.linalg.norm(problem.y - problem.outputs(theta)) * np.linalg.norm(X, 2) / least(H) ** 2
    orbit = af.integrate(af.AdaptedFlow(problem), theta, until=np.inf, clock="segment")
    assert quotient == pytest.approx(3 / 4) and orbit.status == "rank_loss" and -np.expm1(-orbit.end_time / 2) == pytest.approx(2 / 3, abs=1e-6)
    W1, W2, W3 = orbit.theta.T[::2]
    np.testing.assert_allclose(W1, W3, atol=1e-7)
    np.testing.assert_allclose(W2 ** 2 - W1 ** 2, 4 - 1 / 16, atol=1e-7)
    assert np.linalg.matrix_rank(DEEP.jacobian(np.array([0, 0, np.sqrt(4 - 1 / 16), 0, 0, 0]), BOTH)) == 1
    assert "W = (1/4, 2, 1/4)" in ROW["last-layer-test"]


@pytest.mark.parametrize("quotient, status", [(0.999, "reached"), (1.003, "rank_loss")])
def test_without_biases_the_test_at_the_start_is_as_sharp(quotient, status):
    """One unit, one input 2: sinh(2 W_1)^2 - 4 W_2^2 is constant, here zero, so that the orbit dies from the quotient cosh(2 W_1) = 1.00125 on."""
    net, X, w = af.Network([1, 1, 1], bias=False), np.array([[2.0]]), 0.025
    theta = np.array([w, np.sinh(2 * w) / 2])
    v = quotient * np.tanh(2 * w) ** 2 / np.linalg.norm(X, 2)
    problem = af.Problem(net, X, net.outputs(theta, X) - v)
    assert af.integrate(af.AdaptedFlow(problem), theta, until=np.inf, clock="segment").status == status


def test_two_hidden_layers_have_a_level_without_rank_loss_and_m_zero():
    rng = np.random.default_rng(4)
    theta = np.array([1.0, 0, 3, 0, 2, 0])
    bound = lifetime.linear_bound(af.Problem(DEEP, BOTH, BOTH), theta)
    assert bound.mu == 0 and [S.item() for S in bound.invariants] == pytest.approx([8, -5])
    for size in (0.0, *rng.exponential(size=50)):                                     # other points of the level
        W1, b1, b2, b3 = size * rng.normal(size=4)
        W2 = rng.choice([-1, 1]) * np.sqrt(8 + W1 ** 2 + b1 ** 2)
        W3 = rng.choice([-1, 1]) * np.sqrt(W2 ** 2 + b2 ** 2 - 5)
        point = np.array([W1, b1, W2, b2, W3, b3])
        assert [S.item() for S in lifetime.linear_bound(af.Problem(DEEP, BOTH, BOTH), point).invariants] == pytest.approx([8, -5])
        assert least(DEEP.jacobian(point, BOTH)) ** 2 >= 48 - 1e-9
    for sign in (-100, 100):
        assert af.integrate(af.AdaptedFlow(af.Problem(DEEP, BOTH, sign * BOTH)), theta, until=np.inf, clock="segment").status == "reached"
    assert "W = (1, 3, 2)" in ROW["linear-level-converse"] and "σ_min(D)² ≥ 48" in ROW["linear-level-converse"]


def test_for_dependent_inputs_the_rank_of_the_inputs_takes_the_place_of_N():
    rng = np.random.default_rng(5)
    net, X = af.Network([1, 1, 2], "identity"), np.array([[-3.0], [-1], [1], [3]])
    ranks = [np.linalg.matrix_rank(net.jacobian(point, X)) for point in rng.normal(size=(50, net.num_parameters))]
    N, p, q, Q, r = 4, 1, 0, 2, 2
    assert max(ranks) == Q * r == 4 < p * N + (Q - p) * max(q, 1)
    on_the_level = lifetime.rank_loss_on_level(af.Problem(net, X[:2], np.zeros((2, 2))), np.array([0.2, 0.1, 1, 1, 0, 0]))   # of two of the samples
    assert np.linalg.matrix_rank(net.jacobian(on_the_level, X), 1e-9) == p * r + (Q - p) * max(q, 1) == 3


@pytest.mark.parametrize("activation", ["tanh", "softplus"])
@pytest.mark.parametrize("p, q", [(0, 0), (1, 1), (1, 2), (0, 3)])
def test_every_activation_has_points_on_the_level_where_D_is_not_onto(activation, p, q):
    rng = np.random.default_rng(6)
    M, N, Q, M1 = 3, 4, 2, 5
    net, X, V = af.Network([M, M1, Q], activation), rng.normal(size=(N, M)), np.linalg.qr(rng.normal(size=(M1, M1)))[0]
    values = np.concatenate([np.exp(rng.normal(size=p)), -np.exp(rng.normal(size=q)), np.zeros(M1 - p - q)])
    theta = np.zeros(net.num_parameters)
    (W1, b1), (W2, _) = net.unpack(theta)                                             # views
    W2[:p] = np.sqrt(values[:p, None]) * V[:, :p].T
    away = np.append(X[0] - X[1], 0)
    frame = np.linalg.svd(away[None])[2][1:1 + q]                                     # (q, M + 1), orthogonal to x~_1 - x~_2
    A = V[:, p:p + q] * np.sqrt(-values[p:p + q]) @ frame
    W1[:], b1[:] = A[:, :-1], A[:, -1]
    np.testing.assert_allclose(W2.T @ W2 - A @ A.T, V * values @ V.T, atol=1e-12)
    assert least(net.jacobian(theta, X)) < 1e-12
    W1 += 0.3 * rng.normal(size=W1.shape)
    W2 += 0.3 * rng.normal(size=W2.shape)
    assert least(net.jacobian(theta, X)) > 1e-6                                       # elsewhere D is onto


def test_for_tanh_a_level_with_positive_m_has_a_loss_of_rank():
    X, H = np.array([[0.0, 0], [1, 0], [0, 1]]), np.array([[1, -1, 0], [1, 0, 0.8], [1, 1, 1.6]]) / 2      # (N, M_1)
    U = np.arctanh(H).T                                                               # (M_1, N)
    def at(net):
        theta = np.zeros(net.num_parameters)
        (W1, b1), _ = net.unpack(theta)
        W1[:], b1[:] = U[:, 1:] - U[:, :1], U[:, 0]
        return theta
    net, linear = af.Network([2, 3, 1]), af.Network([2, 3, 1], "identity")
    bound = lifetime.linear_bound(af.Problem(linear, X, np.zeros((3, 1))), at(linear))
    assert bound.mu > 0.01 and np.linalg.eigvalsh(bound.invariants[0]).max() < 0
    np.testing.assert_allclose(H[0] - 2 * H[1] + H[2], 0, atol=1e-15)
    assert np.linalg.matrix_rank(net.jacobian(at(net), X), 1e-12) == 2
    assert np.linalg.matrix_rank(linear.jacobian(at(linear), X), 1e-12) == 3          # for the identity m > 0 is enough
    assert "(1/2, -1/2, 0), (1/2, 0, 2/5), (1/2, 1/2, 4/5)" in ROW["linear-level-converse"]

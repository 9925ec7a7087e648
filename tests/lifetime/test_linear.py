"""Linear networks: what is conserved, the bound below sigma_min(D), its converse, and altered bounds that are broken."""

import mpmath
import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.horizontal import balancedness
from adaptedflow.lifetime import linear_bound, rank_loss_on_level


def drawn(rng, widths, N):
    """A linear network with the given widths at a random point, layers of random sizes, N samples."""
    net = af.Network(list(widths), "identity")
    X, Y = rng.normal(size=(N, widths[0])), 3 * rng.normal(size=(N, widths[-1]))
    theta = net.init(rng)
    for W, b in net.unpack(theta):
        size = np.exp(rng.uniform(-2, 2))
        W *= size
        b += size * rng.normal(size=len(b))
    return af.Problem(net, X, Y), theta


def random_widths(rng, hidden=1):
    M, Q = rng.integers(1, 5), rng.integers(1, 4)
    return [int(w) for w in (M, *rng.integers(1, 8, size=hidden), Q)], int(rng.integers(1, M + 2))


def invariant(problem, theta):
    """S of one hidden layer, by least squares in the place of a projector."""
    (W1, b1), (W2, _) = problem.model.unpack(theta)
    inputs = np.column_stack([problem.X, np.ones(problem.N)])          # (N, M + 1)
    A = (np.linalg.pinv(inputs) @ (inputs @ np.column_stack([W1, b1]).T)).T
    return W2.T @ W2 - A @ A.T


def bound_by_hand(problem, theta, up=None, down=None, ones=True, signs=(1, 1)):
    """``sqrt(lam_Q(S)_+ + lam_N(-S)_+) sig_N(X~)``, with places and signs that can be changed."""
    S = invariant(problem, theta)
    values = np.linalg.eigvalsh(S)[::-1]
    def place(values, k):
        return max(0.0, values[k - 1]) if k <= len(values) else 0.0
    inputs = np.column_stack([problem.X, np.ones(problem.N)])
    least = np.linalg.svd(inputs if ones else problem.X, compute_uv=False)
    least = least[problem.N - 1] if len(least) >= problem.N else 0.0
    first, second = place(signs[0] * values, up or problem.Q), place(np.sort(-signs[1] * values)[::-1], down or problem.N)
    return np.sqrt(first + second) * least


def sigma_min(problem, theta):
    return np.linalg.svd(problem.jacobian(theta), compute_uv=False)[-1] if problem.K >= problem.N * problem.Q else 0.0


def test_bound_holds_and_is_the_formula():
    rng, positive, tightest = np.random.default_rng(0), 0, np.inf
    for _ in range(600):
        problem, theta = drawn(rng, *random_widths(rng))
        found = linear_bound(problem, theta)
        assert found.mu == pytest.approx(bound_by_hand(problem, theta), rel=1e-6, abs=1e-6)
        np.testing.assert_allclose(found.invariants[0], invariant(problem, theta), atol=1e-9)
        if found.certified:
            positive += 1
            tightest = min(tightest, sigma_min(problem, theta) / found.mu)
    assert positive > 200 and 1 - 1e-9 <= tightest < 1.2


def test_deep_bound_holds():
    rng, positive = np.random.default_rng(1), 0
    for _ in range(600):
        problem, theta = drawn(rng, *random_widths(rng, int(rng.integers(2, 4))))
        found = linear_bound(problem, theta)
        positive += found.certified
        assert sigma_min(problem, theta) >= found.mu * (1 - 1e-9)
    assert positive > 60


def test_rounding_is_taken_off_for_inputs_that_are_nearly_dependent():
    """m with 50 digits is not below the computed one, where two inputs lie at a distance of 1e-3 to 1e-10."""
    with mpmath.workdps(50):
        for seed in range(12):
            rng = np.random.default_rng(seed)
            problem, theta = drawn(rng, [3, 6, 1], 3)
            X = problem.X.copy()
            X[2] = X[1] + 10.0 ** rng.uniform(-10, -3) * rng.normal(size=3)
            problem = af.Problem(problem.model, X, problem.Y)
            (W1, b1), (W2, _) = ([mpmath.matrix(part.tolist()) for part in layer] for layer in problem.model.unpack(theta))
            ones, A = mpmath.matrix(np.column_stack([X, np.ones(3)]).T.tolist()), mpmath.matrix(6, 4)
            A[:, :3], A[:, 3] = W1, b1
            A *= ones * (ones.T * ones) ** -1 * ones.T
            values = sorted(mpmath.eigsy(W2.T * W2 - A * A.T, eigvals_only=True))
            exact = mpmath.sqrt((max(0, values[-1]) + max(0, -values[2])) * min(mpmath.eigsy(ones.T * ones, eigvals_only=True)))
            assert 0.9 * exact <= linear_bound(problem, theta).mu <= exact


def test_no_hidden_layer():
    rng = np.random.default_rng(2)
    problem, theta = drawn(rng, [3, 2], 4)
    assert linear_bound(problem, theta).mu == pytest.approx(sigma_min(problem, theta), rel=1e-9)


ALTERED = {
    "largest eigenvalue of S": dict(up=1), "largest eigenvalue of -S": dict(down=1), "without the ones": dict(ones=False),
    "-S for S": dict(signs=(-1, 1)), "S for -S": dict(signs=(1, -1)),
}


@pytest.mark.parametrize("change", ALTERED)
def test_altered_bounds_are_broken(change):
    """Each is broken by a random instance, or, where it is only weaker (no ones), is another number than the bound."""
    rng = np.random.default_rng(3)
    for _ in range(2000):
        problem, theta = drawn(rng, *random_widths(rng))
        if bound_by_hand(problem, theta, **ALTERED[change]) > 1.01 * sigma_min(problem, theta):
            return
        if change == "without the ones" and bound_by_hand(problem, theta, ones=False) < 0.9 * linear_bound(problem, theta).mu:
            return
    raise AssertionError(f"{change}: expected an instance that breaks it.")


@pytest.mark.parametrize("widths, N", [([2, 4, 2], 3), ([3, 2, 1], 4), ([2, 5, 1], 3), ([2, 3, 3, 2], 2)])
def test_orbits_keep_the_invariant_and_the_bound(widths, N):
    rng, seen = np.random.default_rng(4), 0
    while seen < 3:
        problem, theta0 = drawn(rng, widths, N)
        found = linear_bound(problem, theta0)
        if not found.certified:
            continue
        seen += 1
        orbit = af.integrate(af.AdaptedFlow(problem), theta0, until=np.inf, clock="segment", rtol=1e-8)
        assert orbit.status == "reached" and orbit.sigma_min.min() >= found.mu * (1 - 1e-6)
        end = linear_bound(problem, orbit.theta[-1])
        for S, kept in zip(found.invariants, end.invariants):
            np.testing.assert_allclose(kept, S, atol=1e-5 * (1 + np.abs(S).max()))
        left = np.linalg.norm(orbit.theta - orbit.theta[-1], axis=1)
        assert np.all(left <= np.exp(-orbit.s / N) * found.radius * (1 + 1e-6) + 1e-8)


def test_the_last_output_bias_plays_no_part():
    problem, theta = drawn(np.random.default_rng(5), [2, 4, 2], 3)
    moved = theta.copy()
    moved[-2:] += 7
    assert linear_bound(problem, moved).mu == linear_bound(problem, theta).mu


def test_affine_directions_outside_the_data_are_left_out():
    """N < M + 1: the part of [W_1 | b_1] that sees no data never moves, and the library's other invariant is a weaker bound."""
    problem, theta = drawn(np.random.default_rng(6), [4, 5, 1], 2)
    S, full = linear_bound(problem, theta).invariants[0], balancedness(problem.model, theta)[0]
    assert np.linalg.eigvalsh(S - full)[0] > -1e-9 and np.abs(S - full).max() > 1e-2


def test_enough_at_the_start():
    """sig_Q(W_2) > |[W_1 b_1]| gives m > 0."""
    problem, theta = drawn(np.random.default_rng(7), [2, 4, 2], 3)
    (W1, b1), (W2, _) = problem.model.unpack(theta)
    W2 *= 1.01 * np.linalg.norm(np.column_stack([W1, b1]), 2) / np.linalg.svd(W2)[1][-1]
    assert linear_bound(problem, theta).certified


def test_converse():
    rng, seen = np.random.default_rng(8), 0
    for _ in range(400):
        problem, theta = drawn(rng, *random_widths(rng))
        if problem.N == 1 or linear_bound(problem, theta).certified:
            continue
        seen += 1
        lost = rank_loss_on_level(problem, theta)
        scale = 1 + np.abs(invariant(problem, theta)).max()
        np.testing.assert_allclose(invariant(problem, lost), invariant(problem, theta), atol=1e-8 * scale)
        D = problem.jacobian(lost)
        assert af.numerical_rank(D, 1e-6 * np.linalg.norm(D)).rank < problem.N * problem.Q
        unseen = np.linalg.svd(np.column_stack([problem.X, np.ones(problem.N)]))[2][problem.N:]      # (M + 1 - N, M + 1)
        start, end = (np.column_stack(problem.model.unpack(point)[0]) for point in (theta, lost))
        np.testing.assert_allclose(end @ unseen.T, start @ unseen.T, atol=1e-8 * scale)
    assert seen > 60
    with pytest.raises(ValueError, match="m = 0"):
        rank_loss_on_level(*strong())


@pytest.mark.parametrize("M, N, Q, M1", [(3, 3, 2, 3), (4, 3, 1, 5), (5, 4, 2, 4)])
def test_converse_where_the_row_of_ones_is_a_singular_vector_of_the_inputs(M, N, Q, M1):
    """The corners of a regular simplex about 0, in fewer than M dimensions: the rows of A must not leave the range of X~."""
    rng, corners = np.random.default_rng(9), np.linalg.svd(np.eye(N) - 1 / N)[2][:N - 1].T          # (N, N - 1)
    for _ in range(10):
        X = corners @ np.linalg.qr(rng.normal(size=(M, N - 1)))[0].T
        net = af.Network([M, M1, Q], "identity")
        problem, theta = af.Problem(net, X, np.zeros((N, Q))), np.zeros(net.num_parameters)
        (W1, b1), _ = net.unpack(theta)                                # views
        A = rng.normal(size=(M1, N - 1)) @ rng.normal(size=(N - 1, M + 1))          # q = N - 1, p = 0
        W1[:], b1[:] = A[:, :-1], A[:, -1]
        lost = rank_loss_on_level(problem, theta)
        np.testing.assert_allclose(invariant(problem, lost), invariant(problem, theta), atol=1e-9)
        assert sigma_min(problem, lost) < 1e-9


def strong():
    net = af.Network([1, 2, 2], "identity")
    return af.Problem(net, [[1.0], [-1.0]], [[-1.0, 0.0], [1.0, 0.0]]), np.array([0.1, 0, 0, 0, 1, 0, 0, 1, 0, 0])


@pytest.mark.parametrize("g", [0.0, 0.5, 3.0])
def test_sharp_in_class(g):
    """[1, 2, 2], W_1 = (1, 0), W_2 = diag(1, g), labels (-1, 0), (1, 0): S = diag(0, g^2), m = 0, and the orbit dies at t = 1/2."""
    problem, _ = strong()
    theta0 = np.array([1.0, 0, 0, 0, 1, 0, 0, g, 0, 0])
    found = linear_bound(problem, theta0)
    np.testing.assert_allclose(found.invariants[0], np.diag([0, g ** 2]), atol=1e-15)
    assert not found.certified and found.mu == 0
    orbit = af.integrate(af.AdaptedFlow(problem), theta0, until=np.inf, clock="segment")
    assert orbit.status == "rank_loss" and orbit.end_time == pytest.approx(2 * np.log(2), rel=1e-6)


@pytest.mark.parametrize("net, X, cure", [
    (af.Network([1, 2, 2]), [[1.0], [-1.0]], "last_layer_criterion"), (af.Network([1, 2, 2], "identity", bias=False), [[1.0], [-1.0]], "biases"),
    (af.Network([1, 2, 2], "identity"), [[1.0], [-1.0], [0.0]], "RankLossFlow")])
def test_refusals_name_a_cure(net, X, cure):
    with pytest.raises(ValueError, match=cure):
        linear_bound(af.Problem(net, X, np.zeros((len(X), 2))), net.init(0))

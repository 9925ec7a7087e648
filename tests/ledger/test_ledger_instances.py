"""The examples that checks are made on."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import erf

from adaptedflow import critical
from adaptedflow.ledger import claims, instances, linear_instances, rank_deficient
from adaptedflow.ledger.section_1_2 import bumpy_cost
from adaptedflow.ledger.section_1_4_1 import end_of_segment, lowest_cost
from adaptedflow.ledger.section_2_1 import feature_kernel
from adaptedflow.network import Network
from adaptedflow.problem import Problem
from adaptedflow.ranks import exact_rank


@pytest.mark.parametrize("theta", [0.3, 0.8, 1.0, 1.1, 1.2, 1.4, 2.0, 2.03, 2.9, 3.0, 3.01])
def test_bumpy_cost_falls_as_its_gradient_says(theta):
    """On a bump, beside it, between two of them: the function is the integral of the slope that the claim speaks of."""
    problem, h = bumpy_cost(), 1e-6
    difference = (problem.cost(np.array([theta + h])) - problem.cost(np.array([theta - h]))) / (2 * h)
    assert problem.cost_gradient(np.array([theta]))[0] == pytest.approx(difference, rel=1e-6)


def test_bumpy_cost_is_continuous_between_the_bumps():
    problem = bumpy_cost()
    for edge in (1.5, 2.5, 3.5):
        assert problem.cost(np.array([edge - 1e-9])) == pytest.approx(problem.cost(np.array([edge + 1e-9])), abs=1e-8)


def test_networks_have_up_to_three_hidden_layers_and_every_width():
    rng = np.random.default_rng(0)
    drawn = [instances.network(rng) for _ in range(300)]
    assert {len(net.widths) - 2 for net in drawn} == {0, 1, 2, 3}
    assert {net.widths[0] for net in drawn} == {1, 2, 3, 4} and {net.widths[-1] for net in drawn} == {1, 2, 3}
    assert {width for net in drawn for width in net.widths[1:-1]} == {2, 3, 4, 5, 6}
    assert {net.activation.name for net in drawn} == {"tanh", "softplus", "erf", "mollified_relu(0.5)"}
    assert len(instances.network(rng, hidden_layers=2, activation="relu").widths) == 4


def test_problems_are_as_many_as_asked_the_first_on_the_border_with_at_most_Q_targets():
    rng = np.random.default_rng(1)
    (first, theta), *others = drawn = list(instances.problems(rng, 60))
    assert len(drawn) == 60 and first.K == first.Q * first.N == len(theta)
    assert {problem.N for problem, _ in others} == {2, 3, 4, 5, 6}
    for problem, _ in drawn:
        assert len(np.unique(problem.Y, axis=0)) <= problem.Q
    assert len({problem.regime for problem, _ in drawn}) > 1


@pytest.mark.parametrize("surplus", [1, 2])
def test_full_rank_means_enough_parameters_and_a_well_conditioned_jacobian(surplus):
    drawn = list(instances.full_rank(np.random.default_rng(2), 30, surplus))
    assert len(drawn) == 30 and (drawn[0][0].K == drawn[0][0].N * drawn[0][0].Q) == (surplus == 1)
    for problem, theta in drawn:
        assert problem.K >= surplus * problem.Q * problem.N and problem.N <= 12
        assert np.linalg.cond(problem.jacobian(theta)) < 100
    assert {1, 2, 3, 4, 5} < {problem.N for problem, _ in drawn}


def test_adapted_orbits_live_as_long_as_asked():
    rng = np.random.default_rng(3)
    drawn = list(instances.adapted_orbits(rng, 2, until=lambda problem, theta: 0.5 * problem.N))
    assert len(drawn) == 2
    for problem, orbit in drawn:
        assert orbit.status == "reached" and orbit.s[-1] == pytest.approx(0.5 * problem.N) and problem.K >= 2 * problem.Q * problem.N
        assert orbit.cost[-1] == pytest.approx(np.exp(-1) * orbit.cost[0], rel=1e-6)
    tried = []
    with pytest.raises(RuntimeError, match="too few in 20 times as many draws"):
        list(instances.adapted_orbits(rng, 2, until=lambda problem, theta: tried.append(theta) or 10.0, max_steps=1))
    assert len(tried) == 40


def test_derivative_and_costs_by_hand():
    assert instances.derivative(lambda t: t ** 3, np.array([2.0, 1.0]), np.array([3.0, -1.0])) == pytest.approx(np.array([36.0, -3.0]))
    problem = Problem(Network([1, 2]), [[0.0], [1.0]], [[1.0, 2.0], [3.0, 5.0]])
    x, theta = np.array([1.0, 0.0, 1.0, 1.0]), np.array([1.0, 0.0, 0.0, 0.0])       # at theta the outputs are (0, 0) and (1, 0)
    assert instances.cost_of_outputs(problem)(x) == (0 + 4 + 4 + 16) / 4
    assert instances.cost_of_parameters(problem)(theta) == (1 + 4 + 4 + 25) / 4


def test_linear_networks_of_whole_numbers():
    W1, W2, X = np.array([[1, 2, 0], [0, -1, 3]]), np.array([[2, -1]]), np.array([[1, 0, 2], [3, 1, -1]])
    net, theta = linear_instances.linear(W1, W2)
    np.testing.assert_array_equal(net.outputs(theta, X), X @ W1.T @ W2.T)
    net, theta = linear_instances.linear(W1, W2, biases=[4, -5])
    np.testing.assert_array_equal(net.outputs(theta, X), (X @ W1.T + 4) @ W2.T - 5)
    D = linear_instances.exact_jacobian(net, theta, X)
    assert D.dtype == int and np.array_equal(D, net.jacobian(theta, X))


def test_matrices_of_every_rank_and_sizes_as_the_section_assumes():
    rng, seen = np.random.default_rng(4), []
    for _ in range(300):
        M, M1, Q, N = linear_instances.sizes(rng)
        assert M >= M1 >= Q and N <= M1
        seen.append((M, M1, Q, N))
    M, M1, Q, N = (set(column) for column in zip(*seen))
    assert (M, M1, Q, N) == ({1, 2, 3, 4, 5}, {1, 2, 3, 4}, {1, 2, 3}, {1, 2, 3, 4}) and (4, 4, 3, 4) in seen and (1, 1, 1, 1) in seen
    for rows, columns in ((2, 4), (3, 3), (4, 2)):
        for r in range(min(rows, columns) + 1):
            A = linear_instances.of_rank(rng, rows, columns, r)
            assert A.shape == (rows, columns) and A.dtype == int and exact_rank(A) == r
    X = linear_instances.independent(rng, 3, 4)
    assert exact_rank(X) == 3 and np.abs(X).max() <= 3


def test_points_of_every_kind_lose_rank_clear_of_rounding():
    drawn = list(rank_deficient.points(np.random.default_rng(5), 3))
    assert [problem.model.widths for problem, _ in drawn] == 3 * [(1, 2, 2), (2, 2, 2), (3, 1, 3), (1, 1, 2)]
    for problem, theta in drawn:
        D = problem.jacobian(theta)
        values = np.linalg.svd(D, compute_uv=False)
        rank = np.linalg.matrix_rank(D)
        assert problem.K > len(D) > rank and len(np.unique(problem.Y, axis=0)) <= problem.Q
        assert rank == len(values) or values[rank - 1] > 1e5 * values[rank]
    repeated, dependent, narrow, positive = (problem for problem, _ in drawn[:4])
    assert len(np.unique(repeated.X)) == 2 and len(np.unique(np.hstack([repeated.X, repeated.Y]), axis=0)) == 3
    assert (dependent.N, narrow.N, positive.N) == (5, 3, 2) and (positive.X > 0).all()


def test_equilibria_are_not_global_and_chosen_by_the_rank_alone():
    """The same seed: those of constant rank are among those found, and the note counts the others."""
    every = list(rank_deficient.found_from_random_starts(np.random.default_rng(0), each=4))
    *kept, note = rank_deficient.constant_rank(np.random.default_rng(0))
    assert len(every) >= 16 and {found.problem.model.widths for found in every} == {(1, 2, 2), (2, 2, 2), (3, 1, 3), (1, 1, 2)}
    for found in every:
        assert np.linalg.norm(found.problem.cost_gradient(found.theta)) < 1e-10 and found.problem.cost(found.theta) > 1e-6
    dropped = sum(not found.kind.constant_rank for found in every)
    assert dropped > 0 and note.startswith(f"of {len(every)} equilibria of positive cost {dropped} were left out")
    assert all(any(np.array_equal(found.theta, other.theta) for other in every) for found in kept)
    for found in kept:
        assert found.kind.constant_rank and found.kind.rank.gap > 1e5


def test_the_share_of_rank_drops_is_that_of_the_row():
    """Of the equilibria of positive cost that Newton's method finds from forty starts of each kind."""
    rng, positive, drops = np.random.default_rng(3), 0, 0
    for kind in rank_deficient.KINDS:
        for _ in range(40):
            problem = kind(rng)
            for equilibrium in critical.find_equilibria(problem, problem.model.init(rng)[None]).above(1e-6):
                positive += 1
                found = critical.classify(problem, equilibrium.theta)
                drops += found.rank.rank < found.nearby_rank
    row = {claim.slug: claim for claim in claims()}["equilibria-not-isolated"]
    assert f"{drops} of {positive} equilibria of positive cost" in row.bearing


@pytest.mark.parametrize("repeats, activation", [(1, "tanh"), (2, "tanh"), (2, "identity")])
def test_every_line_through_the_mean_of_the_labels_is_a_best_one(repeats, activation):
    for seed in range(3):
        found = rank_deficient.best_line(repeats, np.random.default_rng(seed), activation)
        problem = found.problem
        assert problem.K > problem.N * problem.Q and len(np.unique(problem.Y, axis=0)) == 3
        assert np.linalg.norm(problem.cost_gradient(found.theta)) < 1e-15
        assert problem.cost(found.theta) == pytest.approx(1 / 6, rel=1e-12)
        assert found.kind.zero == found.kind.dimension + 1


@pytest.mark.parametrize("seed", range(40))
def test_the_lowest_cost_is_that_where_the_segment_leaves_the_set(seed):
    """On a grid of the segment: D is invertible where d2^2 > d1 d3."""
    rng = np.random.default_rng(seed)
    a, c = rng.uniform(0.2, 8, size=2)
    d0, d1 = np.array([a, rng.uniform(1.02, 3) * np.sqrt(a * c), c]), rng.uniform(0.2, 8, size=3)
    t = np.linspace(0, 1, 200001)[:, None]
    d = d0 + t * (d1 - d0)                                             # (200001, 3)
    outside = np.flatnonzero(d[:, 1] ** 2 <= d[:, 0] * d[:, 2])
    left = t[outside[0], 0] if len(outside) else 1.0
    assert lowest_cost(3.0, end_of_segment(d0, d1)) == pytest.approx(3 * (1 - left) ** 2, abs=1e-4)


@pytest.mark.parametrize("a, b, c", [(0.5, 2.0, 0.3), (1.5, 1.5, -1.1), (3.0, 0.2, 0.0)])
def test_kernels_of_wide_networks_are_means_over_gaussians(a, b, c):
    """E sigma(z_1) sigma(z_2) by quadrature: in both variables for erf, along the circle for ReLU, homogeneous of degree one."""
    S = np.array([[a, c], [c, b]])
    L = np.linalg.cholesky(S)
    nodes, weights = np.polynomial.hermite_e.hermegauss(120)
    z1, z2 = L[0, 0] * nodes[:, None], L[1, 0] * nodes[:, None] + L[1, 1] * nodes
    mean = weights @ (erf(z1) * erf(z2)) @ weights / (2 * np.pi)
    assert feature_kernel("erf", S)[0, 1] == feature_kernel("erf", S)[1, 0] == pytest.approx(mean, abs=1e-9)
    assert feature_kernel("erf", S)[1, 1] == pytest.approx(weights @ erf(np.sqrt(b) * nodes) ** 2 / np.sqrt(2 * np.pi), rel=1e-9)

    def on_the_circle(angle):
        z1, z2 = L @ [np.cos(angle), np.sin(angle)]
        return max(z1, 0.0) * max(z2, 0.0)

    turns = quad(on_the_circle, -np.pi, np.pi, limit=400, epsabs=1e-11)[0]
    assert feature_kernel("relu", S)[0, 1] == pytest.approx(2 * turns / (2 * np.pi), abs=1e-9)      # int r^3 exp(-r^2 / 2) dr = 2
    np.testing.assert_allclose(np.diag(feature_kernel("relu", S)), [a / 2, b / 2], rtol=1e-7)
    np.testing.assert_array_equal(feature_kernel("identity", S), S)

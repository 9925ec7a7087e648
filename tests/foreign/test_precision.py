"""Functions that work in float32: what counts as zero is what float32 cannot tell from it."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import critical, horizontal, ranks

A = np.random.default_rng(0).normal(size=(4, 2)) @ np.random.default_rng(1).normal(size=(2, 7))    # rank 2; 3 of 4 rows independent in float32
X, Y = np.ones((1, 1)), np.ones((1, 4))


def model(kind):
    return af.FunctionModel(lambda theta, X: (A @ theta)[None], lambda theta, X: A.astype(kind), 7, lambda theta, X, v: np.zeros((4, 7)))


@pytest.mark.parametrize("kind", [np.float16, np.float32])
def test_a_jacobian_of_few_digits_is_deficient_by_its_own_rounding(kind):
    problem = af.Problem(model(kind), X, Y)
    problem.jacobian(np.ones(7))
    assert problem.rounding == np.finfo(kind).eps
    with pytest.raises(af.RankLossError) as caught:
        af.AdaptedFlow(problem).velocity(np.ones(7))
    assert caught.value.cutoff == pytest.approx(7 * np.finfo(kind).eps * np.linalg.norm(A.astype(kind).astype(float)))
    assert af.RankLossFlow(problem).lift(np.ones(7), np.ones(4)).route == "svd, rank 2"
    assert critical.projector(problem, np.ones(7)).rank.rank == critical.column_frame(problem, np.ones(7)).shape[1] == 2
    with pytest.raises(af.RankLossError, match="has rank 2"):
        horizontal.horizontal_projector(model(kind), X, np.ones(7))


def test_the_gram_route_asks_for_no_more_digits_than_there_are(monkeypatch):
    from adaptedflow.flows import pseudo_inverse
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)
    B = np.random.default_rng(2).normal(size=(4, 7))
    B[3] = B[0] + 3e-7 * B[3]                                          # condition 1e7: fine in float64, nothing in float32
    for kind, refused in ((np.float64, False), (np.float32, True)):
        flow = af.AdaptedFlow(af.Problem(af.FunctionModel(lambda theta, X: (B @ theta)[None], lambda theta, X, kind=kind: B.astype(kind), 7), X, Y))
        if refused:
            with pytest.raises(af.RankLossError):
                flow.velocity(np.ones(7))
        else:
            assert np.isfinite(flow.velocity(np.ones(7))).all()


def test_an_activation_of_few_digits_is_known_to_the_network():
    def first(u):
        return (1 - np.tanh(u) ** 2).astype(np.float32)
    net = af.Network([1, 2, 1], af.Activation("short", np.tanh, first, np.zeros_like))
    assert net.rounding == np.finfo(float).eps
    net.jacobian(net.init(0), X)
    assert net.rounding == np.finfo(np.float32).eps


def test_ranks_of_data_given_in_float32():
    S = (np.random.default_rng(0).normal(size=(5, 2)) @ np.random.default_rng(1).normal(size=(2, 6))).astype(np.float32)
    assert ranks.rank_one_layer(S, 1) == 3 and ranks.rank_one_layer(S.astype(float), 1) > 3
    W1, W2 = S[:4, :6], np.ones((1, 4))
    assert ranks.rank_two_layer_linear(np.eye(6), W1, np.zeros(4), np.vstack([W1[:, 0], 2 * W1[:, 0], W1[:, 1], W1[:, 2]])).rank_W2 == 2
    assert ranks.max_rank_deep_linear([6, 3, 1], S) == 3 and W2.shape == (1, 4)


def test_inputs_that_are_orthogonal_in_float32():
    net = af.Network([2, 2, 1])
    x = np.array([[0.1, 0.7], [0.7, 0.0]])
    x[1, 1] = -(1 + x[0, 0] * x[1, 0]) / x[0, 1]                       # (x1, 1) . (x2, 1) = 0
    assert horizontal.tanh_invariants(net, x.astype(np.float32), net.init(0)).shape == (2,)
    with pytest.raises(ValueError, match="orthogonal"):
        horizontal.tanh_invariants(net, x.astype(np.float32).astype(float), net.init(0))

"""Which architectures with K = QN can have an invertible D."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import borderline, ranks

INVERTIBLE = [[1, 1, 1], [2, 1, 1], [3, 1, 1], [1, 2, 1], [2, 2, 1], [1, 2, 2], [2, 2, 2], [3, 2, 2], [1, 3, 3], [2, 3, 3], [3, 3, 3], [1, 1, 1, 1]]
NEVER = {(1, 1, 2): 5, (2, 1, 3): 7, (7, 1, 1, 2): 9, (11, 1, 2, 2): 19}


@pytest.mark.parametrize("widths", INVERTIBLE)
def test_tanh_networks_without_bottleneck_are_generically_invertible(widths):
    found = borderline.classify(widths)
    assert (found.kind, found.bound, found.rank, found.reason) == ("generically", found.K, found.K, "none")
    assert found.K == widths[-1] * found.N


@pytest.mark.parametrize("activation", ["tanh", "softplus", "erf"])
@pytest.mark.parametrize("widths, rank", NEVER.items())
def test_bottlenecks_forbid_it_and_the_bound_is_attained(widths, rank, activation):
    found = borderline.classify(widths, activation)
    assert (found.kind, found.bound, found.reason) == ("never", rank, "bottleneck")
    if activation == "tanh":
        assert found.rank == rank


def test_relu_and_linear_networks_with_hidden_layers_never_are():
    for widths in ([1, 1, 1], [2, 2, 2], [3, 3, 3], [1, 1, 1, 1]):
        relu, linear = borderline.classify(widths, "relu"), borderline.classify(widths, "identity")
        assert relu.kind == linear.kind == "never"
        assert relu.bound == relu.K - sum(widths[1:-1]) and relu.reason == "rescaling of units"
        assert linear.rank == linear.bound == widths[-1] * (widths[0] + 1)          # no bottleneck: the map is affine, any affine map


def test_without_hidden_layer_the_affine_map_is_invertible_at_n_equal_m_plus_one():
    found = borderline.classify([3, 2], "identity")
    assert (found.N, found.kind, found.rank) == (4, "generically", 8)


def test_a_narrow_first_layer_of_a_linear_network_with_fewer_inputs_than_their_dimension():
    """K = 14 + 4 + 6 = 24 and N = 12 inputs in R^13: rank X~ is 12 and one unit passes 12 + min(2, 12); layer by layer it might be 20."""
    found = borderline.classify([13, 1, 2, 2], "identity")
    assert (found.N, found.kind, found.bound, found.reason) == (12, "never", 14, "linear in the input") and found.rank == 14
    assert borderline.bottleneck_bound([13, 1, 2, 2], 12) == 20


@pytest.mark.parametrize("widths, activation, bound", [([3, 1, 2], "identity", 6), ([1, 1, 2], "relu", 5)])
def test_of_two_bounds_that_agree_the_one_for_any_activation_is_named(widths, activation, bound):
    found = borderline.classify(widths, activation)
    assert (found.kind, found.bound, found.reason) == ("never", bound, "bottleneck")


def test_a_mollified_relu_is_only_said_to_be_invertible_somewhere():
    assert borderline.classify([1, 1, 1], af.mollified_relu(1.0)).kind == "somewhere"


def test_one_draw_is_made_where_one_is_asked_for():
    assert borderline.classify([1, 2, 1], draws=1).kind == "generically"


def test_too_few_draws_leave_it_open(monkeypatch):
    monkeypatch.setattr(borderline.classification, "SCALE", 1e-8)                    # a network that is linear to rounding
    assert borderline.classify([1, 2, 1]).kind == "undecided"


@pytest.mark.parametrize("seed", range(60))
def test_no_network_beats_the_bottleneck_bound(seed):
    rng = np.random.default_rng(seed)
    widths, N = rng.integers(1, 5, size=rng.integers(2, 6)).tolist(), int(rng.integers(1, 9))
    net = af.Network(widths, ["tanh", "relu", "identity", "softplus"][seed % 4])
    D = net.jacobian(net.init(rng, 2.0), rng.normal(size=(N, widths[0])))
    bound = borderline.bottleneck_bound(widths, N)
    assert af.numerical_rank(D).rank <= bound <= ranks.last_layer_bound(widths, N)
    if len(widths) == 3:                                                             # or the first layer alone has too few inputs
        assert bound == min(ranks.last_layer_bound(widths, N), sum(m * min(n + 1, N) for n, m in zip(widths, widths[1:])))


def test_one_hidden_layer_is_never_invertible_exactly_below_the_number_of_outputs():
    for widths in borderline.on_the_border(4, 1, 60):
        assert (borderline.classify(widths).kind == "never") == (widths[1] < widths[2]), widths


def test_all_architectures_on_the_border_are_listed():
    listed = set(borderline.on_the_border(2, 1, 10))
    assert listed == {(1, 1, 1), (1, 1, 2), (1, 2, 1), (1, 2, 2), (2, 1, 1), (2, 2, 1)}   # not (2, 1, 2): K = 7 is odd


def test_a_network_off_the_border_is_refused():
    with pytest.raises(ValueError, match=r"K to be a multiple of Q, got K = 7 and Q = 2: no N has K = QN"):
        borderline.classify([2, 1, 2])

"""Growth vectors against what conserved quantities allow."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.horizontal import GrowthVector, growth_vector

THETA = np.array([1.0, 0.5, 1.5, 0.0])


@pytest.mark.parametrize("activation, inputs, expected", [
    ("identity", (1, -1), (2, 3, 3)), ("identity", (0, 3), (2, 3, 3)),
    ("relu", (1, 2), (2, 3, 3)),
    ("tanh", (1, -1), (2, 3, 3)),                               # (1, 1) and (-1, 1) are orthogonal
    ("tanh", (0, 1), (2, 3, 4)), ("tanh", (1, 2), (2, 3, 4)), ("tanh", (-1, 2), (2, 3, 4)),
    ("tanh", (1, 0, -1), (3, 4, 4)),
])
def test_four_parameters(activation, inputs, expected):
    growth = growth_vector(af.Network([1, 1, 1], activation), np.array(inputs, float)[:, None], THETA)
    assert growth.dimensions == expected
    assert growth.clear and growth.fills == (expected[-1] == 4)


@pytest.mark.parametrize("widths, N", [([2, 2, 1], 2), ([1, 2, 2], 2), ([2, 1, 1, 1], 2), ([2, 3, 1], 3)])
def test_linear_networks_fill_what_balance_leaves(widths, N):
    """Symmetric (M_l, M_l) matrices are conserved: no growth beyond K minus the number of their independent entries."""
    net = af.Network(widths, "identity")
    rng = np.random.default_rng(11)
    theta = rng.normal(size=net.num_parameters)
    growth = growth_vector(net, rng.normal(size=(N, widths[0])), theta)
    hidden = widths[1:-1]
    assert growth.clear and growth.dimensions[-1] <= net.num_parameters - sum(m * (m + 1) // 2 for m in hidden)


@pytest.mark.parametrize("widths, N, expected", [([2, 2, 1], 2, (2, 3, 5)), ([2, 3, 1], 3, (3, 6, 13)), ([2, 4, 1], 3, (3, 6, 14))])
def test_generic_tanh_grows_as_fast_as_can_be(widths, N, expected):
    """Two free fields have 1 bracket and 2 of three fields, three have 3 and 8; K = 13 cuts the second case off."""
    net = af.Network(widths, "tanh")
    rng = np.random.default_rng(12)
    growth = growth_vector(net, rng.normal(size=(N, 2)), rng.normal(size=net.num_parameters))
    assert growth.dimensions == expected and growth.clear and growth.fills == (widths == [2, 3, 1])


@pytest.mark.parametrize("scale", [1e-3, 1.0, 30.0])
def test_growth_of_a_linear_network_does_not_depend_on_the_size_of_its_weights(scale):
    """D is of that size, and brackets of two and three orthonormal fields are as its inverse and the square of that."""
    growth = growth_vector(af.Network([1, 1, 1], "identity"), np.array([[1.0], [-1.0]]), scale * np.array([1.0, 0.5, 1.5, 0.2]))
    assert growth.dimensions == (2, 3, 3) and growth.clear


def test_integrable_networks_do_not_grow():
    net = af.Network([2, 2], "identity")
    assert growth_vector(net, np.eye(2), np.ones(6)).dimensions == (4, 4, 4)
    tanh = af.Network([2, 2, 1], "tanh")
    assert growth_vector(tanh, np.ones((1, 2)), tanh.init(0)).dimensions == (1, 1, 1)


def test_steps():
    net, X = af.Network([1, 1, 1], "tanh"), np.array([[0.0], [1.0]])
    assert growth_vector(net, X, THETA, steps=1).dimensions == (2,)
    assert growth_vector(net, X, THETA, steps=2).dimensions == (2, 3)
    for steps in (0, 4):
        with pytest.raises(ValueError, match="steps"):
            growth_vector(net, X, THETA, steps)
    with pytest.raises(af.RankLossError):
        growth_vector(net, X, np.zeros(4))


def test_one_narrow_gap_is_not_clear():
    assert GrowthVector((2, 3), (1e5, 1000.0), 3).clear and not GrowthVector((2, 3), (1e5, 999.9), 3).clear
    assert GrowthVector((2, 3), (1e5, 1e4), 3).clear and not GrowthVector((2, 3), (1e5, 10.0), 3).clear

import numpy as np
import pytest

import adaptedflow as af


@pytest.fixture(scope="package")
def start():
    """K = 42 parameters, QN = 8 equations."""
    rng = np.random.default_rng(3)
    net = af.Network([2, 8, 2])
    return af.Problem(net, rng.normal(size=(4, 2)), rng.normal(size=(4, 2))), net.init(3)


@pytest.fixture(scope="package")
def tall():
    """K = 13 parameters, QN = 20 equations that another network nearly meets, and a start not far from it."""
    rng = np.random.default_rng(4)
    net = af.Network([2, 3, 1])
    X, teacher = rng.normal(size=(20, 2)), 1.5 * net.init(4)
    return af.Problem(net, X, net.outputs(teacher, X) + 0.01 * rng.normal(size=(20, 1))), teacher + 0.1 * rng.normal(size=13)

import numpy as np
import pytest

import adaptedflow as af


@pytest.fixture(scope="session")
def survivor():
    """A tanh network [2, 8, 2] on five samples (K = 42, QN = 10) and a start whose adapted orbit lives for ever."""
    net, rng = af.Network([2, 8, 2]), np.random.default_rng(1)
    return af.Problem(net, rng.normal(size=(5, 2)), rng.normal(size=(5, 2))), net.init(rng)


@pytest.fixture(scope="session")
def underparametrized():
    """tanh [1, 2, 1] (K = 7) on twelve samples of a teacher with a residual that stays, and a start beside the teacher."""
    net, x = af.Network([1, 2, 1]), np.linspace(-2, 2, 12)[:, None]
    teacher = np.array([1.5, -2.0, 0.5, 0.8, 1.0, 1.5, 0.1])
    return af.Problem(net, x, net.outputs(teacher, x) + 0.05 * np.cos(9 * x)), teacher + 0.1 * np.sin(np.arange(7.0))

"""The underparametrized flow does not depend on the units of its parameters, however far apart they are (Proposition 5.3)."""

import numpy as np
import pytest

import adaptedflow as af


def model(units):
    """``x_j = b1 (1 - exp(-b2 t_j))`` as a function of ``b / units``."""
    t, units = np.array([1.0, 2.0, 3.0, 5.0]), np.array(units)

    def jacobian(b, X):
        exponent = -b[1] * units[1] * t
        return np.column_stack([-np.expm1(exponent), b[0] * units[0] * t * np.exp(exponent)]) * units

    def outputs(b, X):
        return -b[0] * units[0] * np.expm1(-b[1] * units[1] * t)[:, None]

    return af.Problem(af.FunctionModel(outputs, jacobian, 2), t[:, None], np.array([[0.3], [0.7], [0.8], [1.1]]))


@pytest.mark.parametrize("units", [(1e-6, 1e6), (1e9, 1e-9), (1e40, 1e-40)])
def test_velocity_in_other_units(units):
    b = np.array([2.0, 0.2])
    here = af.UnderparametrizedFlow(model((1, 1))).velocity(b)
    there = af.UnderparametrizedFlow(model(units)).velocity(b / units)
    np.testing.assert_allclose(there * units, here, rtol=1e-12)


@pytest.mark.parametrize("units", [(1, 1), (1e-9, 1e9)])
def test_rank_loss_in_other_units(units):
    flow = af.UnderparametrizedFlow(model(units))
    with pytest.raises(af.RankLossError):
        flow.velocity(np.array([0.0, 0.2]) / units)                    # b2 has no influence: a column of zeros
    with pytest.raises(af.RankLossError):
        flow.velocity(np.array([2.0, 1e-17]) / units)                  # both columns are multiples of t to rounding


def test_an_orbit_that_runs_into_the_apex_of_the_image_says_so():
    problem = model((1, 1))
    against = af.Problem(problem.model, problem.X, -problem.Y)
    orbit = af.integrate(af.UnderparametrizedFlow(against), np.array([0.5, 0.4]), until=100.0)
    assert orbit.status == "blow_up" and orbit.s[-1] < 10.0            # b1 -> 0, where the column of b2 vanishes and b2 runs off

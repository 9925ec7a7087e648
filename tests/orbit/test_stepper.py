import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.orbit.clock import PaperTime, SegmentTime
from adaptedflow.orbit.stepper import Stepper


@pytest.mark.parametrize("flow, clock", [(af.StandardFlow, PaperTime), (af.AdaptedFlow, PaperTime), (af.AdaptedFlow, SegmentTime)])
def test_jacobian_of_the_field_is_its_derivative(flow, clock, survivor):
    """What Newton's iteration in an implicit step rests on: a wrong one costs steps and is seen nowhere else."""
    p, theta0 = survivor
    stepper = Stepper(flow(p), clock(flow(p), p.outputs(theta0)), 1e-6, 1e-9)
    state, h = np.append(theta0 + 0.1 * np.sin(np.arange(p.K)), 0.3), 1e-5
    difference = np.array([(stepper.field(stepper.clock, 0.0, state + h * e) - stepper.field(stepper.clock, 0.0, state - h * e)) / (2 * h) for e in np.eye(p.K + 1)]).T
    got = stepper._jacobian(0.0, state)
    np.testing.assert_allclose(got, difference, rtol=0, atol=1e-7 * np.abs(got).max())


def test_field_turns_with_the_speed():
    """``d(clock)/dtau``: the clock itself where the orbit is slow, scaled arc length where it is fast."""
    example = af.examples.two_factor(1.1, 0.9)
    flow = af.AdaptedFlow(example.problem)
    stepper = Stepper(flow, PaperTime(flow, example.problem.outputs(example.theta0)), 1e-6, 1e-9)
    for theta in ([1.1, 0.9], [1e-6, 2e-6], [1.0, -1.0000001]):
        field, p = stepper.field(stepper.clock, 0.0, np.append(theta, 0.0)), flow.velocity(theta)
        np.testing.assert_allclose(field[:-1] / field[-1], p, rtol=1e-12)
        assert field[-1] == pytest.approx(1 / (1 + np.linalg.norm(p) / np.sqrt(1 + np.dot(theta, theta))), rel=1e-12)
    assert np.isnan(stepper.field(stepper.clock, 0.0, np.zeros(3))).all()             # no velocity: the trial step is to be rejected

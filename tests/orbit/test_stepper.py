from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import DOP853, Radau

import adaptedflow as af
from adaptedflow.flows import cholesky, pseudo_inverse
from adaptedflow.orbit.clock import PaperTime, SegmentTime
from adaptedflow.orbit.field import Field
from adaptedflow.orbit.node import Node
from adaptedflow.orbit.stepper import AT_REST, EXPLICIT_STEPS, LAW_SHARE, Stepper


def begun(flow, theta0, tau=0.0, first_step=None, weights=None, steps=0):
    """``(stepper, node)``: one that has begun at ``theta0``, after so many ``steps``, with these ``weights`` whatever comes."""
    field = Field(flow, PaperTime(flow, flow.problem.outputs(theta0)))
    stepper, node = Stepper(field, 1e-6, 1e-9), field.node(tau, theta0, 0.0)
    stepper.steps, stepper.tolerances = steps, weights or {"rtol": 1e-6, "atol": 1e-9}
    stepper.weights = lambda node, length: stepper.tolerances
    stepper.begin(node.clock, tau, np.append(theta0, 0.0), first_step)
    return stepper, node


@pytest.mark.parametrize("flow, clock", [(af.StandardFlow, PaperTime), (af.AdaptedFlow, PaperTime), (af.AdaptedFlow, SegmentTime)])
def test_jacobian_of_the_field_is_its_derivative(flow, clock, survivor):
    """What Newton's iteration in an implicit step rests on: a wrong one costs steps and is seen nowhere else."""
    p, theta0 = survivor
    field = Field(flow(p), clock(flow(p), p.outputs(theta0)))
    state, h = np.append(theta0 + 0.1 * np.sin(np.arange(p.K)), 0.3), 1e-5
    difference = np.array([(field.rates(field.clock, 0.0, state + h * e) - field.rates(field.clock, 0.0, state - h * e)) / (2 * h) for e in np.eye(p.K + 1)]).T
    got = field.jacobian()(0.0, state)
    np.testing.assert_allclose(got, difference, rtol=0, atol=1e-7 * np.abs(got).max())


def test_differences_are_those_of_the_closed_form_where_a_parameter_is_zero_and_another_large(survivor):
    p, theta0 = survivor
    field = Field(af.AdaptedFlow(p), PaperTime(af.AdaptedFlow(p), p.outputs(theta0)))
    state = np.append(theta0, 0.3)
    state[[0, 1]] = 0.0, 5.0
    closed, differences = field.jacobian()(0.0, state), field._differences(field.clock, 0.0, state)
    np.testing.assert_allclose(differences, closed, rtol=0, atol=1e-6 * np.abs(closed).max())


def test_field_turns_with_the_speed():
    """``d(clock)/dtau``: the clock itself where the orbit is slow, scaled arc length where it is fast."""
    example = af.examples.two_factor(1.1, 0.9)
    flow = af.AdaptedFlow(example.problem)
    field = Field(flow, PaperTime(flow, example.problem.outputs(example.theta0)))
    for theta in ([1.1, 0.9], [1e-6, 2e-6], [1.0, -1.0000001]):
        rates, p = field.rates(field.clock, 0.0, np.append(theta, 0.0)), flow.velocity(theta)
        np.testing.assert_allclose(rates[:-1] / rates[-1], p, rtol=1e-12)
        assert rates[-1] == pytest.approx(1 / (1 + np.linalg.norm(p) / np.sqrt(1 + np.dot(theta, theta))), rel=1e-12)
    assert np.isnan(field.rates(field.clock, 0.0, np.zeros(3))).all()      # no velocity: the trial step is to be rejected


@pytest.mark.parametrize("tau", [0.0, 0.7, 12.662161689481325, 1e3])
def test_a_step_refused_at_every_length_is_given_up(tau, survivor, monkeypatch):
    """scipy's steppers make no step below ten spacings of tau: waiting for a shorter one would last for ever."""
    p, theta0 = survivor
    flow = af.AdaptedFlow(p)
    (stepper, node), refused = begun(flow, theta0, tau), []
    monkeypatch.setattr(stepper, "_abrupt", lambda *args: refused.append(args) or len(refused) < 1000)
    assert stepper.step(node, np.inf) is None
    assert len(refused) < 100 and stepper.solver.t - tau <= max(1e-15, 20 * np.spacing(tau))


def test_a_step_over_which_time_runs_backwards_is_made_shorter(survivor, monkeypatch):
    p, theta0 = survivor
    flow = af.AdaptedFlow(p)
    stepper, node = begun(flow, theta0, first_step=0.5, weights={"rtol": 1.0, "atol": np.inf})
    rates = stepper.field.rates                                        # past tau = 0.3 the clock runs back, within any tolerance
    monkeypatch.setattr(stepper.field, "rates", lambda clock, tau, state: np.append(rates(clock, tau, state)[:-1], -50.0 if tau > 0.3 else 1.0))
    monkeypatch.setattr(stepper, "_abrupt", lambda *args: False)       # which would refuse it too, here, but not for every flow
    step = stepper.step(node, np.inf)
    assert 0 < step.tau < 0.5 and step.time > 0


def test_a_sharp_turn_is_abrupt_unless_nearly_at_rest(survivor):
    """``|velocity|`` times a unit of time (here N = 5), relative to ``sqrt(1 + |theta|^2)``: a thousand-millionth is the line."""
    p, start = survivor
    flow = af.AdaptedFlow(p)
    unit = np.append(np.eye(p.K)[0], 0.0)
    for theta0, share, abrupt in ((start, 0.5, False), (start, 2, True), (1e-3 * start, 0.5, False), (1e-3 * start, 2, True)):
        stepper, _ = begun(flow, theta0, first_step=0.1)
        speed = share * 1e-9 * np.sqrt(1 + theta0 @ theta0) / p.N
        before, after = speed * unit, -speed * unit
        before[-1] = after[-1] = 1.0
        assert stepper._abrupt(before, after, before[:-1]) == abrupt
        assert not stepper._abrupt(before, before, before[:-1])
        assert stepper._abrupt(before, np.full(p.K + 1, np.nan), before[:-1])             # no velocity where an implicit step ends


def test_implicit_steps_are_those_of_the_standard_flow_and_of_long_orbits(survivor):
    p, theta0 = survivor
    for flow, steps, solver in ((af.StandardFlow, 0, Radau), (af.AdaptedFlow, 0, DOP853), (af.AdaptedFlow, EXPLICIT_STEPS - 1, DOP853),
                                (af.AdaptedFlow, EXPLICIT_STEPS, Radau), (af.RankLossFlow, EXPLICIT_STEPS, DOP853)):
        assert type(begun(flow(p), theta0, steps=steps)[0].solver) is solver


def counted(flow):
    """``flow``, which counts its velocities in ``flow.count``."""
    lift, flow.count = flow.lift, 0

    def counting(*args):
        flow.count += 1
        return lift(*args)
    flow.lift = counting
    return flow


def test_the_interpolant_costs_three_velocities_at_once_and_a_step_more_later(survivor):
    p, theta0 = survivor
    flow = counted(af.AdaptedFlow(p))
    stepper, node = begun(flow, theta0)
    step = stepper.step(node, np.inf)
    piece, end, flow.count = step.piece, step.tau, 0
    at_once = piece()
    assert flow.count == 3 and piece() is at_once
    stepper, node = begun(flow, theta0)
    step = stepper.step(node, np.inf)
    twin = step.piece
    assert stepper.step(stepper.field.node(step.tau, step.theta, step.time), np.inf) is not None
    flow.count = 0
    later = twin()
    assert flow.count == 16                                            # twelve stages, and the velocity to begin with
    for tau in np.linspace(0, end, 5):
        np.testing.assert_allclose(later(tau), at_once(tau), rtol=1e-14)


@pytest.mark.parametrize("clock", ["s", "segment"])
def test_accepted_steps_are_judged_and_trial_steps_are_not(clock, survivor, monkeypatch):
    """On the Gram route the condition of ``D`` is estimated once a step, where it ends, and known at every point of the orbit."""
    p, theta0 = survivor
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)
    estimates, estimate, kernels, ntk = [], cholesky.reciprocal_condition, [], af.Problem.ntk
    monkeypatch.setattr(cholesky, "reciprocal_condition", lambda *args: estimates.append(1) or estimate(*args))
    monkeypatch.setattr(af.Problem, "ntk", lambda *args, **kwargs: kernels.append(1) or ntk(*args, **kwargs))
    orbit = af.integrate(af.AdaptedFlow(p), theta0, until=5.0, clock=clock)
    assert set(orbit.route) == {"gram"} and np.isfinite(orbit.condition).all()
    steps = len(orbit.s) - 1
    assert steps <= len(estimates) <= steps + 4 and len(kernels) > 10 * steps   # one a step and a few more; twelve stages a step
    exact = [np.linalg.cond(p.jacobian(theta)) for theta in orbit.theta]
    np.testing.assert_allclose(np.log10(orbit.condition), np.log10(exact), atol=1)


def test_a_step_that_ends_where_D_is_found_deficient_is_made_shorter(survivor, monkeypatch):
    p, theta0 = survivor
    flow = af.AdaptedFlow(p)
    (stepper, node), lift, ends = begun(flow, theta0, first_step=0.1, weights={"rtol": 1e-3, "atol": 1e-3}), flow.lift, []

    def judged(theta, v, scale):
        ends.append(theta)
        if len(ends) < 3:
            raise af.RankLossError("deficient", 0.0, 1.0)
        return lift(theta, v, scale)
    monkeypatch.setattr(flow, "trial_lift", lambda *args: replace(lift(*args), judge=lambda: None))
    monkeypatch.setattr(flow, "lift", judged)
    step = stepper.step(node, np.inf)
    first, _, last = (np.linalg.norm(theta - theta0) for theta in ends)
    assert step.tau < 0.1 / 15 and last < first / 8                 # twice to a quarter, and no longer than that


@pytest.mark.parametrize("condition", [10.0, 1e9])
def test_weights_keep_the_outputs_at_the_law_as_far_as_the_velocity_is_known(condition, survivor):
    """(2.7): an error of theta moves the outputs by |D| times its size, to stay below ``LAW_SHARE * rtol`` of the residual, but not below
    what the rounding of D^+ (x - y) moves theta by in a unit of time: ``100 eps cond(D) (N |velocity| + |x| / |D|)``."""
    p, theta0 = survivor
    flow, rtol, norm = af.AdaptedFlow(p), 1e-6, 7.0
    clock = PaperTime(flow, p.outputs(theta0))
    velocity, outputs = flow.velocity(theta0), p.y + np.eye(10)[3]     # a residual of length one
    node = Node(0.0, theta0, 0.0, outputs, clock, velocity, condition, norm, "qr")
    weights = Stepper(Field(flow, clock), rtol, 1.0).weights(node, np.inf)["atol"]
    law = LAW_SHARE * rtol / norm
    rounding = 100 * np.finfo(float).eps * condition * (p.N * np.linalg.norm(velocity) + np.linalg.norm(outputs) / norm)
    assert (rounding > 10 * law) == (condition == 1e9) and (law > 10 * rounding) == (condition == 10)
    np.testing.assert_allclose(weights[:-1], max(law, rounding), rtol=1e-12)
    assert weights[-1] == rtol * p.N


@pytest.mark.parametrize("kind, wall", [(af.AdaptedFlow, True), (af.RankLossFlow, True), (af.StandardFlow, False)])
def test_weights_of_an_adapted_flow_shrink_with_the_length_on_which_it_speeds_up(kind, wall, survivor):
    """``rtol`` of that length, but not less than the rounding of theta; the standard flow has no wall to see coming."""
    p, theta0 = survivor
    flow, rtol, atol = kind(p), 1e-6, 1e-9
    clock = SegmentTime(flow, p.outputs(theta0))
    node = Node(0.0, theta0, 0.0, p.outputs(theta0), clock, theta0, 10.0, 1.0, "qr")
    far, size = atol + rtol * np.abs(theta0), np.linalg.norm(theta0)
    for length, near in ((np.inf, np.inf), (1e-3, 1e-9), (1e-20, AT_REST * size)):
        weights = Stepper(Field(flow, clock), rtol, atol).weights(node, length)["atol"]
        np.testing.assert_allclose(weights[:-1], np.minimum(far, near) if wall else far, rtol=1e-12)


def test_the_first_step_follows_the_tolerance_as_an_eighth_root():
    """As the error of a step of order 8 does: a shorter one would cost a step for each power of ten by which it is too short."""
    rng, net = np.random.default_rng(0), af.Network([2, 16, 1])
    p, theta0 = af.Problem(net, rng.normal(size=(3, 2)), rng.normal(size=(3, 1))), net.init(0)
    coarse, fine = (af.integrate(af.AdaptedFlow(p), theta0, stop=af.CostBelow(0.01 * p.cost(theta0)), rtol=rtol) for rtol in (1e-3, 1e-9))
    assert coarse.s[1] / fine.s[1] == pytest.approx(10 ** (6 / 8), rel=0.01)
    assert len(fine.s) <= 16

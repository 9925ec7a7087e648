"""How orbits end, against models whose end is known exactly, through every clock, tolerance and route of linear algebra."""

import importlib

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import borderline
from adaptedflow.flows import pseudo_inverse
from adaptedflow.lifetime import Cell

stepping = importlib.import_module("adaptedflow.orbit.stepper")

ENDS = {   # example, exponent of the speed in s* - s
    "two_factor": (af.examples.two_factor(), -0.5),
    "two_factor, other signs": (af.examples.two_factor(2.0, -2.0, 3.0), -0.5),
    "two_factor_network": (af.examples.two_factor_network(), -0.5),
    "two_label_rank_loss": (af.examples.two_label_rank_loss(), -0.5),
    "tanh_interpolation": (af.examples.tanh_interpolation(), -2.0),
    "saturation": (af.examples.saturation(), -1.0),
}
UNTIL = {"s": 20.0, "segment": np.inf}
# What was reached: at the default rtol 1e-6 and tighter the end time is good to 1e-6; at 1e-4 the orbit itself is only good to
# a few 1e-4, and the end time with it (worst: saturation in the segment clock, 3e-4).
BOUNDS = [(1e-4, 1e-3), (1e-6, 1e-6), (1e-8, 1e-7), (1e-10, 1e-8)]


def run(example, clock="s", flow=af.AdaptedFlow, **options):
    return af.integrate(flow(example.problem), example.theta0, until=UNTIL[clock], clock=clock, **options)


def check(orbit, example, exponent, bound):
    assert orbit.status == example.end_status, orbit.message
    assert orbit.end_time == pytest.approx(example.end_time, rel=bound)
    assert orbit.end_exponent == pytest.approx(exponent, abs=0.02)
    assert orbit.s[-1] < orbit.end_time + orbit.end_error


@pytest.mark.parametrize("clock", UNTIL)
@pytest.mark.parametrize("name", ENDS)
@pytest.mark.parametrize("rtol, bound", BOUNDS)
def test_end_of_every_exact_model(name, clock, rtol, bound):
    example, exponent = ENDS[name]
    orbit = run(example, clock, rtol=rtol)
    check(orbit, example, exponent, bound)
    # an estimate, so a factor is allowed for; the floor is the scatter that tight tolerances leave
    assert abs(orbit.end_time - example.end_time) <= 3 * orbit.end_error + 1e-9
    assert orbit.end_error <= 1e-4 * orbit.end_time                    # and the estimate says something
    if example.end_status == "rank_loss":                              # not called before it is near
        assert orbit.s[-1] >= orbit.end_time * (1 - 1e-9)


@pytest.mark.parametrize("clock", UNTIL)
@pytest.mark.parametrize("name", ENDS)
def test_end_through_the_gram_matrix(name, clock, monkeypatch):
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)
    example, exponent = ENDS[name]
    orbit = run(example, clock)
    check(orbit, example, exponent, 1e-6)
    assert orbit.route[0] == "gram"


@pytest.mark.parametrize("clock", UNTIL)
@pytest.mark.parametrize("name", [name for name in ENDS if name != "saturation"])   # saturation has no second derivatives
def test_end_through_implicit_steps(name, clock, monkeypatch):
    monkeypatch.setattr(stepping, "EXPLICIT_STEPS", 0)
    example, exponent = ENDS[name]
    check(run(example, clock, rtol=1e-8), example, exponent, 1e-5)


@pytest.mark.parametrize("name", ENDS)
def test_end_with_correction(name):
    example, exponent = ENDS[name]
    check(run(example, "segment", correct=True), example, exponent, 1e-6)


@pytest.mark.parametrize("flow", [af.UnderparametrizedFlow, af.RankLossFlow])
@pytest.mark.parametrize("clock", UNTIL)
def test_blow_up_at_K_equal_to_QN_through_the_other_flows(flow, clock):
    example, exponent = ENDS["tanh_interpolation"]
    orbit = af.integrate(flow(example.problem), example.theta0, until=20.0, clock=clock, rtol=1e-8)
    check(orbit, example, exponent, 1e-5)


@pytest.mark.parametrize("rtol", [1e-4, 1e-6, 1e-8, 1e-10])
@pytest.mark.parametrize("clock", UNTIL)
@pytest.mark.parametrize("start", [(1.1, 0.9), (1.0001, 0.9999), (0.9999, 1.0001)])
@pytest.mark.parametrize("make", [af.examples.two_factor, af.examples.two_factor_network])
def test_unbalanced_starts_survive_however_close_they_pass(make, start, clock, rtol):
    example = make(*start)
    orbit = run(example, clock, rtol=rtol)
    assert orbit.status == "reached", orbit.message
    assert orbit.end_time is orbit.end_error is orbit.end_exponent is None
    assert abs(start[0] ** 2 - start[1] ** 2) > 0 and orbit.theta[-1] == pytest.approx(example.exact(orbit.s[-1]), abs=30 * rtol + 1e-9)


@pytest.mark.parametrize("gram", [False, True])
def test_close_passage_through_the_gram_route(gram, monkeypatch):
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0 if gram else 10 ** 9)
    example = af.examples.two_factor(1.0001, 0.9999)
    orbit = run(example)
    assert orbit.status == "reached" and orbit.sigma_min.min() < 0.05


@pytest.mark.parametrize("clock", UNTIL)
@pytest.mark.parametrize("rtol", [1e-4, 1e-6, 1e-8, 1e-10])
def test_rank_loss_flow_reaches_its_saddle_in_finite_time(clock, rtol):
    """Balanced w1 w2 under Theorem 4.1's flow: the SVD sees rank 1 until w = 0, where the orbit arrives at log 2."""
    example = ENDS["two_factor"][0]
    orbit = af.integrate(af.RankLossFlow(example.problem), example.theta0, until=20.0, clock=clock, rtol=rtol)
    assert orbit.status in ("rank_loss", "equilibrium"), orbit.message
    end = orbit.end_time if orbit.status == "rank_loss" else orbit.s[-1]
    assert end == pytest.approx(np.log(2), rel=1e-3 if rtol > 1e-6 else 1e-6)
    assert np.linalg.norm(orbit.theta[-1]) < 1e-2 and orbit.cost[-1] == pytest.approx(0.5, rel=1e-3)


BALANCED = [tuple(np.exp(np.random.default_rng(seed).normal(size=2)) * [1, -1]) for seed in range(10)]
BALANCED += [(1.1085170581865922, -0.4210630280040483), (0.37503071262051074, -0.8410070595073882)]   # these were once walked through


@pytest.mark.parametrize("flow", [af.AdaptedFlow, af.RankLossFlow])
@pytest.mark.parametrize("clock", UNTIL)
@pytest.mark.parametrize("rtol", [1e-4, 1e-6])
def test_no_balanced_start_walks_through_its_rank_loss(rtol, clock, flow):
    """The exact orbit ends at w = 0; an integrator that turns aside there goes on along an unbalanced one, with (2.6) intact."""
    for w, y in BALANCED:
        example = af.examples.two_factor(w, w, y)
        orbit = af.integrate(flow(example.problem), example.theta0, until=30.0, clock=clock, rtol=rtol)
        assert orbit.status == "rank_loss" or flow is af.RankLossFlow and orbit.status == "equilibrium", (w, y, orbit.message)
        assert orbit.s[-1] == pytest.approx(example.end_time, rel=100 * rtol)


def sibling():
    """Overparametrized tanh [1, 1, 1] on 0, 1, 2, non-monotone targets: outputs there are monotone wherever D has full rank."""
    p = af.Problem(af.Network([1, 1, 1]), [[0.0], [1], [2]], [[0.0], [1], [0]])
    return p, np.array([0.5, -0.5, 1 / np.tanh(0.5), 1.0])


@pytest.mark.parametrize("clock", UNTIL)
@pytest.mark.parametrize("rtol", [1e-4, 1e-6, 1e-8])
def test_overparametrized_sibling_ends_where_its_segment_leaves_the_monotone_triples(clock, rtol):
    p, theta0 = sibling()
    np.testing.assert_allclose(p.outputs(theta0), [0, 1, 2], atol=1e-14)
    # the second increment falls from 1 to -1 along the segment: it is zero at t = 1/2, s = 3 log 2
    orbit = af.integrate(af.AdaptedFlow(p), theta0, until=UNTIL[clock], clock=clock, rtol=rtol)
    assert orbit.status == "blow_up", orbit.message
    assert orbit.end_time == pytest.approx(3 * np.log(2), rel=1e-3 if rtol > 1e-6 else 1e-5)
    assert orbit.theta[-1, 0] > 2.5                                    # w1 grows without bound, like log 1 / (t* - t)
    assert orbit.end_exponent == pytest.approx(-1, abs=0.1)


@pytest.mark.parametrize("name", ENDS)
def test_the_sentence_says_when_why_and_which_theorem(name):
    example, _ = ENDS[name]
    orbit = run(example)
    assert f"{orbit.end_time:.9g}" in orbit.message and f"{orbit.end_exponent:.2f}" in orbit.message
    assert f", cost {orbit.cost[-1]:.3g}. " in orbit.message
    if example.end_status == "rank_loss":
        assert "loses rank" in orbit.message and "Theorem 4.1 (af.RankLossFlow)" in orbit.message
    else:
        assert "unbounded" in orbit.message and "as Theorem 2.1 assumes" in orbit.message


def test_what_is_left_of_the_orbit_is_the_exact_one():
    for name in ("two_factor", "two_label_rank_loss", "saturation"):
        example, _ = ENDS[name]
        orbit = run(example, rtol=1e-10)
        for s in np.linspace(0, 0.999 * example.end_time, 30):
            np.testing.assert_allclose(orbit(s), example.exact(s), rtol=0, atol=1e-6)


def test_until_and_stop_before_the_end_are_met():
    example, _ = ENDS["two_factor"]
    flow = af.AdaptedFlow(example.problem)
    assert af.integrate(flow, example.theta0, until=0.69).status == "reached"
    stopped = af.integrate(flow, example.theta0, stop=af.CostBelow(0.51))
    assert stopped.status == "reached" and stopped.cost[-1] == pytest.approx(0.51, rel=1e-9)
    assert af.integrate(flow, example.theta0, stop=af.CostBelow(0.49)).status == "rank_loss"   # C(s*) = 1/2


def test_standard_flow_is_never_said_to_break_down():
    for name in ("two_factor", "tanh_interpolation"):
        example, _ = ENDS[name]
        orbit = af.integrate(af.StandardFlow(example.problem), example.theta0, until=50.0)
        assert orbit.status in ("reached", "equilibrium") and orbit.end_time is None


@pytest.mark.parametrize("correct", [False, True])
@pytest.mark.parametrize("widths, N", [((3, 4, 2), 8), ((3, 5, 1), 14), ((2, 6, 1), 14)])
def test_rank_lost_only_in_the_limit_is_no_breakdown(widths, N, correct):
    """With labels as targets ``D`` tends to a deficient limit: no end in finite ``s``, though the speed beside the orbit has a pole at t = 1."""
    deficient = 0
    for number in range(6):
        problem, theta0 = Cell(widths, N, "tanh", "labels", 1.0).draw(7, number)
        orbit = af.integrate(af.AdaptedFlow(problem), theta0, until=np.inf, clock="segment", correct=correct)
        assert orbit.status == "reached" and orbit.end_time is None, orbit.message
        assert orbit.cost[-1] <= 1e-12 * orbit.cost[0]
        deficient += orbit.sigma_min[-1] < 1e-6 * orbit.sigma_min[0]
        if not np.isfinite(orbit.condition[-1]):
            assert "in the limit D loses rank" in orbit.message
    assert deficient >= 2                                              # else the instances are not what the test is about


def test_powell_singular_is_reached_where_its_jacobian_is_deficient():
    example = borderline.powell_singular()
    orbit = af.integrate(af.AdaptedFlow(example.problem), example.theta0, until=np.inf, clock="segment")
    assert orbit.status == "reached" and orbit.cost[-1] <= 1e-15 * orbit.cost[0]


def test_an_inaccurate_step_does_not_end_the_segment_beside_its_end():
    """Implicit steps along a stiff orbit once passed t = 1 with outputs 3e-4 away from ``y``, above the stop."""
    problem, theta0 = Cell((3, 4, 1), 17, "softplus", "gaussian", 1.0).draw(0, 31)
    orbit = af.integrate(af.AdaptedFlow(problem), theta0, until=np.inf, stop=af.CostBelow(1e-8 * problem.cost(theta0)), clock="segment")
    assert orbit.status == "reached" and np.isfinite(orbit.s[-1])


@pytest.mark.parametrize("share", [1e-9, 1e-12])
def test_a_step_that_ends_just_before_a_finite_until_is_not_the_last(share):
    """Only at s = infinity may an orbit end short of its time: here every step of a first run is made the next run's ``until``, but for a hair."""
    example = af.examples.two_factor(1.5, 0.5)
    flow = af.AdaptedFlow(example.problem)
    for clock in ("s", "segment"):
        for s in af.integrate(flow, example.theta0, until=2.0, clock=clock).s[1:-1]:
            until = s * (1 + share)
            orbit = af.integrate(flow, example.theta0, until=until, clock=clock)
            assert orbit.status == "reached" and orbit.s[-1] == pytest.approx(until, rel=1e-14)

"""The exact models obey the flow's equation itself: the derivative of ``exact`` is the velocity."""

import mpmath
import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.examples import tanh_preimage

EXAMPLES = {
    "two_factor": af.examples.two_factor(),
    "two_factor, other signs": af.examples.two_factor(-2.0, 2.0, 3.0),
    "two_factor, w1 larger": af.examples.two_factor(1.1, 0.9),
    "two_factor, w2 larger": af.examples.two_factor(0.5, -2.0, 4.0),
    "two_factor_network": af.examples.two_factor_network(),
    "two_factor_network, unbalanced": af.examples.two_factor_network(1.1, 0.9),
    "two_label_rank_loss": af.examples.two_label_rank_loss(),
    "tanh_interpolation": af.examples.tanh_interpolation(),
    "two_label_blow_up": af.examples.two_label_blow_up(),
    "two_label_blow_up, collinear": af.examples.two_label_blow_up(collinear=True),
    "saturation": af.examples.saturation(),
    "last_layer_limit": af.examples.last_layer_limit(0.7, 0.5),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_exact_orbit_solves_the_adapted_flow(name):
    example = EXAMPLES[name]
    flow, h = af.AdaptedFlow(example.problem), 1e-5
    np.testing.assert_allclose(example.exact(0.0), example.theta0, rtol=1e-13, atol=1e-15)
    for s in np.array([0.05, 0.3, 0.6, 0.9]) * min(example.end_time, 4.0):
        slope = (example.exact(s + h) - example.exact(s - h)) / (2 * h)
        velocity = flow.velocity(example.exact(s))
        np.testing.assert_allclose(slope, velocity, rtol=0, atol=2e-7 * np.linalg.norm(velocity))


@pytest.mark.parametrize("name", EXAMPLES)
def test_exact_orbit_keeps_the_cost_law(name):
    example = EXAMPLES[name]
    p = example.problem
    for s in np.array([0.2, 0.7, 0.99]) * min(example.end_time, 8.0):
        law = np.exp(-2 * s / p.N) * p.cost(example.theta0)
        assert p.cost(example.exact(s)) == pytest.approx(law, rel=1e-10)


@pytest.mark.parametrize("name, end, status", [
    ("two_factor", mpmath.log(2), "rank_loss"), ("two_factor, other signs", mpmath.log(1 + mpmath.mpf(4) / 3), "rank_loss"),
    ("two_factor, w1 larger", mpmath.inf, "reached"), ("two_factor, w2 larger", mpmath.inf, "reached"),
    ("two_factor_network", 2 * mpmath.log(2), "rank_loss"), ("two_factor_network, unbalanced", mpmath.inf, "reached"),
    ("two_label_rank_loss", 2 * mpmath.log(2), "rank_loss"), ("tanh_interpolation", 4 * mpmath.log(mpmath.mpf(8) / 7), "blow_up"),
    ("two_label_blow_up", 5 * mpmath.log(mpmath.mpf(3) / 2), "blow_up"), ("saturation", mpmath.log(2), "blow_up"),
    ("last_layer_limit", 2 * mpmath.log(3), "rank_loss"),
])
def test_end_times_are_the_closed_forms(name, end, status):
    assert EXAMPLES[name].end_time == pytest.approx(float(end), rel=1e-14)
    assert EXAMPLES[name].end_status == status


@pytest.mark.parametrize("name", ["two_factor", "two_factor, other signs", "two_factor_network", "two_label_rank_loss", "last_layer_limit"])
def test_jacobian_has_lost_its_rank_at_the_end_and_not_before(name):
    """At theta = 0 only the output biases are left, rank Q (or 0 without biases)."""
    example = EXAMPLES[name]
    p = example.problem
    left = p.Q if hasattr(p.model, "bias") else 0
    assert af.numerical_rank(p.jacobian(example.exact(example.end_time)), 1e-7).rank == left < p.N * p.Q
    assert af.numerical_rank(p.jacobian(example.exact(example.end_time * (1 - 1e-9))), 1e-7).rank == p.N * p.Q


def test_tanh_interpolation_keeps_its_rank_while_it_blows_up():
    example = EXAMPLES["tanh_interpolation"]
    near = example.exact(example.end_time * (1 - 1e-6))
    assert np.linalg.norm(near) > 1e3 and near[0] == pytest.approx(np.log(2) / 2, rel=1e-4)
    assert example.problem.cost(example.exact(0.0)) == pytest.approx(16, rel=1e-12)
    assert example.problem.cost(near) == pytest.approx(49 / 64 * 16, rel=1e-5)


def test_two_labels_keep_the_rank_while_the_orbit_blows_up():
    example = EXAMPLES["two_label_blow_up"]
    p, near = example.problem, example.exact(example.end_time * (1 - 1e-9))
    assert len(np.unique(p.Y, axis=0)) == p.Q == 2 and p.K == p.N * p.Q
    assert abs(near[0]) > 9 and p.cost(near) == pytest.approx(4 / 9 * p.cost(example.theta0), rel=1e-6)
    signs = [np.linalg.slogdet(p.jacobian(example.exact(share * example.end_time)))[0] for share in (0, 0.5, 0.9, 0.999)]
    assert set(signs) == {-1.0}


def test_tanh_preimage_is_one():
    net, inputs = af.Network([1, 1, 1]), np.arange(4.0)[:, None]
    for x in ([0, 9, 13, 14], [0, 1, 5, 14], [3, 1, -5, -6], [0, 1, 2.5, 3.5]):
        np.testing.assert_allclose(net.outputs(tanh_preimage(x), inputs)[:, 0], x, rtol=1e-11, atol=1e-11)
        assert tanh_preimage(x)[0] > 0
    theta = np.array([0.7, -0.4, 1.3, 0.2])
    np.testing.assert_allclose(tanh_preimage(net.outputs(theta, inputs)[:, 0]), theta, rtol=1e-9)


def test_tanh_interpolation_that_stays_in_the_cone_lives_for_ever():
    example = af.examples.tanh_interpolation(y=(1.0, 9.5, 13.0, 14.1))
    assert example.end_time == np.inf and example.end_status == "reached"
    np.testing.assert_allclose(example.problem.outputs(example.exact(50.0)), [1, 9.5, 13, 14.1], rtol=1e-4)


def test_a_target_at_the_loss_of_rank_itself_is_reached():
    """x0 = 1, y = 0: the orbit goes to 0, where D = 0, and takes for ever."""
    example = af.examples.two_factor(1.0, 1.0, 0.0)
    assert example.end_time == np.inf and example.end_status == "reached"
    np.testing.assert_allclose(example.exact(2.0), np.exp(-1) * np.ones(2))


def test_a_monotone_unit_starts_at_0_1_2_with_full_rank_and_ends_in_time():
    example = af.examples.tanh_monotone()
    problem = example.problem
    np.testing.assert_allclose(problem.outputs(example.theta0), [0, 1, 2], atol=1e-15)
    np.testing.assert_array_equal(problem.y, [0, 1, 0])
    assert af.numerical_rank(problem.jacobian(example.theta0)).rank == 3 and problem.K == 4
    assert example.end_time == pytest.approx(3 * np.log(2), rel=1e-15) and example.exact is None
    orbit = af.integrate(af.AdaptedFlow(problem), example.theta0, until=5.0)
    assert orbit.status == example.end_status == "blow_up" and orbit.end_time < example.end_time * (1 + 1e-6)
    assert (np.diff(orbit.outputs, axis=1) > 0)[:, 1].all()            # the second increment 1 - 2 t is positive as long as it lives


def test_the_example_inside_the_papers_setting_has_at_most_Q_targets():
    p = EXAMPLES["two_label_rank_loss"].problem
    assert len(np.unique(p.Y, axis=0)) <= p.Q and p.K > p.N * p.Q and p.model.bias


@pytest.mark.parametrize("y", [(0.0, 1.0, 5.0, 14.0), (0.0, 1.0, 3.0, 14.0), (0.0, 9.0, 13.0, 12.0), (3.0, 2.0, 1.0, 0.0)])
def test_tanh_interpolation_ends_where_preimages_cease(y):
    """By bisection on the existence of a preimage along the segment, apart from the quadratic."""
    example, x0 = af.examples.tanh_interpolation(y=y), np.array([0.0, 9.0, 13.0, 14.0])
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        try:
            tanh_preimage(x0 + middle * (np.array(y) - x0))
            low = middle
        except ValueError:
            high = middle
    assert example.end_time == pytest.approx(-4 * np.log1p(-low), rel=1e-9)
    assert example.end_status == "blow_up"


@pytest.mark.parametrize("call, error, words", [
    (lambda: af.examples.two_factor("1"), TypeError, "w1: expected a real number, got '1'"),
    (lambda: af.examples.two_factor(1, np.nan), ValueError, "w2: expected a finite number, got nan"),
    (lambda: af.examples.two_factor(1, 1, np.inf), ValueError, "y: expected a finite number, got inf"),
    (lambda: af.examples.two_factor_network(None, 1), TypeError, "w1: expected a real number, got None"),
    (lambda: af.examples.saturation(1), ValueError, "y: expected a finite number > 1, got 1"),
    (lambda: af.examples.tanh_interpolation(x0=(0, 1, 0, 2)), ValueError, "x: expected increments of one sign with d2.2 > d1 d3, got"),
    (lambda: af.examples.tanh_interpolation(x0=(0, 1, 2)), ValueError, "x0: expected shape"),
    (lambda: af.examples.tanh_interpolation(y=(0, 1, 2, np.nan)), ValueError, "(?i)y: expected finite numbers, got nan"),
    (lambda: af.examples.tanh_interpolation(y=(0, 1, 2, 3, 4)), ValueError, "(?i)y: expected shape"),
    (lambda: tanh_preimage((0, 0, 1, 1.5)), ValueError, "x: expected increments of one sign"),
    (lambda: tanh_preimage((0, 1, 2, 3)), ValueError, "x: expected increments of one sign with d2.2 > d1 d3, got"),
    (lambda: tanh_preimage((0, 1, 2)), ValueError, "x: expected shape"),
    (lambda: tanh_preimage((0, 1, np.nan, 2)), ValueError, "x: expected finite numbers, got nan"),
])
def test_malformed_arguments_are_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize("collinear", [False, True])
def test_no_start_survives_the_labels_by_turns(collinear):
    """Outputs stay at 1/sqrt 2 or more from the targets, random ones and the best that least squares finds; orbits end before that."""
    from scipy.optimize import least_squares

    p = af.examples.unreachable_labels(collinear)
    assert len(np.unique(p.Y, axis=0)) == p.Q == 2 and (p.K, p.N * p.Q) == ((12 if collinear else 10), 10)
    for seed in range(12):
        theta = p.model.init(seed, 3.0)
        assert np.linalg.norm(p.outputs(theta) - p.y) > np.sqrt(0.5)
        best = least_squares(lambda theta: p.outputs(theta) - p.y, theta, lambda theta: p.jacobian(theta), max_nfev=300).x
        assert np.linalg.norm(p.outputs(best) - p.y) >= np.sqrt(0.5)
    for seed in range(4):
        theta0 = p.model.init(seed, 2.0)
        orbit = af.integrate(af.AdaptedFlow(p), theta0, until=np.inf, clock="segment", max_steps=300)
        assert orbit.status != "reached" and -np.expm1(-orbit.s[-1] / p.N) <= 1 - (20 * p.cost(theta0)) ** -0.5


def test_two_tanh_units_turn_at_most_twice():
    """f' times both squared cosh is a sum of exponentials with at most two sign changes: by symbols."""
    import sympy

    u, v, a, b = sympy.symbols("u v a b", real=True)
    derivative = a * sympy.sech(u) ** 2 + b * sympy.sech(v) ** 2
    factor = (a * sympy.cosh(v) ** 2 + b * sympy.cosh(u) ** 2)
    rewritten = (derivative * sympy.cosh(u) ** 2 * sympy.cosh(v) ** 2 - factor).rewrite(sympy.exp)
    assert sympy.simplify(rewritten) == 0
    k, x, w1, b1, w2, b2 = sympy.symbols("k x w1 b1 w2 b2", positive=True)
    terms = sympy.expand((k * sympy.cosh(w1 * x + b1) - sympy.cosh(w2 * x + b2)).rewrite(sympy.exp))
    signs = {}
    for term in terms.as_ordered_terms():
        rate = sympy.diff(term, x) / term
        signs[sympy.simplify(rate)] = (term / sympy.Abs(term)).subs({k: 1, x: 1, w1: 1, b1: 1, w2: 2, b2: 1})
    assert {rate: int(sign) for rate, sign in signs.items()} == {w1: 1, -w1: 1, w2: -1, -w2: -1}

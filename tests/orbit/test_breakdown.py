"""The law of a breakdown, read off steps whose law is known."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad

from adaptedflow.orbit.breakdown import EXPONENT_SPREAD, Witness, _ratio


def witness(speed, times):
    """A witness that has seen an orbit of this speed at these times, the arc length between them by quadrature."""
    seen, before = Witness(), times[0]
    for now in times:
        seen.add(now, quad(speed, before, now, epsabs=0, epsrel=1e-13)[0] if now > before else 0.0, speed(now))
        before = now
        if seen.verdict():
            break
    return seen


@pytest.mark.parametrize("beta, kind", [(0.3, "rank_loss"), (0.5, "rank_loss"), (0.8, "rank_loss"), (1.0, "blow_up"), (1.5, "blow_up"), (2.0, "blow_up"), (3.0, "blow_up")])
@pytest.mark.parametrize("ratio", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("factor, end", [(1.0, 1.0), (50.0, 3.7)])
def test_witness_reads_exponent_and_time_of_a_pure_law(beta, kind, ratio, factor, end):
    """Speed ``factor (end - c)^-beta``, steps that leave ``ratio`` of the time: arc length in closed form."""
    seen, left = Witness(), end
    def arc(left):                                                     # up to a constant
        return -factor * np.log(left) if beta == 1 else factor * left ** (1 - beta) / (beta - 1)
    seen.add(0.0, 0.0, factor * left ** -beta)
    while not seen.verdict() and left > 1e-15 * end:
        step = arc(left * ratio) - arc(left)
        left *= ratio
        seen.add(end - left, step, factor * left ** -beta)
    verdict = seen.verdict() or seen.verdict(final=True)
    assert verdict is not None and verdict.kind == kind
    assert left <= 1e-11 * end or kind == "blow_up"                    # a limit at which theta is finite is approached until then
    assert verdict.error >= 0.99e-15 * end                             # however well the estimates agree
    assert verdict.exponent == pytest.approx(-beta, abs=1e-3)
    assert verdict.time == pytest.approx(end, rel=1e-9)
    assert abs(verdict.time - end) <= verdict.error + 1e-9 * end


@pytest.mark.parametrize("speed", [
    lambda c: 1.0,                                                     # uniform
    lambda c: np.exp(c),                                               # unbounded, but only in infinite time
    lambda c: (1 + c) ** 8,
    lambda c: 1 / ((c - 10) ** 2 + 1e-4),                              # a close passage, sped up 1e6 times, then slow again
    lambda c: 1 / np.sqrt((c - 10) ** 2 + 1e-8),
    lambda c: 0.0,
], ids=["uniform", "exponential", "power", "passage", "slow passage", "at rest"])
def test_witness_is_not_deceived_by_orbits_that_go_on(speed):
    times = np.unique(np.concatenate([np.linspace(0, 20, 200), 10 - np.geomspace(10, 1e-3, 120), 10 + np.geomspace(1e-3, 10, 120)]))
    seen = witness(speed, times)
    assert seen.verdict() is None and seen.verdict(final=True) is None
    assert len(seen.clock) == len(times)


def test_length_on_which_the_speed_grows_by_a_factor_e():
    seen = Witness()
    for arc_step, speed, length in ((0.0, 1.0, np.inf), (2.0, np.e, 2.0), (6.0, np.e ** 3, 3.0), (1.0, 1.0, np.inf), (1.0, 1.0, np.inf), (1.0, np.e ** 2, 0.5)):
        seen.add(0.0, arc_step, speed)
        assert seen.length == pytest.approx(length, rel=1e-14)


@pytest.mark.parametrize("speeds, found", [((1, 2, 10), 1), ((1, 4, 10), 0), ((1, 10, 5), None), ((1, 10, 10), 0), ((4, 5, 10), None)])
def test_the_point_three_times_slower_is_the_last_such_before_which_the_speed_has_only_risen(speeds, found):
    seen = Witness()
    for speed in speeds:
        seen.add(0.0, 1.0, speed)
    assert seen._slower(2) == found


def test_witness_without_enough_points_is_silent():
    seen = Witness()
    assert seen.verdict() is None and seen.rise == 1.0
    for k in range(3):
        seen.add(1 - 10.0 ** -k, 1.0, 10.0 ** k)
    assert seen.verdict(final=True) is None


@pytest.mark.parametrize("spread, steady", [(0.9, True), (1.1, False)])
def test_exponents_are_to_agree_relative_to_their_size(spread, steady):
    seen = witness(lambda c: (1 - c) ** -3.0, 1 - 0.5 ** np.arange(30))
    assert seen.verdict().kind == "blow_up"
    last = seen.estimates[-1]
    seen.estimates[-1] = replace(last, exponent=last.exponent - 3 * spread * EXPONENT_SPREAD)
    assert (seen.verdict() is not None) == steady


@pytest.mark.parametrize("y", [0.5, 3.0])
def test_the_law_goes_on_through_the_logarithmic_blow_up(y):
    """``sigma / (1 - exp(-sigma y))`` at ``sigma = 0`` is ``1 / y``, and ``1 / y + sigma / 2`` beside it."""
    assert _ratio(0.0, y) == 1 / y
    for sigma in (-1e-4, 1e-4, -1e-13, 1e-13):
        assert _ratio(sigma, y) == pytest.approx(1 / y + sigma / 2, rel=1e-8)

"""What is said of an orbit's cost before it runs, held against orbits that ran."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.forecast import velocities


class Counted(af.AdaptedFlow):
    """Counts its velocities."""

    count = 0

    def lift(self, *arguments, **options):
        self.count += 1
        return super().lift(*arguments, **options)

    def lift_jacobian(self, *arguments, **options):
        self.count += 1
        return super().lift_jacobian(*arguments, **options)


def problem(widths, N, seed=0, activation="tanh"):
    rng, net = np.random.default_rng(seed), af.Network(widths, activation=activation)
    return af.Problem(net, rng.normal(size=(N, widths[0])), rng.normal(size=(N, widths[-1]))), net.init(seed)


def test_nine_of_ten_orbits_that_live_take_as_many_as_was_said():
    within = []
    for widths, N in ([2, 8, 1], 3), ([3, 6, 2], 6), ([3, 10, 1], 25), ([2, 5, 5, 1], 30), ([4, 12, 3], 20):
        for seed in (3, 4):
            p, theta0 = problem(widths, N, seed)
            found, flow = af.diagnose(p, theta0), Counted(p)
            orbit = af.integrate(flow, theta0, stop=af.CostBelow(1e-5 * found.cost))
            assert orbit.status == "reached"
            low, high = velocities(p, found.singular_values[0] / found.singular_values[-1])
            assert found.orbit_seconds == (low * found.velocity_seconds, high * found.velocity_seconds) and f"take {low} to {high} of them" in found.sentences["time"]
            within.append(low <= flow.count <= high)
    assert sum(within) >= 9


def test_without_the_singular_values_the_range_is_wider():
    p, _ = problem([3, 8, 1], 20)
    assert velocities(p)[0] < velocities(p, 1e3)[0] and velocities(p)[1] > velocities(p, 1e3)[1]


@pytest.mark.parametrize("widths, N, activation, why", [([3, 8, 1], 41, "tanh", "K - QN"), ([3, 8, 1], 38, "tanh", "K - QN"), ([3, 8, 1], 42, "tanh", "K < QN"), ([3, 8, 1], 5, "relu", "kink")])
def test_where_nobody_can_tell_no_number_is_given(widths, N, activation, why):
    p, theta0 = problem(widths, N, 1, activation)
    assert velocities(p) == () == velocities(p, 10.0)
    found = af.diagnose(p, theta0)
    assert found.orbit_seconds == ()
    assert found.flow == "RankLossFlow" or why in found.sentences["time"] and "not foretold" in found.sentences["time"]


def test_the_first_call_is_not_timed(monkeypatch):
    from adaptedflow import diagnosis

    clock = iter([0.0, 20.0, 20.0, 20.5, 20.5, 21.2])                  # the first call takes 20 s, as torch does; the next ones half a second, and 0.7 s
    monkeypatch.setattr(diagnosis.time, "perf_counter", lambda: next(clock))
    p, theta0 = problem([2, 8, 1], 4)
    assert diagnosis._seconds(af.AdaptedFlow(p), theta0) == 0.5

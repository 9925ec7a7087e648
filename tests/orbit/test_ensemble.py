"""Random small orbits over K / QN from 1 to 3: each ends with a status, whatever it meets."""

import numpy as np
import pytest

import adaptedflow as af

STATUSES = {"reached", "time_limit", "rank_loss", "blow_up", "kink", "equilibrium", "step_limit"}


def draw(seed, activation):
    rng = np.random.default_rng(seed)
    M, hidden, Q = (int(rng.integers(1, high)) for high in (3, 5, 3))
    net = af.Network([M, hidden, Q], activation)
    N = max(1, int(net.num_parameters / Q / rng.uniform(1, 3)))
    return af.Problem(net, rng.normal(size=(N, M)), rng.normal(size=(N, Q))), net.init(rng)


@pytest.mark.parametrize("activation", ["tanh", "softplus", "erf", "relu", "identity"])
@pytest.mark.parametrize("clock", ["s", "segment"])
def test_every_orbit_ends_with_a_status(activation, clock):
    ended, deficient = [], 0
    for seed in range(6):
        p, theta0 = draw(1000 + seed + 6 * (clock == "s"), activation)
        try:
            af.AdaptedFlow(p).velocity(theta0)
        except af.RankLossError:
            assert af.numerical_rank(p.jacobian(theta0)).rank < p.N * p.Q
            deficient += 1
            continue
        orbit = af.integrate(af.AdaptedFlow(p), theta0, until=np.inf if clock == "segment" else 8.0 * p.N, clock=clock, max_steps=230)
        assert orbit.status in STATUSES
        assert orbit.message and np.isfinite(orbit.theta).all() and np.all(np.diff(orbit.s) >= 0)
        assert (orbit.end_time is not None) == (orbit.status in ("rank_loss", "blow_up"))
        if orbit.end_time is not None:
            assert orbit.end_time >= orbit.s[-1] * (1 - 1e-9) and orbit.end_exponent <= 0   # 0: a jump, at a kink
        if orbit.status == "reached":                                  # it has kept the law, and its rank
            law = np.exp(-orbit.s[-1] / p.N) * np.linalg.norm(p.outputs(theta0) - p.y)
            assert np.linalg.norm(orbit.outputs[-1] - p.y) <= law + 1e-3 * np.linalg.norm(p.outputs(theta0) - p.y)
        ended.append(orbit.status)
    assert len(ended) + deficient == 6
    assert activation in ("relu", "identity") or "reached" in ended

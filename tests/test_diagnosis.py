"""What ``diagnose`` says, and that it says what the parts say."""

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import diagnosis

RNG = np.random.default_rng(0)
NET = af.Network([2, 8, 1])
X, Y = RNG.normal(size=(4, 2)), RNG.normal(size=(4, 1))


def test_every_field_has_a_sentence_and_agrees_with_its_part():
    problem, theta0 = af.Problem(NET, X, Y), NET.init(0)
    found = af.diagnose(problem, theta0)
    assert list(found.sentences) == ["size", "cost at the start", "rank", "existence criterion", "last-layer criterion", "survival map", "stopping times", "flow", "time", "memory"]
    assert found.full_rank and found.flow == "AdaptedFlow" and len(found.nearest) == 3
    np.testing.assert_allclose(found.singular_values, np.linalg.svd(problem.jacobian(theta0), compute_uv=False))
    assert found.stopping_times == {level: pytest.approx(-2 * np.log(level)) for level in (1e-2, 1e-4, 1e-8)}
    assert found.sentences["existence criterion"] == af.lifetime.existence_criterion(problem, theta0).reason
    assert found.orbit_seconds[0] < found.orbit_seconds[1] and found.memory_bytes > 8 * 200 * problem.K
    assert str(found).count("\n") == 9 and "data:image/png" in found._repr_html_()


def test_a_start_of_lost_rank_is_sent_to_theorem_4_1():
    found = af.diagnose(af.Problem(NET, np.vstack([X, X[:1]]), np.vstack([Y, Y[:1] + 1])), NET.init(0))
    assert found.full_rank is False and found.flow == "RankLossFlow" and found.velocity_seconds is None
    assert "cannot tell" in found.sentences["rank"] and "Theorem 4.1" in found.sentences["flow"]


def test_few_parameters_have_no_stopping_time():
    net = af.Network([2, 1])
    found = af.diagnose(af.Problem(net, X, Y), net.init(0))
    assert found.regime == "underparametrized" and found.flow == "UnderparametrizedFlow" and found.stopping_times == {} and found.nearest == []


def test_a_map_of_ones_own_is_told_which_criteria_do_not_apply():
    model = af.FunctionModel(lambda theta, X: X @ theta.reshape(2, 1), lambda theta, X: X, 2)
    found = af.diagnose(af.Problem(model, X[:2], Y[:2]), np.ones(2))
    assert "not certified" in found.sentences["existence criterion"] and "does not apply" in found.sentences["last-layer criterion"]


def test_a_large_jacobian_is_not_decomposed(monkeypatch):
    monkeypatch.setattr(diagnosis, "LARGE", 1)
    found = af.diagnose(af.Problem(NET, X, Y), NET.init(0))
    assert found.full_rank is None and "not looked at" in found.sentences["rank"] and "<img" not in found._repr_html_()
    with pytest.raises(ValueError, match="too large"):
        found.figure()

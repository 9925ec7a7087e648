"""Long orbits in parts: interrupted or killed anywhere, an integration goes on to the same orbit to the last bit."""

import subprocess
import sys

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow.flows import pseudo_inverse, stages
from adaptedflow.orbit import checkpoint as keeping
from adaptedflow.orbit import stepper as stepping

ARRAYS = ("s", "theta", "outputs", "cost", "condition", "cost_defect", "segment_defect")
FACTS = ("status", "message", "route", "events", "end_time", "end_error", "end_exponent")


def same(one, other):
    """Whether two orbits agree in every bit, between their steps as well."""
    for name in ARRAYS:
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name
    for name in FACTS:
        assert getattr(one, name) == getattr(other, name), name
    finite = one.s[np.isfinite(one.s)]
    for s in np.linspace(0, finite[-1], 9):
        assert one(s).tobytes() == other(s).tobytes(), s


def interrupting(step):
    def tell(progress):
        if progress.steps == step:
            raise KeyboardInterrupt
    return tell


class Plane:
    """A stop that is looked at within each step."""

    def __init__(self, level):
        self.level = level

    def excess(self, problem, theta):
        return float(theta[0] - self.level)


def relu():
    net, rng = af.Network([2, 6, 1], "relu"), np.random.default_rng(8)
    return af.Problem(net, rng.normal(size=(8, 2)), rng.normal(size=(8, 1))), net.init(rng)


def orbits(survivor, underparametrized):
    p, theta0 = survivor
    wall = af.examples.two_factor(1.2, 1.0)
    yield "paper time", af.AdaptedFlow(p), theta0, dict(stop=af.CostBelow(1e-6))
    yield "segment", af.AdaptedFlow(p), theta0, dict(until=np.inf, clock="segment")
    yield "segment that aims anew", af.AdaptedFlow(af.examples.last_layer_limit().problem), af.examples.last_layer_limit().theta0, dict(until=np.inf, clock="segment", rtol=1e-4)
    yield "corrected", af.AdaptedFlow(p), theta0, dict(until=6.0, correct=True)
    yield "a stop of one's own", af.AdaptedFlow(p), theta0, dict(until=8.0, stop=Plane(theta0[0] - 5.0))
    yield "rank loss", af.AdaptedFlow(wall.problem), wall.theta0, dict(until=20.0)
    yield "truncated", af.RankLossFlow(wall.problem), wall.theta0, dict(until=3.0, rtol=1e-4)
    yield "implicit", af.StandardFlow(p), theta0, dict(until=10.0, rtol=1e-4)
    yield "least squares", af.UnderparametrizedFlow(underparametrized[0]), underparametrized[1], dict(until=40.0)
    kinked, start = relu()
    yield "kinks", af.AdaptedFlow(kinked), start, dict(until=4.0)


@pytest.mark.parametrize("case", range(10))
def test_interrupted_orbits_go_on_to_the_last_bit(case, survivor, underparametrized, tmp_path):
    _, flow, theta0, options = list(orbits(survivor, underparametrized))[case]
    whole = af.integrate(flow, theta0, **options)
    steps = len(whole.s) - 1
    for step in (1, steps // 2, steps - 1):
        with pytest.raises(af.Interrupted, match="goes on from there") as caught:
            af.integrate(flow, theta0, **options, checkpoint=tmp_path / "kept", progress=interrupting(step))
        assert len(caught.value.orbit.s) == step + 1
    same(af.integrate(flow, theta0, **options, checkpoint=tmp_path / "kept"), whole)
    again = []
    same(af.integrate(flow, theta0, **options, checkpoint=tmp_path / "kept", progress=again.append), whole)
    assert len(again) == 1                                             # the last step only


def test_implicit_steps_of_a_stiff_orbit_go_on_to_the_last_bit(survivor, tmp_path, monkeypatch):
    """Radau remembers a Jacobian, its factors, and the step before."""
    monkeypatch.setattr(stepping, "EXPLICIT_STEPS", 6)
    p, theta0 = survivor
    flow, options = af.AdaptedFlow(p), dict(until=20.0)
    whole = af.integrate(flow, theta0, **options)
    for step in (5, 6, 7, 8, 11, len(whole.s) - 2):
        with pytest.raises(af.Interrupted):
            af.integrate(flow, theta0, **options, checkpoint=tmp_path / "kept", progress=interrupting(step))
    same(af.integrate(flow, theta0, **options, checkpoint=tmp_path / "kept"), whole)


@pytest.mark.parametrize("blocks, gram", [(2, 10 ** 9), (10 ** 9, 2)])
def test_what_stages_share_is_there_again(blocks, gram, tmp_path, monkeypatch):
    """A preconditioner, and the solutions that they begin with."""
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)
    for name, value in {"SIZE": 0, "BLOCKS_SHARE": blocks, "GRAM_SHARE": gram}.items():
        monkeypatch.setattr(stages, name, value)
    net, rng = af.Network([6, 12, 4]), np.random.default_rng(3)
    flow, theta0 = af.AdaptedFlow(af.Problem(net, rng.normal(size=(12, 6)), rng.normal(size=(12, 4)))), net.init(2)
    whole = af.integrate(flow, theta0, until=0.3)
    for step in (1, len(whole.s) // 2):
        with pytest.raises(af.Interrupted):
            af.integrate(flow, theta0, until=0.3, checkpoint=tmp_path / "kept", progress=interrupting(step))
    same(af.integrate(flow, theta0, until=0.3, checkpoint=tmp_path / "kept"), whole)


def test_a_killed_process_leaves_a_whole_file(survivor, tmp_path):
    """The process ends at once in the middle of a velocity, without any clean-up; another goes on."""
    program = """
import os
import sys
import numpy as np
import adaptedflow as af
from adaptedflow.kept_jacobian import KeptJacobian
from adaptedflow.orbit import checkpoint
checkpoint.SECONDS = checkpoint.SHARE = 0
net, rng, count = af.Network([2, 8, 2]), np.random.default_rng(1), 0
p, theta0 = af.Problem(net, rng.normal(size=(5, 2)), rng.normal(size=(5, 2))), net.init(rng)
jacobian = KeptJacobian.__call__
def deadly(self, theta):
    global count
    count += 1
    if count == 60:                                                    # 12 a step
        os._exit(9)
    return jacobian(self, theta)
KeptJacobian.__call__ = deadly
af.integrate(af.AdaptedFlow(p), theta0, until=5.0, checkpoint=sys.argv[1])
"""
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path / "kept")]).returncode == 9
    (p, theta0), seen = survivor, []
    orbit = af.integrate(af.AdaptedFlow(p), theta0, until=5.0, checkpoint=tmp_path / "kept", progress=seen.append)
    assert 3 <= seen[0].steps <= 5
    same(orbit, af.integrate(af.AdaptedFlow(p), theta0, until=5.0))


def test_more_steps_may_be_allowed_and_not_fewer(survivor, tmp_path):
    p, theta0 = survivor
    flow, options = af.AdaptedFlow(p), dict(until=10.0, checkpoint=tmp_path / "kept")
    for steps in (6, 5):                                               # the file has all but the last
        orbit = af.integrate(flow, theta0, **options, max_steps=steps)
        assert orbit.status == "step_limit" and len(orbit.s) == steps + 1
    same(af.integrate(flow, theta0, **options), af.integrate(flow, theta0, until=10.0))
    with pytest.raises(ValueError, match="more than max_steps = 3"):
        af.integrate(flow, theta0, **options, max_steps=3)


@pytest.mark.parametrize("change, words", [
    (dict(rtol=1e-5), "rtol is 1e-06, and here 1e-05"), (dict(until=3.0), "until is 4.0, and here 3.0"), (dict(clock="segment"), "clock is 's', and here 'segment'"),
    (dict(stop=af.CostBelow(1e-9)), r"stop is NoneType\(\), and here CostBelow\(eps=1e-09\)"), (dict(theta0=1), "theta0 is array "), (dict(Y=1), "the targets y"),
    (dict(X=1), "they give other outputs"), (dict(flow=af.RankLossFlow), "flow is AdaptedFlow"), (dict(activation="erf"), "activation='tanh'")])
def test_a_checkpoint_of_another_integration_is_refused_and_left_alone(change, words, survivor, tmp_path):
    p, theta0 = survivor
    af.integrate(af.AdaptedFlow(p), theta0, until=4.0, max_steps=3, checkpoint=tmp_path / "kept")
    before, change = (tmp_path / "kept").read_bytes(), dict(change)
    theta0 = theta0 + change.pop("theta0", 0) * 1e-12
    net = af.Network([2, 8, 2], change.pop("activation", "tanh"))
    other = af.Problem(net, p.X + 1e-4 * change.pop("X", 0), p.Y + 1e-12 * change.pop("Y", 0))
    flow = change.pop("flow", af.AdaptedFlow)(other)
    with pytest.raises(ValueError, match=words) as caught:
        af.integrate(flow, theta0, **({"until": 4.0} | change), checkpoint=tmp_path / "kept")
    assert str(tmp_path / "kept") in str(caught.value) and "Give another path, or move the file away." in str(caught.value)
    assert (tmp_path / "kept").read_bytes() == before


def test_functions_that_agree_at_the_start_only_are_told_apart(tmp_path):
    """Nothing is known of a function but what it returns."""
    def model(bend):
        return af.FunctionModel(lambda th, X: np.array([[th[0] + bend * (th[0] - 1) ** 2]]), lambda th, X: np.array([[1 + 2 * bend * (th[0] - 1)]]), 1)
    flows = [af.AdaptedFlow(af.Problem(model(bend), [[0.0]], [[2.0]])) for bend in (0.0, 0.3)]
    af.integrate(flows[0], [1.0], until=3.0, checkpoint=tmp_path / "kept")
    with pytest.raises(ValueError, match="they give other outputs"):
        af.integrate(flows[1], [1.0], until=3.0, checkpoint=tmp_path / "kept")


@pytest.mark.parametrize("content", [b"", b"my notes", b"PK\x03\x04 cut short"])
def test_what_is_no_checkpoint_is_refused_and_left_alone(content, survivor, tmp_path):
    p, theta0 = survivor
    (tmp_path / "notes").write_bytes(content)
    with pytest.raises(ValueError, match="expected a new file, or one that an integration wrote"):
        af.integrate(af.AdaptedFlow(p), theta0, until=1.0, checkpoint=tmp_path / "notes")
    assert (tmp_path / "notes").read_bytes() == content


def test_a_file_that_is_cut_short_or_of_another_kind_is_refused(survivor, tmp_path):
    p, theta0 = survivor
    orbit = af.integrate(af.AdaptedFlow(p), theta0, until=1.0, checkpoint=tmp_path / "kept")
    whole = (tmp_path / "kept").read_bytes()
    (tmp_path / "kept").write_bytes(whole[:len(whole) // 2])
    af.save_orbit(tmp_path / "orbit.npz", orbit)
    for name in ("kept", "orbit.npz", "."):
        with pytest.raises(ValueError, match="checkpoint: expected a new file"):
            af.integrate(af.AdaptedFlow(p), theta0, until=1.0, checkpoint=tmp_path / name)
    with pytest.raises(TypeError, match="checkpoint: expected the path of a file, got 3"):
        af.integrate(af.AdaptedFlow(p), theta0, until=1.0, checkpoint=3)


def test_a_full_disk_costs_the_checkpoint_and_not_the_orbit(survivor, tmp_path, monkeypatch):
    p, theta0 = survivor
    write, calls = keeping.write_whole, []

    def full(path, content):
        calls.append(path)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(keeping, "write_whole", full)
    with pytest.warns(UserWarning, match="was not written: No space left on device. The integration goes on without."):
        orbit = af.integrate(af.AdaptedFlow(p), theta0, until=4.0, checkpoint=tmp_path / "kept")
    same(orbit, af.integrate(af.AdaptedFlow(p), theta0, until=4.0))
    monkeypatch.setattr(keeping, "write_whole", write)
    same(af.integrate(af.AdaptedFlow(p), theta0, until=4.0, checkpoint=tmp_path / "kept"), orbit)     # the start was written


def test_a_place_that_cannot_be_written_is_known_before_the_first_step(survivor, tmp_path, monkeypatch):
    p, theta0 = survivor
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match="Not a directory"):
        af.integrate(af.AdaptedFlow(p), theta0, until=4.0, checkpoint=tmp_path / "file" / "kept")

    def refused(path, content):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(keeping, "write_whole", refused)
    with pytest.raises(PermissionError):
        af.integrate(af.AdaptedFlow(p), theta0, until=4.0, checkpoint=tmp_path / "kept", progress=interrupting(0))

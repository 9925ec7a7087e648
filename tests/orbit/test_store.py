"""Orbits written to npz and read again."""

import numpy as np
import pytest

import adaptedflow as af


@pytest.fixture(scope="module")
def orbit():
    rng = np.random.default_rng(2)
    net = af.Network([2, 6, 2], "softplus")
    problem = af.Problem(net, rng.normal(size=(3, 2)), rng.normal(size=(3, 2)))
    return af.integrate(af.AdaptedFlow(problem), net.init(2), until=3.0)


def test_what_is_read_is_what_was_written(orbit, tmp_path):
    af.save_orbit(tmp_path / "one.npz", orbit)
    read = af.load_orbit(tmp_path / "one.npz")
    for name in ("s", "theta", "outputs", "cost", "sigma_min"):
        np.testing.assert_array_equal(getattr(read, name), getattr(orbit, name))
    assert (read.status, read.message, read.flow, read.activation) == (orbit.status, orbit.message, "AdaptedFlow", "softplus")
    problem = read.problem()
    assert problem.model.widths == (2, 6, 2) and problem.model.bias is True
    np.testing.assert_array_equal(problem.outputs(read.theta[-1]), orbit.outputs[-1])


def test_what_is_no_orbit_is_refused(tmp_path, orbit):
    example = af.examples.two_factor(1.0, 1.0, y=2.0)
    foreign = af.integrate(af.AdaptedFlow(example.problem), example.theta0, until=0.1)
    for thing in (foreign, "orbit"):
        with pytest.raises(TypeError, match="expected an af.Orbit of an af.Network"):
            af.save_orbit(tmp_path / "no.npz", thing)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["text", "other arrays", "another format"])
def test_files_that_are_no_orbits_are_refused(tmp_path, orbit, content):
    path = tmp_path / "file.npz"
    if content == "text":
        path.write_text("hello")
    elif content == "other arrays":
        np.savez(path, s=np.ones(3))
    else:
        af.save_orbit(path, orbit)
        with np.load(path) as file:
            np.savez(path, **{name: file[name] for name in file.files} | {"format": "adaptedflow orbit 0"})
    with pytest.raises(ValueError, match="path: expected"):
        af.load_orbit(path)
    with pytest.raises(FileNotFoundError):
        af.load_orbit(tmp_path / "none.npz")

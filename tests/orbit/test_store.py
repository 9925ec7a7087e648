"""Orbits written to npz and read again."""

import io
import pickle
import zipfile

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


@pytest.mark.parametrize("content", ["text", "nothing", "other arrays", "another format", "one array", "pickle", "zip", "folder", "other shapes", "other widths"])
def test_files_that_are_no_orbits_are_refused(tmp_path, orbit, content):
    path = tmp_path / "file.npz"
    af.save_orbit(path, orbit)
    with np.load(path) as file:
        whole = {name: file[name] for name in file.files}
    changed = {"other arrays": {"s": np.ones(3)}, "another format": whole | {"format": "adaptedflow orbit 0"},
               "other shapes": whole | {"theta": whole["theta"][1:]}, "other widths": whole | {"widths": np.array([2, 5, 2])}}
    if content in changed:
        np.savez(path, **changed[content])
    elif content == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "hello")
    elif content == "folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes({"text": b"hello", "nothing": b"", "one array": npy(np.ones(3)), "pickle": pickle.dumps([1])}[content])
    with pytest.raises(ValueError, match="path: expected a whole file that save_orbit wrote, got .*file.npz"):
        af.load_orbit(path)
    with pytest.raises(FileNotFoundError):
        af.load_orbit(tmp_path / "none.npz")


def npy(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def test_a_file_cut_short_or_with_a_changed_byte_is_never_a_crash(tmp_path, orbit):
    """Cut anywhere: refused. A byte changed anywhere: refused, or nothing that is read has changed (names and dates of the archive)."""
    path, rng = tmp_path / "one.npz", np.random.default_rng(0)
    af.save_orbit(path, orbit)
    whole = path.read_bytes()
    for length in rng.integers(0, len(whole), 40):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="one.npz"):
            af.load_orbit(path)
    for place in np.append(rng.integers(0, len(whole), 150), np.arange(len(whole) - 60, len(whole))):
        damaged = bytearray(whole)
        damaged[place] ^= rng.integers(1, 256)
        path.write_bytes(damaged)
        try:
            read = af.load_orbit(path)
        except ValueError as error:
            assert "one.npz" in str(error)
        else:
            np.testing.assert_array_equal(read.theta, orbit.theta)


def test_a_path_is_asked_for():
    with pytest.raises(TypeError, match="path: expected the path of a file"):
        af.load_orbit(3)

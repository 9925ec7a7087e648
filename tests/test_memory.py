"""Scratch memory that is used again within a block, and nowhere else."""

import io
import threading

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import memory, problem
from adaptedflow.flows import pseudo_inverse
from adaptedflow.memory import kept_scratch, release_scratch, scratch


def test_scratch_is_kept_within_a_block_only():
    assert scratch((2, 3), "it") is None
    with kept_scratch():
        first = scratch((2, 3), "it")
        assert first.shape == (2, 3) and scratch((2, 3), "it") is first
        other = scratch((3, 2), "it")
        assert other.shape == (3, 2) and not np.shares_memory(first, other)
        with kept_scratch():
            assert scratch((3, 2), "it") is not other
        assert scratch((3, 2), "it") is other
        release_scratch()
        assert scratch((3, 2), "it") is not other
    assert scratch((3, 2), "it") is None
    release_scratch()


def test_threads_do_not_share_scratch():
    found = []

    def work():
        found.append(scratch((2, 2), "it"))
        with kept_scratch():
            found.append(scratch((2, 2), "it"))

    with kept_scratch():
        mine = scratch((2, 2), "it")
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert found[0] is None and found[1] is not mine


def test_scratch_that_does_not_fit_is_refused_with_its_size(monkeypatch):
    monkeypatch.setattr(memory, "WORTH_ASKING", 0)
    monkeypatch.setattr(memory, "available", lambda: 8 * 6 - 1)
    with kept_scratch(), pytest.raises(MemoryError, match="it 2 x 3 needs"):
        scratch((2, 3), "it")
    monkeypatch.setattr(memory, "available", lambda: 8 * 6)
    with kept_scratch():
        assert scratch((2, 3), "it").shape == (2, 3)


def test_what_is_available_is_read_in_kilobytes(monkeypatch):
    system = "MemTotal:       16000000 kB\nMemAvailable:    5000000 kB\n"
    monkeypatch.setattr("builtins.open", lambda *args, **kwargs: io.StringIO(system))
    assert memory.available() == 5_000_000 * 1024
    monkeypatch.setattr("builtins.open", lambda *args, **kwargs: io.StringIO("MemTotal: 16000000 kB\n"))
    assert memory.available() is None


def test_all_kernels_of_an_integration_stand_in_one_place(monkeypatch):
    given = []

    def watched(shape, what):
        given.append(scratch(shape, what))
        return given[-1]

    monkeypatch.setattr(problem, "scratch", watched)
    monkeypatch.setattr(pseudo_inverse, "DENSE_SIZE", 0)
    net = af.Network([2, 6, 1])
    p = af.Problem(net, np.random.default_rng(0).normal(size=(4, 2)), np.ones((4, 1)))
    orbit = af.integrate(af.AdaptedFlow(p), net.init(0), until=1.0)
    with kept_scratch():
        assert not np.shares_memory(p.ntk(net.init(0)), p.ntk(net.init(0), reuse=True))
    inside = [array for array in given[:-1] if array is not None]
    assert set(orbit.route) == {"gram"} and len(inside) > 12 and all(array is inside[0] for array in inside)
    assert p.ntk(net.init(0), reuse=True) is not inside[0]


def test_the_kernel_of_another_model_is_its_own():
    """An object with a network's methods of old, whose kernel takes no memory from elsewhere."""
    net = af.Network([2, 6, 1])

    class Model:
        num_parameters = net.num_parameters
        outputs, jacobian, jvp, vjp, jacobian_derivative = net.outputs, net.jacobian, net.jvp, net.vjp, net.jacobian_derivative

        def ntk(self, theta, X, lower=False):
            return net.ntk(theta, X)

    X, Y, theta = np.random.default_rng(0).normal(size=(4, 2)), np.ones((4, 1)), net.init(0)
    own, other = af.Problem(net, X, Y), af.Problem(Model(), X, Y)
    with kept_scratch():
        np.testing.assert_array_equal(other.ntk(theta, reuse=True), own.ntk(theta))
    np.testing.assert_allclose(other.cost_hessian(theta), own.cost_hessian(theta), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(af.AdaptedFlow(other).velocity(theta), af.AdaptedFlow(own).velocity(theta), rtol=1e-12)


@pytest.mark.parametrize("shape, rows", [((10 ** 6, 10 ** 5), "250,000"), ((10 ** 6, 10 ** 6), "500,000")])
def test_what_would_fit_is_said(shape, rows, monkeypatch):
    """A quarter of the memory holds a quarter of the rows, or half the rows and half the columns of a square."""
    monkeypatch.setattr(memory, "available", lambda: 2 * shape[0] * shape[1])
    with pytest.raises(MemoryError, match=rf"it 1000000 x {shape[1]} needs .* About {rows} rows would fit"):
        memory.require(shape, "it")

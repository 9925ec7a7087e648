"""Functions of jax as models: derivatives, parameters there and back, and what is refused."""

import numpy as np
import pytest

jax = pytest.importorskip("jax", reason="jax is not installed here; make test-all ONLY=torch has an environment with it")

import adaptedflow as af
from adaptedflow.adapters import model as model_module

from .defects import defects
from .jax_models import SHAPES, made

jnp = jax.numpy
RNG = np.random.default_rng(0)


def taken(name, N=3):
    function, params, shape = made(name)
    return af.from_jax(function, params, input_shape=shape), RNG.normal(size=(N, int(np.prod(shape))))


@pytest.mark.parametrize("name", SHAPES)
def test_derivatives_agree_with_differences(name):
    found = defects(*taken(name))
    assert max(found.values()) < 1e-7, found


def test_a_chain_of_layers_is_our_network():
    net, (function, params, _) = af.Network([3, 5, 2]), made("MLP")
    model = af.from_jax(function, params)
    X, v, u = RNG.normal(size=(4, 3)), RNG.normal(size=net.num_parameters), RNG.normal(size=8)
    for method, more in (("outputs", ()), ("jacobian", ()), ("ntk", ()), ("jvp", (v,)), ("vjp", (u,)), ("jacobian_derivative", (v,)), ("output_hessian", (u,))):
        np.testing.assert_allclose(getattr(model, method)(model.theta0, X, *more), getattr(net, method)(model.theta0, X, *more), atol=1e-13, err_msg=method)


def test_an_orbit_keeps_the_cost_law():
    model, X = taken("residual", 4)
    problem = af.Problem(model, X, np.random.default_rng(1).normal(size=(4, 2)))
    orbit = af.integrate(af.AdaptedFlow(problem), model.theta0, until=1.0)
    np.testing.assert_allclose(orbit.cost, orbit.cost[0] * np.exp(-2 * orbit.s / 4), rtol=1e-3)


def test_parameters_go_there_and_back_in_double_precision():
    function, params, _ = made("attention")
    model = af.from_jax(function, params, input_shape=(3, 4))
    theta = RNG.normal(size=model.num_parameters)
    back = model.to_params(theta)
    assert jax.tree_util.tree_structure(back) == jax.tree_util.tree_structure(params)
    assert [name for name, _, _ in model.layout] == ["['k']", "['last']", "['q']", "['v']"]
    np.testing.assert_array_equal(np.concatenate([np.asarray(leaf).ravel() for leaf in jax.tree_util.tree_leaves(back)]), theta)
    assert not jax.config.jax_enable_x64                               # the user's setting stays


def test_blocks_make_the_same_matrices(monkeypatch):
    model, X = taken("convolution", 5)
    D, kernel = model.jacobian(model.theta0, X), model.ntk(model.theta0, X)
    monkeypatch.setattr(model_module, "WHOLE", 4 * model.num_parameters)
    np.testing.assert_allclose(model.jacobian(model.theta0, X), D, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(model.ntk(model.theta0, X), kernel, rtol=1e-12)


def test_single_precision_is_known_to_be_so():
    function, params, _ = made("MLP")
    model = af.from_jax(function, params, dtype="float32")
    assert model.rounding == np.finfo("float32").eps
    assert 1e-9 < np.abs(model.outputs(model.theta0, np.ones((1, 3))) - af.Network([3, 5, 2]).outputs(model.theta0, np.ones((1, 3)))).max() < 1e-5


def linear(params, X):
    return X @ params["W"]


def branching(params, X):
    return X @ params["W"] if params["W"].sum() > 0 else -X @ params["W"]


def through_numpy(params, X):
    return jnp.asarray(np.asarray(X) @ params["W"])


def mixing(params, X):
    return (X - X.mean(axis=0)) @ params["W"]


W = np.ones((3, 2))
REFUSED = {
    "no function": (3, {"W": W}, TypeError, "function of"),
    "whole numbers": (linear, {"W": W, "step": np.arange(3)}, TypeError, r"\['step'\].*closure"),
    "text": (linear, {"W": W, "kind": "tanh"}, TypeError, r"str at \['kind'\]"),
    "nothing": (linear, {}, ValueError, "got none"),
    "a branch": (branching, {"W": W}, ValueError, "branches on the values.*jnp.where"),
    "numpy": (through_numpy, {"W": W}, ValueError, "Use jax.numpy"),
    "mixed samples": (mixing, {"W": W}, ValueError, "that sample alone.*LayerNorm"),
    "two outputs": (lambda params, X: (X @ params["W"], X), {"W": W}, TypeError, "one array of outputs, got tuple.*Wrap"),
    "a class": (lambda params, X: jnp.argmax(X @ params["W"], axis=1), {"W": W}, TypeError, "no smooth map"),
    "a sum": (lambda params, X: (X @ params["W"]).sum(), {"W": W}, ValueError, "first axis"),
    "another shape": (linear, {"W": np.ones((4, 2))}, ValueError, "batch of this shape"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_with_a_cure(what):
    function, params, error, cure = REFUSED[what]
    with pytest.raises(error, match=f"(?s){cure}"):
        model = af.from_jax(function, params)
        af.Problem(model, np.ones((3, 3)) + np.eye(3), np.ones((3, 2))).outputs(model.theta0)

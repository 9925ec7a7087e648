"""Modules of torch as models: derivatives, parameters there and back, and what is refused."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed here; make test-all ONLY=torch has an environment with it")

import adaptedflow as af
from adaptedflow.adapters import model as model_module

from .defects import defects
from .torch_models import MAKERS, made

nn = torch.nn
pytestmark = pytest.mark.filterwarnings("ignore:.torch.jit.script.:DeprecationWarning")      # torch's own, in its forward mode
RNG = np.random.default_rng(0)


def taken(name, N=3):
    module, shape = made(name)
    return af.from_torch(module, input_shape=shape), RNG.normal(size=(N, int(np.prod(shape))))


@pytest.mark.parametrize("name", MAKERS)
def test_derivatives_agree_with_differences(name):
    found = defects(*taken(name))
    assert max(found.values()) < 1e-7, found


def test_a_chain_of_layers_is_our_network():
    net, (module, _) = af.Network([3, 5, 2]), made("MLP")
    model = af.from_torch(module)
    X, v, u = RNG.normal(size=(4, 3)), RNG.normal(size=net.num_parameters), RNG.normal(size=8)
    for method, more in (("outputs", ()), ("jacobian", ()), ("ntk", ()), ("jvp", (v,)), ("vjp", (u,)), ("jacobian_derivative", (v,)), ("output_hessian", (u,))):
        np.testing.assert_allclose(getattr(model, method)(model.theta0, X, *more), getattr(net, method)(model.theta0, X, *more), atol=1e-13, err_msg=method)


def test_an_orbit_keeps_the_cost_law():
    model, X = taken("residual", 4)
    problem = af.Problem(model, X, np.random.default_rng(1).normal(size=(4, 2)))
    orbit = af.integrate(af.AdaptedFlow(problem), model.theta0, until=1.0)
    np.testing.assert_allclose(orbit.cost, orbit.cost[0] * np.exp(-2 * orbit.s / 4), rtol=1e-3)


def test_parameters_go_there_and_back():
    module, shape = made("convolution")
    model = af.from_torch(module, input_shape=shape)
    theta, X = RNG.normal(size=model.num_parameters), RNG.normal(size=(2, 16))
    back = model.to_module(theta)
    assert back is not module and next(module.parameters()).dtype == torch.float32
    np.testing.assert_array_equal(torch.cat([p.ravel() for p in back.parameters()]).detach().numpy(), theta)
    np.testing.assert_allclose(back(torch.tensor(X.reshape(2, *shape))).detach().numpy(), model.outputs(theta, X), rtol=1e-14)


def test_frozen_parameters_are_constants_and_shared_ones_count_once():
    module, _ = made("MLP")
    module[0].requires_grad_(False)
    model, whole, X = af.from_torch(module), af.from_torch(made("MLP")[0]), RNG.normal(size=(3, 3))
    assert [name for name, _, _ in model.layout] == ["2.weight", "2.bias"]
    np.testing.assert_allclose(model.jacobian(model.theta0, X), whole.jacobian(whole.theta0, X)[:, 20:], atol=1e-14)
    assert [name for name, _, _ in taken("shared weights")[0].layout] == ["inner.weight", "inner.bias", "again.bias"]


def test_blocks_make_the_same_matrices(monkeypatch):
    model, X = taken("convolution", 5)
    D, kernel = model.jacobian(model.theta0, X), model.ntk(model.theta0, X)
    monkeypatch.setattr(model_module, "WHOLE", 4 * model.num_parameters)
    np.testing.assert_allclose(model.jacobian(model.theta0, X), D, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(model.ntk(model.theta0, X), kernel, rtol=1e-12)


def test_single_precision_is_known_to_be_so():
    module, _ = made("MLP")
    problem = af.Problem(af.from_torch(module, dtype="float32"), RNG.normal(size=(2, 3)), RNG.normal(size=(2, 2)))
    assert problem.rounding == np.finfo("float32").eps


def test_tensors_are_data_too():
    model, X = taken("MLP")
    tensor = torch.tensor(X, requires_grad=True)
    np.testing.assert_array_equal(af.Problem(model, tensor, torch.zeros(3, 2)).X, X)


class Branch(nn.Linear):
    def forward(self, X):
        return super().forward(X) if self.weight.sum() > 0 else -super().forward(X)


class Read(nn.Linear):
    def forward(self, X):
        return super().forward(X) * float(X[0, 0])


class Noise(nn.Linear):
    def forward(self, X):
        return nn.functional.dropout(super().forward(X), 0.5)


class Mixing(nn.Linear):
    def forward(self, X):
        return super().forward(X - X.mean(dim=0))


class Counting(nn.Linear):
    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.register_buffer("calls", torch.tensor(0))


class Pair(nn.Linear):
    def forward(self, X):
        return X, super().forward(X)


class Summed(nn.Linear):
    def forward(self, X):
        return super().forward(X).sum()


class Averaging(nn.Linear):
    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.register_buffer("mean", torch.zeros(sizes[0]))

    def forward(self, X):
        self.mean.add_(X.mean(dim=0))
        return super().forward(X - self.mean)


FIRST = nn.Linear(3, 4)
REFUSED = {
    "a class": (lambda: nn.Linear, TypeError, "Make an instance"),
    "a function": (lambda: torch.tanh, TypeError, "put a function into the forward"),
    "batch normalisation": (lambda: nn.Sequential(FIRST, nn.BatchNorm1d(4), nn.Linear(4, 2)), ValueError, r"1 is a BatchNorm1d in training mode.*module.eval\(\)"),
    "without statistics": (lambda: nn.Sequential(FIRST, nn.BatchNorm1d(4, track_running_stats=False)).eval(), ValueError, "every mode.*LayerNorm"),
    "dropout": (lambda: nn.Sequential(FIRST, nn.Dropout(0.1)), ValueError, r"1 is a Dropout in training mode.*module.eval\(\)"),
    "dropout in attention": (lambda: nn.MultiheadAttention(4, 2, dropout=0.1), ValueError, "MultiheadAttention in training mode"),
    "a counter": (lambda: Counting(3, 2), ValueError, "calls of torch.int64.*plain attribute"),
    "frozen": (lambda: nn.Linear(3, 2).requires_grad_(False), ValueError, "none with requires_grad.*Unfreeze"),
    "lazy": (lambda: nn.LazyLinear(2), ValueError, "no shape yet.*module\\(X\\)"),
    "complex": (lambda: nn.Linear(3, 2, dtype=torch.complex64), TypeError, "real and imaginary"),
    "a branch": (lambda: Branch(3, 2), ValueError, "branches on the values.*torch.where"),
    "a number read out": (lambda: Read(3, 2), ValueError, "number out of a tensor.*torch.where"),
    "random numbers": (lambda: Noise(3, 2), ValueError, r"random numbers.*module.eval\(\)"),
    "mixed samples": (lambda: Mixing(3, 2), ValueError, "that sample alone.*LayerNorm"),
    "two outputs": (lambda: Pair(3, 2), TypeError, "one tensor of outputs, got tuple.*Wrap"),
    "a sum": (lambda: Summed(3, 2), ValueError, "first axis"),
    "a running average": (lambda: Averaging(3, 2), ValueError, "writes into a tensor.*running statistic"),
    "another shape": (lambda: nn.Linear(4, 2), ValueError, "as many columns"),
    "images": (lambda: nn.Conv2d(1, 2, 3), ValueError, "input_shape"),
    "indices": (lambda: nn.Embedding(5, 2), ValueError, r"X.long\(\)"),
}


@pytest.mark.filterwarnings("ignore:Lazy modules")
@pytest.mark.parametrize("what", REFUSED)
def test_refused_with_a_cure(what):
    make, error, cure = REFUSED[what]
    with pytest.raises(error, match=f"(?s){cure}"):
        model = af.from_torch(make())
        af.Problem(model, np.ones((3, 3)) + np.eye(3), np.ones((3, 2))).outputs(model.theta0)


OPTIONS = {"half precision": {"dtype": "float16"}, "an empty shape": {"input_shape": (1, 0)}}


@pytest.mark.parametrize("option, cure", [("half precision", "Half precision"), ("an empty shape", "input_shape")])
def test_options_refused(option, cure):
    with pytest.raises(ValueError, match=cure):
        af.from_torch(nn.Linear(3, 2), **OPTIONS[option])


def test_fixed_statistics_are_a_smooth_map():
    module = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Tanh(), nn.Dropout(0.5), nn.Linear(4, 2)).eval()
    assert max(defects(af.from_torch(module), RNG.normal(size=(3, 3))).values()) < 1e-7


def test_second_derivatives_that_are_wrong_are_noticed(monkeypatch):
    model, X = taken("MLP")
    right = model._rows_along
    monkeypatch.setattr(model, "_rows_along", lambda *arguments: 1.1 * right(*arguments))
    with pytest.raises(ValueError, match="differ from differences"):
        model.jacobian_derivative(model.theta0, X, np.ones(model.num_parameters))


def test_complex_parameters_are_refused():
    model, X = taken("MLP")
    with pytest.raises(TypeError, match="K = 32 real parameters"):
        model.outputs(model.theta0 + 1j, X)

"""The adapters measured: derivatives against differences, forecasts against orbits, times against :class:`adaptedflow.Network`.

``OMP_NUM_THREADS=1 build/torch/venv/bin/python -m tests.adapters.measured``, from the root of the repository, takes a minute or two and writes the second
part of README.md beside this file.
"""

import time
import warnings

import numpy as np
import torch
from tqdm import tqdm

import adaptedflow as af
from adaptedflow.forecast import velocities

from ..test_forecast import Counted
from . import jax_models, torch_models
from .defects import defects
from .table import BELOW, README, parts

N = 4                    # samples of each model: K >= QN for all of them
LEVEL = 1e-4             # of the cost at the start, to which orbits run
MOST = 60                # steps: one that dies takes many
SIZES = (((2, 16, 1), 20), ((64, 32, 10), 60))
HEAD = f"""{BELOW}

Made by `python -m tests.adapters.measured` in the environment of `make test-all ONLY=torch`, with one thread. The defects are the same on every machine, up to
rounding; the times are those of one machine, and others worked on it at the same time.

### Five kinds of models

*Defects*: the largest difference between D, or a second derivative, and central differences, relative to the largest entry.

| model | K | QN | defect of D | of dD | flow that applies |
|---|---|---|---|---|---|
"""
FORECAST = f"""
### Their orbits

*Forecast*: how many velocities an orbit takes that lives, and how long in all, as `af.diagnose` says before it runs. *Found*: how the orbit ended, at a
ten-thousandth of the cost or after {MOST} steps, how many velocities it took, and how long.

| model | forecast: velocities | seconds | found: end | velocities | seconds |
|---|---|---|---|---|---|
"""
OVERHEAD = """
### Against a hand-written network

Time of one call over that of `af.Network`, the best of five.

| widths, N | call | af.Network, ms | torch | jax |
|---|---|---|---|---|
"""


def taken():
    """Name -> model and inputs."""
    rng = np.random.default_rng(0)
    for name in torch_models.MAKERS:
        module, shape = torch_models.made(name)
        X = rng.normal(size=(N, int(np.prod(shape))))
        yield f"torch, {name}", af.from_torch(module, input_shape=shape), X
        function, params, shape = jax_models.made(name)
        yield f"jax, {name}", af.from_jax(function, params, input_shape=shape), rng.normal(size=(N, int(np.prod(shape))))


def rows(name, model, X):
    """The rows of a model in the tables of derivatives and of orbits."""
    found = defects(model, X)
    second = max(found["jacobian_derivative"], found["output_hessian"])
    problem = af.Problem(model, X, np.random.default_rng(1).normal(size=model.outputs(model.theta0, X).shape))
    said = af.diagnose(problem, model.theta0)
    counts = velocities(problem, said.singular_values[0] / said.singular_values[-1])
    foretold = ["{} to {}".format(*counts), "{:.3g} to {:.3g}".format(*said.orbit_seconds)] if counts else ["none", "none"]
    start, flow = time.perf_counter(), Counted(problem)
    orbit = af.integrate(flow, model.theta0, stop=af.CostBelow(LEVEL * said.cost), max_steps=MOST)
    seconds = time.perf_counter() - start
    return (f"| {name} | {problem.K} | {problem.N * problem.Q} | {found['jacobian']:.1e} | {second:.1e} | {said.flow} |",
            f"| {name} | {' | '.join(foretold)} | {orbit.status.replace('_', ' ')}, {len(orbit.s) - 1} steps | {flow.count} | {seconds:.2g} |")


def overhead(widths, samples):
    rng, net = np.random.default_rng(0), af.Network(list(widths))
    theta, X, Y = net.init(0), rng.normal(size=(samples, widths[0])), rng.normal(size=(samples, widths[-1]))
    nn = torch.nn
    module = nn.Sequential(nn.Linear(*widths[:2]), nn.Tanh(), nn.Linear(*widths[1:]))
    models = {"ours": net, "torch": af.from_torch(module), "jax": af.from_jax(jax_models.mlp, net.unpack(theta))}
    v, u = rng.normal(size=net.num_parameters), rng.normal(size=samples * widths[-1])
    calls = {name: lambda m, name=name, more=more: getattr(m, name)(theta, X, *more)
             for name, more in {"outputs": (), "jacobian": (), "ntk": (), "jvp": (v,), "vjp": (u,), "jacobian_derivative": (v,)}.items()}
    calls["one velocity"] = lambda m: af.AdaptedFlow(af.Problem(m, X, Y)).velocity(theta)
    for name, call in calls.items():
        times = {which: best(lambda model=model: call(model)) for which, model in models.items()}
        ours = times["ours"]
        yield f"| {'-'.join(map(str, widths))}, {samples} | {name} | {1e3 * ours:.3g} | {times['torch'] / ours:.2g} | {times['jax'] / ours:.2g} |"


def best(call, times=5):
    call()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return min(found)


def main():
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")                                    # torch's own
    models, orbits = zip(*(rows(*one) for one in tqdm(list(taken()), desc="models")))
    calls = [line for size in tqdm(SIZES, desc="sizes") for line in overhead(*size)]
    tables = (HEAD, models), (FORECAST, orbits), (OVERHEAD, calls)
    README.write_text(parts()[0] + "".join(head + "\n".join(lines) + "\n" for head, lines in tables), encoding="utf-8")


if __name__ == "__main__":
    main()

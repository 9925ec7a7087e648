"""The runs behind the notebook ``your_network``, which needs no torch to read them: ``make your-network``, some minutes of one core.

Two networks written for PyTorch follow the adapted flow and, from the same start, the standard flow. What comes out is in data/your_network.
Finished runs are kept in build/your_network, from where an interrupted command goes on.
"""

import json
import sys
from importlib import metadata

import numpy as np
import torch
from torch import nn

import adaptedflow as af
from adaptedflow import paths
from adaptedflow.figures.tables import csv_text
from adaptedflow.files import write_together, write_whole
from adaptedflow.forecast import velocities

LEVEL = 1e-4             # of the cost at the start, where the adapted flow stops
MOST = 200               # steps of one orbit
ROWS = 60                # of an orbit that are kept
FOLDER, KEPT = paths.DATA / "your_network", paths.BUILD / "your_network"


def convolutional(channels, activation):
    """Images (1, 8, 8) -> ``channels`` (4, 4) -> twice as many (2, 2) -> ten outputs."""
    return nn.Sequential(nn.Conv2d(1, channels, 3, stride=2, padding=1), activation(),
                         nn.Conv2d(channels, 2 * channels, 3, stride=2, padding=1), activation(),
                         nn.Flatten(), nn.Linear(8 * channels, 10))


class Residual(nn.Module):
    """Points of the plane -> ``width`` numbers, ``depth`` blocks h + tanh(W h + b), or tanh(W h + b) without ``skip`` -> one output."""

    def __init__(self, width, depth, skip=True):
        super().__init__()
        self.skip, self.first = skip, nn.Linear(2, width)
        self.blocks = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))
        self.last = nn.Linear(width, 1)

    def forward(self, X):
        h = torch.tanh(self.first(X))
        for block in self.blocks:
            h = self.skip * h + torch.tanh(block(h))
        return self.last(h)


def digits(images, channels=2, activation=nn.GELU):
    torch.manual_seed(0)
    model = af.from_torch(convolutional(channels, activation), input_shape=(1, 8, 8))
    data = af.load_digits(images, 10, seed=0)
    return af.Problem(model, data.X_train, af.one_hot(data.labels_train, 10))


def spiral(depth, skip=True, width=6, points=20):
    torch.manual_seed(0)
    t = np.linspace(0.25, 1, points // 2)[:, None]
    arm = t * np.hstack([np.cos(2 * np.pi * t), np.sin(2 * np.pi * t)])
    X, Y = np.vstack([arm, -arm]), np.repeat([1.0, -1.0], points // 2)[:, None]
    return af.Problem(af.from_torch(Residual(width, depth, skip)), X, Y)


RUNS = {
    "digits, 10 images": lambda: digits(10),
    "digits, 20 images": lambda: digits(20),
    "digits, 12 images, 1 channel": lambda: digits(12, 1),
    "digits, 10 images, ReLU": lambda: digits(10, activation=nn.ReLU),
    "digits, 10 images, ReLU, 4 channels": lambda: digits(10, 4, nn.ReLU),
    "spiral, depth 4": lambda: spiral(4),
    "spiral, depth 4, no skip": lambda: spiral(4, skip=False),
}


class Counted(af.AdaptedFlow):
    """The adapted flow, which counts its velocities."""

    count = 0

    def lift(self, *arguments, **options):
        self.count += 1
        return super().lift(*arguments, **options)


def follow(problem):
    """What is worth keeping of the adapted orbit from the problem's start, and of the standard one, which is followed as long."""
    theta0 = problem.model.theta0
    found, values = af.diagnose(problem, theta0), np.linalg.svd(problem.jacobian(theta0), compute_uv=False)
    kept = {"N": problem.N, "Q": problem.Q, "K": problem.K, "rank": int(af.numerical_rank(problem.jacobian(theta0)).rank), "smallest": float(values[-1]),
            "flow": found.flow, "forecast": velocities(problem, values[0] / values[-1]) if found.full_rank else (), "theta0": theta0.tolist(), "orbits": {}}
    options = {"stop": af.CostBelow(LEVEL * found.cost), "max_steps": MOST}
    for name, kind in (("adapted", Counted), ("standard", af.StandardFlow)):
        flow = kind(problem)
        try:
            orbit = af.integrate(flow, theta0, **options)
        except af.RankLossError as error:                              # before the first step
            kept["refused"] = str(error)
            break
        options = {"until": float(orbit.s[-1]), "max_steps": 20 * MOST}
        rows = np.unique(np.linspace(0, len(orbit.s) - 1, ROWS).round().astype(int))
        kept["orbits"][name] = {"status": orbit.status, "message": orbit.message, "steps": len(orbit.s) - 1,
                                "law": float(np.abs(np.log(orbit.cost / orbit.cost[0]) + 2 * orbit.s / problem.N).max()),
                                "s": orbit.s[rows].tolist(), "cost": orbit.cost[rows].tolist(), "sigma_min": orbit.sigma_min[rows].tolist()}
        if name == "adapted":
            kept["orbits"][name]["velocities"] = flow.count
    return kept


def main():
    torch.set_num_threads(1)
    runs = {}
    for name, make in RUNS.items():
        path = KEPT / f"{name}.json"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, json.dumps(follow(make())))
        runs[name] = json.loads(path.read_text())
        print(name, {flow: orbit["status"] for flow, orbit in runs[name]["orbits"].items()} or runs[name]["refused"], flush=True)
    made = {"command": "make your-network", "python": ".".join(map(str, sys.version_info[:2]))} | {name: metadata.version(name) for name in ("torch", "numpy", "scipy")}
    table, facts = {"run": [], "flow": [], "s": [], "cost": [], "sigma_min": []}, {}
    for name, run in runs.items():
        for flow, orbit in run["orbits"].items():
            columns = {column: orbit.pop(column) for column in ("s", "cost", "sigma_min")}
            for column, values in ({"run": [name] * len(columns["s"]), "flow": [flow] * len(columns["s"])} | columns).items():
                table[column] += values
        facts[name] = {key: value for key, value in run.items() if key != "theta0"}
    starts = {name: run["theta0"] for name, run in runs.items() if name.startswith("spiral")}
    write_together({FOLDER / "runs.csv": csv_text(table), FOLDER / "facts.json": json.dumps({"made": made, "runs": facts}, indent=1) + "\n",
                    FOLDER / "starts.json": json.dumps(starts) + "\n"})


if __name__ == "__main__":
    main()

"""The stored runs of the notebook your_network: some of them, computed again."""

import importlib.util
import json

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed here; make test-all ONLY=torch has an environment with it")

import adaptedflow as af
from adaptedflow import figures, paths

SPEC = importlib.util.spec_from_file_location("your_network", paths.NOTEBOOKS / "your_network.py")
script = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(script)
FACTS = json.loads((paths.DATA / "your_network/facts.json").read_text(encoding="utf-8"))["runs"]
TABLE = figures.read_table(paths.DATA / "your_network/runs.csv")
pytestmark = pytest.mark.filterwarnings("ignore:.torch.jit.script.:DeprecationWarning")      # torch's own, in its forward mode


@pytest.mark.parametrize("run", script.RUNS)
def test_sizes_and_ranks_are_found_again(run):
    problem, stored = script.RUNS[run](), FACTS[run]
    assert (problem.N, problem.Q, problem.K) == (stored["N"], stored["Q"], stored["K"])
    found = af.numerical_rank(problem.jacobian(problem.model.theta0))
    assert found.rank == stored["rank"]
    if found.rank == problem.N * problem.Q:
        np.testing.assert_allclose(found.singular_values[-1], stored["smallest"], rtol=1e-6)


@pytest.mark.parametrize("run", [run for run in script.RUNS if run.startswith("spiral")])
def test_the_first_steps_of_a_stored_orbit(run):
    problem = script.RUNS[run]()
    theta0, rows = problem.model.theta0, (TABLE["run"] == run) & (TABLE["flow"] == "adapted")
    np.testing.assert_array_equal(theta0, json.loads((paths.DATA / "your_network/starts.json").read_text(encoding="utf-8"))[run])
    orbit = af.integrate(af.AdaptedFlow(problem), theta0, stop=af.CostBelow(script.LEVEL * problem.cost(theta0)), max_steps=6)
    for name in ("s", "cost", "sigma_min"):
        np.testing.assert_allclose(getattr(orbit, name), TABLE[name][rows][:7], rtol=1e-4, err_msg=name)

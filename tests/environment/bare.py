"""What the package does without its repository and without extras: each command, module, example and function that needs more either works or says what is missing.

``python bare.py`` prints what does neither, and ends with status 1 then. It needs an environment in which the package alone was installed;
``--pretend`` hides everything else that this environment has.
"""

import contextlib
import doctest
import importlib
import pkgutil
import sys
import tempfile
from pathlib import Path

EXTRAS = ["IPython", "dask", "flint", "ipykernel", "jax", "jupyter_client", "mpmath", "nbclient", "nbformat", "openpyxl", "pandas", "papermill", "sklearn", "sympy", "torch", "zmq"]
CLONE, WORKS = "clone the repository and run 'pip install -e .' in it", ""
COMMANDS = {
    "--help": WORKS, "--version": WORKS,
    "fit t.csv --widths 1-4-1": "Add --output t.npz.",
    "fit t.csv --widths 1-4-1 --output t.npz": "pandas is not installed; pip install 'adaptedflow[fit]'",
    "fit t.csv --widths 1-4-1 --output t.npz --json": "pandas is not installed; pip install 'adaptedflow[fit]'",
    **dict.fromkeys(["figures", "figures --only 01", "run 01", "list", "notebooks", "notebooks --only 01", "ledger", "ledger --json", "ledger --only x", "ledger --update-readme",
                     "survival --stored", "survival --widths 3-8-1 --gap 4", "training", "training --task poisson", "assignments", "grade ."], CLONE)}


class Hidden:
    """Finds none of ``EXTRAS``."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in EXTRAS:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def commands():
    from click.testing import CliRunner

    from adaptedflow.cli import main

    Path("t.csv").write_text("0,1\n1,2\n2,0\n")
    for line, cure in COMMANDS.items():
        result = CliRunner().invoke(main, line.split())
        said = result.output.splitlines()
        good = result.exit_code == 0 if cure == WORKS else result.exit_code == 1 and len(said) == 1 and said[0].startswith("Error: ") and cure in said[0]
        if not good:
            yield f"{line}: {result.exit_code} {said[-1:]} {result.exception!r}"
    yield from (f"{name}: tried by none of these lines" for name in main.commands.keys() - {line.split()[0] for line in COMMANDS})
    yield from (f"{path} was written" for path in Path().iterdir() if path.name != "t.csv")


def modules_and_examples():
    import adaptedflow

    examples = 0
    for module in pkgutil.walk_packages(adaptedflow.__path__, "adaptedflow.", onerror=lambda name: None):
        if module.name.endswith("__main__"):
            continue
        try:
            tried = doctest.testmod(importlib.import_module(module.name), optionflags=doctest.NORMALIZE_WHITESPACE)
        except ModuleNotFoundError as error:
            behind = module.name.startswith(("adaptedflow.adapters.", "adaptedflow.cli.kernels"))      # imported by what says how to get it
            if not (behind or "pip install 'adaptedflow[" in str(error)):
                yield f"{module.name}: {error}"
            continue
        examples += tried.attempted
        if tried.failed:
            yield f"{module.name}: {tried}"
    if examples < 20:
        yield f"expected twenty examples or more, found {examples}"


def functions():
    import matplotlib.pyplot as plt

    import adaptedflow as af
    from adaptedflow import explorables, figures, ledger, training
    from adaptedflow.datasets import tables

    net = af.Network([1, 4, 1])
    orbit = af.integrate(af.AdaptedFlow(af.Problem(net, [[0.0], [1.0]], [[1.0], [0.5]])), net.init(0), until=1.0)
    needs = {
        CLONE: {"load_digits": lambda: af.load_digits(10, 10), "stored_map": af.lifetime.stored_map, "claims": ledger.claims, "statements": ledger.statements,
                "task": lambda: training.task("digits-25", 0), "show": lambda: explorables.show("hill"),
                "save": lambda: figures.save(plt.figure(), "mine", {"a": [1.0]})},
        "pip install": {"from_torch": lambda: af.from_torch(None), "from_jax": lambda: af.from_jax(None, []), "certify": lambda: af.lifetime.certify(orbit),
                        "load_table": lambda: tables.load_table("t.csv")}}
    for cure, calls in needs.items():
        for name, call in calls.items():
            try:
                call()
            except (FileNotFoundError, ImportError) as error:
                if cure in str(error):
                    continue
                yield f"{name}: {error}"
            except Exception as error:
                yield f"{name}: {error!r}"
            else:
                yield f"{name}: works?"


if __name__ == "__main__":
    if sys.argv[1:] == ["--pretend"]:
        sys.meta_path.insert(0, Hidden)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        found = [line for part in (commands, modules_and_examples, functions) for line in part()]
    print(*found, sep="\n")
    sys.exit(bool(found))

"""The modules that have a page in the book, and which of their public names the check of a claim uses."""

import importlib
import re
from collections import Counter
from functools import cache
from types import CodeType, FunctionType, ModuleType

import adaptedflow
from adaptedflow import Problem
from adaptedflow.ledger.registry import checks

MODULES = ("adaptedflow", *(f"adaptedflow.{name}" for name in (
    "adapters", "ranks", "horizontal", "trapping", "critical", "lifetime", "borderline", "optimizers", "training", "examples",
    "figures", "ledger", "classroom")))
SETTING = ("Problem", "Network", "FunctionModel", "integrate")  # what sets an instance up says nothing about a claim


def page(module: str) -> str:
    """The page of a module: what its docstrings say, with links to the source. A name that the package itself has stands on its page alone."""
    title, elsewhere = ("The package", set()) if module == "adaptedflow" else (module, set(adaptedflow.__all__))
    exclude = ", ".join(sorted(elsewhere & set(getattr(importlib.import_module(module), "__all__", ()))))
    return f"# {title}\n\n```{{eval-rst}}\n.. automodule:: {module}\n" + (f"   :exclude-members: {exclude}\n" if exclude else "") + "```\n"


def without_objects(app, what: str, name: str, thing, options, signature: str | None, returned: str | None):
    """A signature with dots for a default that is no literal: ``<factory>``, ``<function <lambda>>``."""
    return signature and re.sub(r"=<(?:[^<>]|<[^<>]*>)*>", "=...", signature), returned


def functions(slug: str, most: int = 3) -> list[str]:
    """Public names that the check of the claim ``slug`` uses, those of the fewest checks first."""
    usage = _usage()
    checks_with = Counter(name for names in usage.values() for name in names)
    return sorted(usage.get(slug, ()), key=lambda name: (checks_with[name], name))[:most]


@cache
def _usage() -> dict[str, set[str]]:
    public = {}
    for module in map(importlib.import_module, MODULES):
        for name in getattr(module, "__all__", vars(module)):
            thing = getattr(module, name)
            if name not in SETTING and callable(thing) and not name.startswith("_") and thing.__module__.startswith("adaptedflow"):
                public.setdefault(id(thing), f"{module.__name__}.{name}")
    public |= {id(method): f"adaptedflow.Problem.{name}" for name, method in vars(Problem).items() if not name.startswith("_")}
    return {slug: {public[id(thing)] for thing in _named(check.instances) if id(thing) in public} for slug, check in checks().items()}


def _named(function: FunctionType) -> list:
    """What the code of ``function`` names: globals, attributes of modules, methods of a problem, and what the ledger's helpers name."""
    names, codes = set(), [function.__code__]
    while codes:
        code = codes.pop()
        names.update(code.co_names)
        codes += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    things = [function.__globals__[name] for name in names if name in function.__globals__]
    for owner in (Problem, *[thing for thing in things if isinstance(thing, ModuleType)]):
        things += [vars(owner)[name] for name in names if name in vars(owner)]
    for helper in [thing for thing in things if isinstance(thing, FunctionType) and thing is not function]:
        if helper.__module__.startswith("adaptedflow.ledger."):
            things += _named(helper)
    return things

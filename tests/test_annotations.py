"""Public signatures have types, and the examples in docstrings run."""

import ast
import doctest
import importlib
import inspect
import runpy
import sys
import typing
from functools import cache

import pytest

from adaptedflow import paths

MODULES = [importlib.import_module(name) for name in runpy.run_path(str(paths.NOTEBOOKS / "book" / "api.py"))["MODULES"]]
OPTIONAL = ("jax", "torch")                                            # their models are there only where these are installed


def public(module):
    """The public functions and classes of ``module``: those it exports, or where it does not say so those it defines."""
    names = getattr(module, "__all__", [name for name, thing in vars(module).items() if getattr(thing, "__module__", "") == module.__name__])
    return [(name, getattr(module, name)) for name in names if not name.startswith("_") and callable(getattr(module, name))]


def functions(name, thing):
    """Name -> function, for something public: itself, or the methods and properties of a class of ours."""
    if not inspect.isclass(thing):
        return {name: inspect.unwrap(thing)}
    found = {}
    for owner in [owner for owner in thing.__mro__ if owner.__module__.startswith("adaptedflow")]:
        for key, value in vars(owner).items():
            method = value.fget if isinstance(value, property) else getattr(value, "__func__", getattr(value, "func", value))
            written = inspect.isfunction(method) and method.__code__.co_filename != "<string>"      # a dataclass writes its own
            if written and (not key.startswith("_") or key in ("__init__", "__call__")):
                found[f"{owner.__name__}.{key}"] = method
    return found


def all_functions(module):
    return {where: function for name, thing in public(module) for where, function in functions(name, thing).items()}


@cache
def for_checkers(module):
    """What only a type checker imports, under ``if TYPE_CHECKING``: name -> thing."""
    known = dict(vars(module))
    for block in [node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]:
        for statement in block.body:
            try:
                exec(ast.unparse(statement), known)
            except ModuleNotFoundError as error:
                if error.name not in OPTIONAL:
                    raise
                known |= {alias.name: typing.Any for alias in statement.names}
    return known


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_argument_and_result_has_a_type(module):
    for where, function in all_functions(module).items():
        signature = inspect.signature(function)
        bare = [p.name for p in signature.parameters.values() if p.name not in ("self", "cls") and p.annotation is p.empty]
        bare += ["the result"] if signature.return_annotation is inspect.Signature.empty else []
        assert bare == [], f"{where}: no type for {', '.join(bare)}"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_type_is_one_that_its_module_imports(module):
    for where, function in all_functions(module).items():
        try:
            typing.get_type_hints(function, for_checkers(sys.modules[function.__module__]))
        except NameError as error:
            pytest.fail(f"{where}: {error}")


def test_there_is_something_to_look_at():
    assert sum(len(all_functions(module)) for module in MODULES) > 300


LIB = paths.ROOT / "lib"
WITH_EXAMPLES = [path.relative_to(LIB).with_suffix("").as_posix().replace("/", ".") for path in sorted(LIB.rglob("*.py")) if ">>> " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_examples_in_docstrings_run(module):
    found = doctest.testmod(importlib.import_module(module), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted > 0 and found.failed == 0

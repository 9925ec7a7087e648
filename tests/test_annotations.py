"""Public signatures have types, and the examples in docstrings run."""

import doctest
import importlib
import inspect

import pytest

import adaptedflow as af
from adaptedflow import paths


def functions(name):
    """Name -> function, for a public name of the package: itself, or the methods and properties of a class of ours."""
    thing = getattr(af, name)
    if not inspect.isclass(thing):
        return {} if inspect.ismodule(thing) else {name: inspect.unwrap(thing)}
    found = {}
    for owner in [owner for owner in thing.__mro__ if owner.__module__.startswith("adaptedflow")]:
        for key, value in vars(owner).items():
            method = value.fget if isinstance(value, property) else getattr(value, "__func__", getattr(value, "func", value))
            written = inspect.isfunction(method) and method.__code__.co_filename != "<string>"      # a dataclass writes its own
            if written and (not key.startswith("_") or key in ("__init__", "__call__")):
                found[f"{owner.__name__}.{key}"] = method
    return found


@pytest.mark.parametrize("name", af.__all__)
def test_every_argument_and_result_has_a_type(name):
    for where, function in functions(name).items():
        signature = inspect.signature(function)
        bare = [p.name for p in signature.parameters.values() if p.name != "self" and p.annotation is p.empty]
        bare += ["the result"] if signature.return_annotation is inspect.Signature.empty else []
        assert bare == [], f"{where}: no type for {', '.join(bare)}"


def test_there_is_something_to_look_at():
    assert sum(len(functions(name)) for name in af.__all__) > 80


LIB = paths.ROOT / "lib"
WITH_EXAMPLES = [path.relative_to(LIB).with_suffix("").as_posix().replace("/", ".") for path in sorted(LIB.rglob("*.py")) if ">>> " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_examples_in_docstrings_run(module):
    found = doctest.testmod(importlib.import_module(module), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted > 0 and found.failed == 0

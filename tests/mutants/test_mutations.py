"""The mistakes that 'make mutants' makes: those that mean something, and none in what only says something."""

import importlib.util

import pytest

from adaptedflow import paths


def loaded(name):
    spec = importlib.util.spec_from_file_location(name, paths.ROOT / f"tests/mutants/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


mutations = loaded("mutations")


def changes(source):
    return {f"{mutant.old} -> {mutant.new}" for mutant in mutations.mutants("m.py", source)}


@pytest.mark.parametrize("source, expected", [
    ("x - y", {"x - y -> x + y"}),
    ("r / (2 * N)", {"r / (2 * N) -> r * (2 * N)", "2 * N -> 2 / N", "2 * N -> N", "N -> 2 * N"}),
    ("D.T @ g", {"D.T -> D"}),
    ("D @ g", {"D @ g -> D.T @ g"}),
    ("W @ h + b", {"W @ h + b -> W @ h - b", "W @ h + b -> W @ h", "W @ h -> W.T @ h"}),
    ("p.N * p.Q", {"p.N * p.Q -> p.N / p.Q", "p.N * p.Q -> p.K", "p.N -> 2 * p.N"}),
    ("p.K", {"p.K -> p.N * p.Q"}),
    ("a < b", {"a < b -> a <= b"}),
    ("layers[l]", {"layers[l] -> layers[l - 1]"}),
    ("f(1e-08)", {"1e-08 -> 1e-05"}),
    ("min(a)", {"min(a) -> max(a)"}),
    ("f(True)", {"True -> False"}),
])
def test_each_expression_is_mistaken(source, expected):
    assert changes(source) == expected


def test_texts_are_left_alone():
    assert changes('"""1 - 2."""\nraise ValueError(f"{a - b}" + "c")\nclick.echo(a - b)\nx: f(True) = f"{2 * N}"') == set()


def test_one_change_at_a_time_and_the_module_as_it_was():
    source = "def f(x, y):\n    return (x + y, x * y)"
    for mutant in mutations.mutants("m.py", source):
        assert mutant.source.replace(mutant.new, mutant.old) == source and mutant.line == 2 and mutant.place == "f"


def test_every_module_has_tests_that_try_it(monkeypatch):
    monkeypatch.syspath_prepend(str(paths.ROOT / "tests/mutants"))
    run = loaded("run")
    drawn = run.sample(30, 1, ["orbit/stops", "seeds"])
    assert {mutant.module for mutant in drawn} == {"orbit/stops.py", "seeds.py"} and drawn != run.sample(30, 2, ["orbit/stops", "seeds"])
    for path in (paths.ROOT / "lib/adaptedflow").rglob("*.py"):
        module = path.relative_to(paths.ROOT / "lib/adaptedflow")
        if not {module.parts[0], path.name} & run.LEFT_OUT:
            assert all((paths.ROOT / test).exists() for test in run.tests_of(module.as_posix()))

"""The mistakes that 'make mutants' makes: those that mean something, and none in what only says something."""

import importlib.util

import pytest

from adaptedflow import paths


def loaded(name):
    spec = importlib.util.spec_from_file_location(name, paths.ROOT / f"tests/mutants/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


mutations, equivalent = loaded("mutations"), loaded("equivalent")


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
        assert mutant.source.replace(mutant.new, mutant.old) == source and mutant.line == 2
        assert mutant.name == f"m.py f: {mutant.old} -> {mutant.new}"


def test_every_reason_is_that_of_a_mutant():
    """A line of code that is gone, or written otherwise, leaves none behind."""
    package = paths.ROOT / "lib/adaptedflow"
    modules = {name.split(" ")[0] for name in equivalent.EQUIVALENT}
    names = {mutant.name for module in modules for mutant in mutations.mutants(module, (package / module).read_text(encoding="utf-8"), written=False)}
    assert set(equivalent.EQUIVALENT) <= names
    assert sum(len(reason["mutants"]) for reason in equivalent.REASONS) == len(equivalent.EQUIVALENT)   # one reason each


def test_reasons_by_rule():
    assert equivalent.unseen("m.py f: rng.normal() / 2 -> rng.normal() * 2") and equivalent.unseen("m.py f: p @ p -> p.T @ p")
    assert not equivalent.unseen("m.py f: D @ p -> D.T @ p") and not equivalent.unseen("m.py f: a -> b")
    assert equivalent.unseen("m.py f: a < 0.001 -> a <= 0.001") and not equivalent.unseen("m.py f: a < 0.5 -> a <= 0.5")
    assert equivalent.unseen("m.py f: a <= 1e-09 * b -> a < 1e-09 * b") and not equivalent.unseen("m.py f: a <= 2 * b -> a < 2 * b")
    assert equivalent.unseen("m.py f: P @ D -> P.T @ D")
    assert not equivalent.unseen("m.py f: a < 1e-09 -> a > 1e-09") and not equivalent.unseen("m.py f: 1e-09 -> 1e-06")


@pytest.mark.parametrize("name, expected", [
    ("ledger/section_2_2.py event_on_the_computed_cost: -3 -> 3", True),
    ("ledger/section_2_2.py event_on_the_computed_cost: range(5) -> range(5 - 1)", True),
    ("ledger/section_2_2.py event_on_the_computed_cost: 1e-09 -> 1.0000000000000002e-06", True),
    ("ledger/section_4_1_2_equilibria.py zero_cost_points: made < 3 -> made <= 3", True),
    ("ledger/section_1_4.py one_tanh_unit_without_output_weight: np.ones(4) -> np.zeros(4)", True),
    ("ledger/section_1_4.py one_tanh_unit_without_output_weight: np.ones(4) -> np.zeros(5)", False),
    ("ledger/section_2_2.py event_on_the_computed_cost: s + 1 -> s - 1", False),
    ("ledger/section_2_2.py earliest_time: -3 -> 3", False),           # a formula
    ("ledger/section_5.py immersed: -1 -> 1", False),                  # what helps several checks
    ("horizontal/lift.py lift: 1 -> 0", False),
])
def test_numbers_in_the_body_of_a_check_are_settings_of_it(name, expected):
    assert bool(equivalent.unseen(name)) is expected

"""Malformed input into every public function: an error that says what was expected, or an answer; never a crash or a NaN."""

import dataclasses
import numbers
import os

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import adaptedflow as af
from adaptedflow import borderline, critical, datasets, horizontal, lifetime, optimizers, ranks, trapping

from .cases import ARITHMETIC, CASES

EXAMPLES = int(os.environ.get("ADAPTEDFLOW_FUZZ", "12"))              # for each function; 'make test-all' sets more
PACKAGES = {"": af, "datasets.": datasets, "ranks.": ranks, "horizontal.": horizontal, "critical.": critical, "trapping.": trapping,
            "lifetime.": lifetime, "borderline.": borderline, "optimizers.": optimizers}
NOTHING_TO_SPOIL = {"examples", "stored_cells", "wide_and_deep_cells", "rosenbrock", "powell_singular", "freudenstein_roth"}      # modules, and functions without arguments
READ = {"cell_of_row", "survival_curves", "write_table", "confirm", "certified_map", "certify_orbits"}              # take tables of survival_map as it made them
VALUE_TYPES = {"Orbit", "KinkCrossing", "NumericalRank", "Interrupted", "RankLossError", "Iterates", "JacobianBound", "Progress", "Solution"}    # results and errors

small = st.floats(-3, 3, allow_nan=False)
broken = st.sampled_from([np.nan, np.inf, -np.inf])
strange = st.sampled_from([None, "tanh", "", b"1", True, np.True_, {}, {"a": 1}, [], (), [[]], [[1.0], [1.0, 2.0]], object(), len, af.Network, 1j, ["a", "b"]])
numbers_ = st.one_of(st.integers(-2, 4), small, broken, st.sampled_from([0, -1, 1e-300, 50.0, -0.0, np.float32(0.5), np.int8(-3)]))
shapes = npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
arrays = st.one_of(
    npst.arrays(float, shapes, elements=st.one_of(small, broken)),
    npst.arrays(float, shapes, elements=small),
    npst.arrays(int, shapes, elements=st.integers(-3, 3)),
    npst.arrays(bool, shapes), npst.arrays(complex, shapes, elements=st.just(1 + 1j)), npst.arrays(object, shapes, elements=st.none()))


@st.composite
def spoiled_array(draw, good):
    """``good`` with an entry that is no number, a row too many or too few, or as text."""
    array = np.array(good, float)
    how = draw(st.sampled_from(["entry", "longer", "shorter", "text", "deeper", "zero"]))
    if how == "entry" and array.size:
        array.flat[draw(st.integers(0, array.size - 1))] = draw(broken)
    if how in ("longer", "shorter") and array.ndim:
        array = np.concatenate([array, array[:1]]) if how == "longer" else array[:-1]
    return {"text": array.astype(str), "deeper": array[None], "zero": 0 * array}.get(how, array)


def spoil(good):
    """What may stand in the place of the right argument ``good``."""
    options = [strange, numbers_, arrays]
    if isinstance(good, (np.ndarray, list, tuple)) and np.asarray(good, dtype=object).dtype != object or isinstance(good, np.ndarray):
        options += [spoiled_array(good)] * 2
    return st.one_of(options)


def has_nan(result) -> bool:
    """Whether a number in ``result`` is NaN, however deep."""
    if isinstance(result, (numbers.Number, np.ndarray)):
        return np.asarray(result).dtype.kind in "fc" and bool(np.isnan(result).any())
    if isinstance(result, dict):
        return any(map(has_nan, result.values()))
    if isinstance(result, (list, tuple)):
        return any(map(has_nan, result))
    return dataclasses.is_dataclass(result) and any(has_nan(getattr(result, field.name)) for field in dataclasses.fields(result))


# NaN where the docstring promises it: not certified; at a global minimum; where the map has no cells; K > QN
EXPLAINED = {"lifetime.existence_criterion": lambda result: not result.certified, "lifetime.certify": lambda result: not result.certified,
             "lifetime.certify_rank_loss": lambda result: not result.certified, "trapping.Region.ratio": lambda result: True,
             "lifetime.crossing": lambda result: True, "lifetime.standard_map": lambda result: True}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", CASES)
@settings(max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_error_with_a_sentence_or_an_answer(name, data):
    function, right, *documented = CASES[name]
    which = data.draw(st.sampled_from(sorted(right)), label="argument")
    wrong = data.draw(spoil(right[which]), label="its value")
    try:
        result = function(**right | {which: wrong})
    except (ValueError, TypeError, *ARITHMETIC, *(documented[0] if documented else ())) as error:
        assert len(str(error).split()) > 3
    else:
        assert not has_nan(result) or EXPLAINED.get(name, lambda result: False)(result)


def test_every_public_function_is_here():
    public = {(prefix + name) for prefix, package in PACKAGES.items() for name in package.__all__
              if callable(getattr(package, name)) and name not in VALUE_TYPES | NOTHING_TO_SPOIL | READ
              and not is_result(getattr(package, name))}
    known = {name.split(".")[-1] for name in CASES}
    assert {name for name in public if name.split(".")[-1] not in known} == set()


def is_result(thing) -> bool:
    return dataclasses.is_dataclass(thing) and thing.__name__ not in ("Activation", "Cell")

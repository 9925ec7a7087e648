"""What ``import adaptedflow`` and the command line bring with them: packages that take long are imported where they are used."""

import subprocess
import sys

import pytest

import adaptedflow as af

SLOW = ("IPython", "joblib", "matplotlib", "nbformat", "pandas", "PIL", "scipy.stats", "sympy", "tqdm")
SINCE_0_1_0 = """Activation AdaptedFlow ComparisonFlow CostBelow FunctionModel GradientBelow Interrupted KinkCrossing Network NumericalRank Orbit Problem RankLossError
RankLossFlow StandardFlow UnderparametrizedFlow critical euler examples horizontal integrate lifetime load_digits load_nist load_orbit mollified_relu numerical_rank
one_hot ranks save_orbit stopping_time teacher_student trapping""".split()


@pytest.mark.parametrize("module", ["adaptedflow", "adaptedflow.cli"])
def test_importing_does_not_import_what_takes_long(module):
    code = f"import sys, {module}\nprint(*[name for name in {SLOW} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() == []


def test_what_version_0_1_0_showed_is_still_there():
    assert [name for name in SINCE_0_1_0 if not hasattr(af, name)] == []


def test_sections_are_imported_when_they_are_first_asked_for():
    code = ("import sys, adaptedflow as af\n"
            "print(*[name for name in ('critical', 'diagnosis', 'examples', 'horizontal', 'lifetime', 'optimizers', 'ranks', 'trapping') if f'adaptedflow.{name}' in sys.modules])\n"
            "assert set(af.__all__) <= set(dir(af)) and all(hasattr(af, name) for name in af.__all__)\n"
            "assert af.solve is af.optimizers.solve and af.lifetime is sys.modules['adaptedflow.lifetime']")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() == []


def test_a_name_that_there_is_not_is_refused_by_name():
    with pytest.raises(AttributeError, match="'adaptedflow' has no attribute 'resolve'"):
        af.resolve

"""The sets are tested through what NIST certifies: formula, data and certified values must agree with each other."""

import hashlib
import re

import numpy as np
import pytest

from adaptedflow import paths
from adaptedflow.datasets import load_nist

FOLDER = paths.DATA / "nist"
FILES = sorted(FOLDER.glob("*.dat"))
SIZES = {"Chwirut2": (54, 3), "DanWood": (6, 2), "Gauss1": (250, 8), "Kirby2": (151, 5), "Lanczos3": (24, 6),
         "Misra1a": (14, 2), "Rat43": (15, 4), "Thurber": (37, 7)}
each = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def model(nist, b):
    """The formula of the file, read as Python, at parameters ``b``."""
    right = re.sub(r"\+\s*e\s*$", "", nist.formula.split("=", 1)[1]).replace("[", "(").replace("]", ")")
    names = {f"b{i}": value for i, value in enumerate(b, start=1)}
    return eval(right, {"exp": np.exp}, names | {"x": nist.X[:, 0]})


def residual_sum(nist, b):
    return float(np.sum((model(nist, b) - nist.Y[:, 0]) ** 2))


def test_all_eight_are_there():
    assert {path.stem for path in FILES} == set(SIZES)


@each
def test_shapes_and_name(path):
    nist = load_nist(path)
    N, K = SIZES[path.stem]
    assert nist.name == path.stem
    assert nist.X.shape == nist.Y.shape == (N, 1)
    assert nist.starts.shape == (2, K) and nist.certified.shape == nist.standard_deviations.shape == (K,)
    assert path.stem in repr(nist) and "array" not in repr(nist)


@each
def test_checksum_stands_in_the_provenance(path):
    assert hashlib.sha256(path.read_bytes()).hexdigest() in (FOLDER / "README.md").read_text()


@each
def test_residual_sum_at_the_certified_parameters(path):
    nist = load_nist(path)
    # eleven certified digits leave 1e-10 relative in the sum at a minimum
    assert residual_sum(nist, nist.certified) == pytest.approx(nist.residual_sum_of_squares, rel=1e-9)


@each
def test_certified_parameters_are_a_minimum_and_the_starts_are_not(path):
    nist = load_nist(path)
    for sign in (-1, 1):
        for step in np.diag(0.1 * sign * nist.standard_deviations):
            assert residual_sum(nist, nist.certified + step) > nist.residual_sum_of_squares * (1 + 1e-6)
    for start in nist.starts:
        assert residual_sum(nist, start) > 1.01 * nist.residual_sum_of_squares


@each
def test_standard_deviations_follow_from_the_jacobian(path):
    nist = load_nist(path)
    N, K = SIZES[path.stem]
    steps = 1e-30j * np.eye(K)
    jacobian = np.stack([model(nist, nist.certified + step).imag / 1e-30 for step in steps], axis=1)  # (N, K)
    inverse = np.linalg.pinv(jacobian, rcond=1e-15)
    deviation = np.sqrt(nist.residual_sum_of_squares / (N - K) * np.sum(inverse**2, axis=1))
    np.testing.assert_allclose(deviation, nist.standard_deviations, rtol=1e-6)


def test_two_predictors_give_two_columns(tmp_path):
    text = (FOLDER / "Misra1a.dat").read_text()
    head, data = re.split(r"^Data:   y .*\n", text, flags=re.MULTILINE)
    wide = "\n".join(line + "  1.5" for line in data.splitlines())
    path = tmp_path / "two.dat"
    path.write_text(f"{head}Data:   y   x1   x2\n{wide}\n")
    np.testing.assert_array_equal(load_nist(path).X[:2], [[77.6, 1.5], [114.9, 1.5]])


CURE = r"\. Fetch the file again"


@pytest.mark.parametrize("old, new, words", [
    ("NIST/ITL StRD", "Some file", r"expected 'NIST/ITL StRD' in the first line, got 'Some file"),
    ("Dataset Name:", "Dataset:", r"expected a line 'Dataset Name:', got none"),
    ("2 Parameters", "3 Parameters", r"expected 3 parameters, b1 to b3, got b1, b2"),
    ("2 Parameters (b1 and b2)", "", r"how many parameters there are, got none"),
    ("  b2 =     0.0001 ", "  b3 =     0.0001 ", r"expected 2 parameters, b1 to b2, got b1, b3"),
    ("0.0005      5.50", "5.50", r"expected four numbers .* in a row, got '0\.0001 5\.50"),
    ("2.7070075241E+00", "nan", r"expected four numbers .* in a row, got '500 250 2\.3894212918E\+02 nan'"),
    ("Residual Sum of Squares:   ", "Residual Sum:", r"expected a line 'Residual Sum of Squares:' with a number, got none"),
    ("1.2455138894E-01", "none", r"expected a line 'Residual Sum of Squares:' with a number, got none"),
    ("Number of Observations:                            14", "Number of Observations: 15", r"expected 15 observations, got 14"),
    ("Number of Observations:", "Observations:", r"expected a line 'Number of Observations:', got none"),
    ("      10.07E0      77.6E0", "      10.07E0", r"expected 2 numbers \(y, then x\) in a row, got '10\.07E0'"),
    ("77.6E0", "77,6", r"expected 2 numbers .* in a row, got '10\.07E0 77,6'"),
    ("Data:   y               x", "", r"expected a line 'Data: y x' above the data, got none"),
    ("y = b1*(1-exp[-b2*x])  +  e", "", r"expected a model 'y = \.\.\.' above the starting values, got ''"),
    ("Misra, D.", "Misrá, D.", r"expected plain ASCII text, got other bytes"),
])
def test_malformed_files_are_refused(tmp_path, old, new, words):
    text = (FOLDER / "Misra1a.dat").read_text()
    assert old in text
    path = tmp_path / "altered.dat"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=r"altered\.dat: .*" + words + ".*" + CURE):
        load_nist(path)


def test_a_file_cut_short_is_refused(tmp_path):
    whole = (FOLDER / "Misra1a.dat").read_text()
    path = tmp_path / "cut.dat"
    for length in range(0, len(whole) - 30, 97):
        path.write_text(whole[:length])
        with pytest.raises(ValueError, match=r"cut\.dat: expected .*" + CURE):
            load_nist(path)


@pytest.mark.parametrize("path, error, words", [
    (FOLDER / "Missing.dat", FileNotFoundError, r"expected a NIST file such as .*, got .*Missing\.dat, where there is none\. Check"),
    (FOLDER, FileNotFoundError, r"where there is none"),
    (3, TypeError, r"expected the path of a NIST file, got 3\. Pass"),
])
def test_what_is_no_file_is_refused(path, error, words):
    with pytest.raises(error, match=words):
        load_nist(path)


@pytest.mark.parametrize("entry, wrong", [("2.3894212918E+02", "2.3894212918E+999"), ("77.6E0", "77.6E-999"), ("77.6E0", "77_6E0"), ("1.2455138894E-01", "1.2455138894E+999")])
def test_a_number_that_no_double_is_near_is_refused(tmp_path, entry, wrong):
    text = (FOLDER / "Misra1a.dat").read_text()
    assert entry in text
    (tmp_path / "Misra1a.dat").write_text(text.replace(entry, wrong))
    with pytest.raises(ValueError, match="Misra1a.dat: expected "):
        load_nist(tmp_path / "Misra1a.dat")

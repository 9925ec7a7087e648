"""The regression functions against the formulas that the files print, and the flow against the values that NIST certifies."""

import re

import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import nist_models, paths

FILES = sorted((paths.DATA / "nist").glob("*.dat"))
each = pytest.mark.parametrize("nist", [af.load_nist(path) for path in FILES], ids=[path.stem for path in FILES])


def printed(nist, b):
    """The formula of the file, read as Python, at parameters ``b``."""
    right = re.sub(r"\+\s*e\s*$", "", nist.formula.split("=", 1)[1]).replace("[", "(").replace("]", ")")
    return eval(right, {"exp": np.exp}, {f"b{i}": value for i, value in enumerate(b, start=1)} | {"x": nist.X[:, 0]})


def points(nist):
    """Both starts, the certified values, and a point between them that no formula treats specially."""
    return [*nist.starts, nist.certified, 0.3 * nist.starts[0] + 0.7 * nist.certified]


def test_there_is_a_function_for_each_set_and_no_other():
    assert set(nist_models.FUNCTIONS) == {path.stem for path in FILES}


@each
def test_outputs_are_the_printed_formula(nist):
    problem = nist_models.regression(nist)
    for b in points(nist):
        np.testing.assert_allclose(problem.outputs(b), printed(nist, b), rtol=1e-12)


@each
def test_jacobian_is_the_derivative_of_the_printed_formula(nist):
    problem = nist_models.regression(nist)
    for b in points(nist):
        by_complex_step = np.stack([printed(nist, b + 1e-30j * e).imag / 1e-30 for e in np.eye(len(b))], axis=1)
        size = np.abs(by_complex_step).max(axis=0)
        np.testing.assert_allclose(problem.jacobian(b) / size, by_complex_step / size, atol=1e-12)


@each
def test_second_derivatives_are_a_contour_integral_of_the_printed_formula(nist):
    problem = nist_models.regression(nist)
    b, n = nist.certified, 16
    circle = np.exp(2j * np.pi * np.arange(n) / n)
    u, v = np.random.default_rng(0).normal(size=(2, len(b))) * np.abs(b)
    # f(b + z u + w v) has its term z w picked out by a mean over two circles of radius 1/100
    values = np.array([[printed(nist, b + 0.01 * (z * u + w * v)) for w in circle] for z in circle])      # (n, n, N)
    mixed = np.einsum("i,j,ijk->k", 1 / circle, 1 / circle, values).real / n ** 2 / 1e-4
    seen = problem.jacobian_derivative(b, u) @ v
    np.testing.assert_allclose(seen, mixed, atol=1e-9 * np.abs(mixed).max())


@each
def test_the_certified_values_are_a_minimum_with_the_certified_cost(nist):
    problem = nist_models.regression(nist)
    assert 2 * problem.N * problem.cost(nist.certified) == pytest.approx(nist.residual_sum_of_squares, rel=1e-9)
    D = problem.jacobian(nist.certified)
    size = np.linalg.norm(D, axis=0)
    assert np.linalg.eigvalsh(problem.cost_hessian(nist.certified) / np.outer(size, size)).min() > 0


@each
@pytest.mark.parametrize("start", [0, 1])
def test_the_flow_meets_the_certified_values(nist, start):
    problem = nist_models.regression(nist)
    orbit = af.integrate(af.UnderparametrizedFlow(problem), nist.starts[start], until=40 * problem.N, rtol=1e-10)
    assert orbit.status in ("reached", "equilibrium")
    assert (np.diff(orbit.cost) < 1e-9 * orbit.cost[1:]).all()         # Remark 5.2; rounding of outputs 1e5 times the residual
    np.testing.assert_allclose(orbit.theta[-1], nist.certified, rtol=1e-9)


def test_a_set_without_a_function_is_refused_with_its_formula(tmp_path):
    text = FILES[0].read_text().replace("Dataset Name:  Chwirut2", "Dataset Name:  Chwirut9")
    path = tmp_path / "Chwirut9.dat"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"expected one of Chwirut2, .*, got 'Chwirut9'\. Write its formula, 'y = exp.*FunctionModel"):
        nist_models.regression(af.load_nist(path))


def test_a_path_in_the_place_of_a_set_is_refused():
    with pytest.raises(TypeError, match=r"expected what af\.load_nist\(path\) returns, got PosixPath|got 'Misra1a'"):
        nist_models.regression("Misra1a")

"""The tasks of notebook 10: their maps by another route, and what is trained on, chosen by and tested on apart from each other."""

import mpmath
import numpy as np
import pytest

import adaptedflow as af
from adaptedflow import training
from adaptedflow.training import digits, poisson


def test_digits_are_drawn_apart_and_pooled():
    one, data = training.task("digits-25", 4), af.load_digits(25, 1000, seed=4)
    assert one.problem.K == 550 and one.problem.N * one.problem.Q == 250
    picture = data.X_train[7].reshape(8, 8)
    by_hand = [picture[2 * i:2 * i + 2, 2 * j:2 * j + 2].mean() for i in range(4) for j in range(4)]
    np.testing.assert_allclose(one.problem.X[7], by_hand)
    guess = one.problem.model.outputs(one.theta0, digits.pooled(data.X_test)).argmax(axis=1)
    assert one.unseen(one.theta0) == np.mean(guess == data.labels_test) and 0 <= one.choice(one.theta0) <= 1


def test_a_fifth_of_the_labels_is_wrong_in_training_only():
    noisy, clean = training.task("wrong-labels", 2), training.task("digits-25", 2)
    changed = (noisy.problem.Y != clean.problem.Y).any(axis=1)
    assert changed.sum() == 5 and (noisy.problem.Y.sum(axis=1) == 1).all()
    np.testing.assert_array_equal(noisy.problem.X, clean.problem.X)
    assert noisy.unseen(noisy.theta0) == clean.unseen(clean.theta0)


def test_the_nearest_image_by_a_loop():
    data = af.load_digits(25, 1000, seed=1)
    X, Z = digits.pooled(data.X_train), digits.pooled(data.X_test)
    hits = [data.labels_train[min(range(25), key=lambda j: np.sum((z - X[j]) ** 2))] == label for z, label in zip(Z, data.labels_test)]
    assert training.nearest_image(1, 25) == pytest.approx(np.mean(hits))


def test_the_residual_is_minus_the_second_derivative_of_the_network():
    one = training.task("poisson", 0)
    (W, b), (a, c) = af.Network([1, poisson.UNITS, 1]).unpack(one.theta0)

    def u(t):
        return sum(float(a[0, k]) * mpmath.tanh(float(W[k, 0]) * t + float(b[k])) for k in range(poisson.UNITS)) + float(c[0])

    x = one.problem.outputs(one.theta0)
    for row in (0, 11, 23):
        assert x[row] == pytest.approx(float(-poisson.SCALE * mpmath.diff(u, float(one.problem.X[row, 0]), 2)), rel=1e-6)
    assert x[24] == pytest.approx(float(u(0))) and x[25] == pytest.approx(float(u(1)))


def test_the_jacobian_of_the_residual_by_the_complex_step():
    one = training.task("poisson", 1)
    p, theta = one.problem, one.theta0
    columns = [p.outputs(theta + 1e-30j * e).imag / 1e-30 for e in np.eye(p.K)]
    np.testing.assert_allclose(p.jacobian(theta), np.array(columns).T, rtol=1e-9, atol=1e-12)
    v = np.random.default_rng(0).normal(size=p.K)
    nearby = (p.jacobian(theta + 1e-5 * v) - p.jacobian(theta - 1e-5 * v)) / 2e-5
    np.testing.assert_allclose(p.jacobian_derivative(theta, v), nearby, atol=1e-5 * np.abs(nearby).max())


def test_the_solution_solves_the_equation():
    t = mpmath.mpf("0.37")
    exact = mpmath.diff(lambda z: mpmath.sin(mpmath.pi * z) + mpmath.sin(4 * mpmath.pi * z) / 4, t, 2)
    assert poisson.force(0.37) == pytest.approx(-float(exact), rel=1e-6)
    assert poisson.solution(np.array([0.0, 1.0])) == pytest.approx([0, 0], abs=1e-12)


def test_exponentials_are_compared_in_any_order():
    one = training.task("exponentials", 0)
    certified = af.load_nist(af.paths.DATA / "nist" / "Lanczos3.dat").certified
    assert one.unseen(certified) == 0 and one.unseen(certified[[4, 5, 0, 1, 2, 3]]) == 0
    assert one.unseen(certified * [1, 1, 1.01, 1, 1, 1]) == pytest.approx(0.01)


def test_the_tight_task_has_hardly_more_parameters_than_equations():
    for split in range(training.SPLITS):
        one = training.task("tight", split)
        assert (one.problem.K, one.problem.N * one.problem.Q) == (21, 19)
        assert af.numerical_rank(one.problem.jacobian(one.theta0)).rank == 19


@pytest.mark.parametrize("arguments, words", [(("digits", 0), "name: expected one of digits-25"), (("tight", -1), "split: expected"), (([], 0), "name: expected")])
def test_an_unknown_task_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        training.task(*arguments)

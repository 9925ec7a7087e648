import numpy as np
import pytest

from adaptedflow.datasets import teacher_student
from adaptedflow.network import Network


@pytest.fixture
def net():
    return Network([3, 5, 2])


def test_targets_are_the_teachers_outputs(net):
    data = teacher_student(net, 20, seed=1)
    assert data.network is net
    assert data.X.shape == (20, 3) and data.Y.shape == (20, 2) and data.theta_teacher.shape == (net.num_parameters,)
    first, last = net.unpack(data.theta_teacher)
    np.testing.assert_allclose(data.Y, np.tanh(data.X @ first[0].T + first[1]) @ last[0].T + last[1], rtol=1e-12)


def test_seed_decides_everything(net):
    one, same, other = (teacher_student(net, 8, seed, noise=0.1) for seed in (4, np.random.SeedSequence(4), 5))
    for field in ("X", "Y", "theta_teacher"):
        np.testing.assert_array_equal(getattr(one, field), getattr(same, field))
        assert not np.array_equal(getattr(one, field), getattr(other, field))


def test_noise_has_the_size_asked_for_and_changes_targets_only(net):
    clean, noisy = teacher_student(net, 5000, 2), teacher_student(net, 5000, 2, noise=0.3)
    np.testing.assert_array_equal(clean.X, noisy.X)
    np.testing.assert_array_equal(clean.theta_teacher, noisy.theta_teacher)
    deviation = (noisy.Y - clean.Y).std()
    assert abs(deviation / 0.3 - 1) < 0.04  # 10^4 draws: four standard errors are 0.028


def test_teacher_does_not_depend_on_the_number_of_inputs(net):
    np.testing.assert_array_equal(teacher_student(net, 3, 9).theta_teacher, teacher_student(net, 30, 9).theta_teacher)


def test_printed_without_its_arrays(net):
    assert repr(teacher_student(net, 4, 0)) == f"TeacherStudent(network={net!r})"


@pytest.mark.parametrize("change, error, words", [
    ({"net": [3, 5, 2]}, TypeError, r"net: expected a network .*, got list without widths, init, outputs\. Pass an"),
    ({"N": 0}, ValueError, r"N: expected a whole number >= 1, got 0"),
    ({"N": 2.5}, TypeError, r"N: expected a whole number, got 2\.5"),
    ({"noise": -0.1}, ValueError, r"noise: expected .* >= 0, got -0\.1"),
    ({"noise": float("nan")}, ValueError, r"noise: expected a finite number"),
    ({"noise": "little"}, TypeError, r"noise: expected a real number, got 'little'"),
    ({"seed": None}, TypeError, r"seed: expected a whole number.*, got None\. Pass"),
])
def test_refusals(net, change, error, words):
    with pytest.raises(error, match=words):
        teacher_student(**({"net": net, "N": 4, "seed": 0} | change))

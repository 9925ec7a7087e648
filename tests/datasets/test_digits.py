import hashlib

import numpy as np
import pytest

from adaptedflow import paths
from adaptedflow.datasets import load_digits
from adaptedflow.datasets.digits import CHECKSUM, _refuse_too_many
from adaptedflow.files import write_whole

PARTS = ("train", "validation", "test")
FILE = paths.DATA / "digits" / "digits.npy"


def rows(digits, part):
    """Images and labels of one part as rows of the file."""
    X, labels = getattr(digits, f"X_{part}"), getattr(digits, f"labels_{part}")
    return np.column_stack([16 * X, labels]).astype(np.uint8)


def test_checksum_stands_in_the_provenance():
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == CHECKSUM
    assert CHECKSUM in (FILE.parent / "README.md").read_text()


def test_file_is_the_test_part_of_the_collection():
    data = np.load(FILE)
    assert data.shape == (1797, 65) and data.dtype == np.uint8
    assert data[:, :64].max() == 16
    # as the collection's own description counts them
    assert np.bincount(data[:, 64]).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


@pytest.mark.parametrize("num_train, num_test", [(100, 200), (7, 13), (1, 1), (870, 870), (1500, 240)])
def test_parts_are_disjoint_and_together_the_file(num_train, num_test):
    digits = load_digits(num_train, num_test, seed=3)
    together = np.concatenate([rows(digits, part) for part in PARTS])
    assert len(digits.X_train) == num_train and len(digits.X_test) == num_test
    assert len(np.unique(np.load(FILE), axis=0)) == 1797  # no image twice, so equal multisets mean disjoint parts
    np.testing.assert_array_equal(np.unique(together, axis=0), np.unique(np.load(FILE), axis=0))
    assert len(together) == 1797


@pytest.mark.parametrize("size", [10, 57, 300])
def test_training_and_test_parts_are_balanced(size):
    digits = load_digits(size, size + 5, seed=1)
    for labels in (digits.labels_train, digits.labels_test):
        counts = np.bincount(labels, minlength=10)
        assert counts.max() - counts.min() <= 1


def test_inputs_targets_and_labels_fit_together():
    digits = load_digits(60, 40)
    for part in PARTS:
        X, Y, labels = (getattr(digits, f"{field}_{part}") for field in ("X", "Y", "labels"))
        assert X.dtype == Y.dtype == np.float64
        assert X.shape == (len(labels), 64) and Y.shape == (len(labels), 10)
        assert X.min() == 0.0 and X.max() == 1.0
        np.testing.assert_array_equal(Y.argmax(axis=1), labels)
        np.testing.assert_array_equal(np.sort(Y, axis=1), np.tile([0] * 9 + [1], (len(labels), 1)))


def test_seed_decides_the_split():
    one, same, other = load_digits(100, 50, seed=5), load_digits(100, 50, seed=5), load_digits(100, 50, seed=6)
    for part in PARTS:
        np.testing.assert_array_equal(rows(one, part), rows(same, part))
        assert not np.array_equal(rows(one, part), rows(other, part))


def test_larger_training_part_begins_with_the_smaller_and_test_part_stays():
    small, large = load_digits(45, 100), load_digits(800, 100)
    np.testing.assert_array_equal(large.X_train[:45], small.X_train)
    np.testing.assert_array_equal(large.X_test, small.X_test)


def test_nearest_mean_recognises_most_images():
    digits = load_digits(300, 300)
    means = digits.Y_train.T @ digits.X_train / digits.Y_train.sum(axis=0)[:, None]  # (10, 64)
    distance = ((digits.X_test[:, None, :] - means) ** 2).sum(axis=2)  # (300, 10)
    assert (distance.argmin(axis=1) == digits.labels_test).mean() > 0.8  # labels belong to their images: chance is 0.1


def test_short_representation():
    assert repr(load_digits(100, 200)) == "Digits(100 training, 1497 validation and 200 test images)"


@pytest.mark.parametrize("arguments, error, words", [
    ((1000, 800), ValueError, r"expected at most 178 images of the digit 0 .*, got 1000 \+ 800 images.*1740 in all always fit"),
    ((1730, 20), ValueError, r"expected at most 174 images of the digit 8"),
    ((0, 10), ValueError, r"num_train: expected a whole number >= 1, got 0"),
    ((10, -1), ValueError, r"num_test: expected a whole number >= 1, got -1"),
    ((10.0, 10), TypeError, r"num_train: expected a whole number, got 10\.0"),
    ((10, "10"), TypeError, r"num_test: expected a whole number, got '10'"),
    ((10, 10, None), TypeError, r"seed: expected a whole number.*, got None\. Pass seed=0"),
    ((10, 10, -2), ValueError, r"seed: expected a whole number >= 0, got -2"),
])
def test_refusals(arguments, error, words):
    with pytest.raises(error, match=words):
        load_digits(*arguments)


@pytest.mark.parametrize("short", range(10))
def test_one_image_too_few_of_any_digit_is_told(short):
    labels = np.repeat(np.arange(10), [3 if digit == short else 4 for digit in range(10)])
    _refuse_too_many(labels, train=20, test=10)
    with pytest.raises(ValueError, match=f"at most 3 images of the digit {short} .*, got 20 . 20 images, which need 4 of it. Up to 30 in all"):
        _refuse_too_many(labels, train=20, test=20)


def test_altered_or_missing_file_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "DATA", tmp_path, raising=False)
    with pytest.raises(FileNotFoundError, match=r"expected the digits in .*, got no such file\. Run 'git checkout"):
        load_digits(10, 10)
    altered = bytearray(FILE.read_bytes())
    altered[-1] ^= 1
    write_whole(tmp_path / "digits" / "digits.npy", bytes(altered))
    with pytest.raises(ValueError, match=rf"expected SHA-256 {CHECKSUM}, got [0-9a-f]{{64}}\. Run 'git checkout"):
        load_digits(10, 10)

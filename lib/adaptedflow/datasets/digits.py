"""Handwritten digits: 1797 images of 8 by 8 pixels, the test part of a UCI collection (see ``data/digits``)."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import paths
from ..arrays import whole_number
from ..seeds import generator
from .labels import one_hot

if TYPE_CHECKING:
    from collections.abc import Sequence

CHECKSUM = "c45cf27f9e6d1507aa17aa9949fab3d046c8ffa373a108f49991e27f232ad83b"  # SHA-256 of data/digits/digits.npy
NUM_CLASSES = 10


@dataclass(frozen=True, eq=False)
class Digits:
    """Three disjoint parts of the digits: inputs in [0, 1] (n, 64), one-hot targets (n, 10), labels 0 to 9 (n,)."""

    X_train: np.ndarray
    Y_train: np.ndarray
    labels_train: np.ndarray
    X_validation: np.ndarray
    Y_validation: np.ndarray
    labels_validation: np.ndarray
    X_test: np.ndarray
    Y_test: np.ndarray
    labels_test: np.ndarray

    def __repr__(self):
        sizes = len(self.X_train), len(self.X_validation), len(self.X_test)
        return "Digits({} training, {} validation and {} test images)".format(*sizes)


def load_digits(num_train: int, num_test: int, seed: int | np.random.SeedSequence | np.random.Generator = 0) -> Digits:
    """Split the 1797 images into ``num_train`` for training, ``num_test`` for testing, and the rest for validation.

    ``seed`` shuffles the images of each digit. Training images are dealt in turn, 0, 1, ..., 9, 0, 1, ..., from the
    front of these ten piles and test images from their ends, so both parts are balanced: the numbers of images of two
    digits differ by at most one. Validation takes what neither part uses, in the order of the file; it is as
    unbalanced as the file is (174 to 183 images a digit). A larger training part starts with the images of the
    smaller one, and the test part does not depend on ``num_train``.

    Pixels are divided by 16, their largest value. The 13 writers are not named in the file, so all three parts may
    hold images by the same hand: test accuracy speaks of new images, not of new writers.

    ``seed`` is a whole number, a SeedSequence or a Generator. Returns a :class:`Digits`.
    Raises TypeError or ValueError for sizes that are no whole numbers >= 1 or that exceed what the file has of some
    digit, FileNotFoundError without the data, ValueError if the file is not the one described in ``data/digits``.
    """
    sizes = {"train": whole_number("num_train", num_train, minimum=1), "test": whole_number("num_test", num_test, minimum=1)}
    images, labels = _read()  # (1797, 64) and (1797,)
    _refuse_too_many(labels, **sizes)
    rng = generator(seed)
    piles = [rng.permutation(np.flatnonzero(labels == digit)) for digit in range(NUM_CLASSES)]
    chosen = {"train": _deal(piles, sizes["train"]), "test": _deal([pile[::-1] for pile in piles], sizes["test"])}
    chosen["validation"] = np.setdiff1d(np.arange(len(labels)), np.concatenate([chosen["train"], chosen["test"]]))
    parts = {}
    for part, rows in chosen.items():
        parts[f"X_{part}"] = images[rows] / 16.0  # (n, 64)
        parts[f"Y_{part}"] = one_hot(labels[rows], NUM_CLASSES)  # (n, 10)
        parts[f"labels_{part}"] = labels[rows]  # (n,)
    return Digits(**parts)


def _read():
    """Images (1797, 64) with entries 0 to 16 and labels (1797,), from the checked file."""
    path = paths.DATA / "digits" / "digits.npy"
    if not path.is_file():
        raise FileNotFoundError(f"expected the digits in {path}, got no such file. Run 'git checkout data/digits'.")
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != CHECKSUM:
        raise ValueError(f"{path.name}: expected SHA-256 {CHECKSUM}, got {found}. Run 'git checkout data/digits'.")
    rows = np.load(io.BytesIO(content), allow_pickle=False)  # (1797, 65)
    return rows[:, :-1], rows[:, -1].astype(int)


def _refuse_too_many(labels, train, test):
    for digit in range(NUM_CLASSES):
        wanted = sum(len(range(digit, size, NUM_CLASSES)) for size in (train, test))
        available = int(np.count_nonzero(labels == digit))
        if wanted > available:
            raise ValueError(
                f"num_train, num_test: expected at most {available} images of the digit {digit} in both parts together, "
                f"got {train} + {test} images, which need {wanted} of it. "
                f"Up to {NUM_CLASSES * np.bincount(labels).min()} in all always fit when both are multiples of ten."
            )


def _deal(piles, size):
    """Row numbers (size,), one from each pile in turn."""
    return np.array([piles[i % NUM_CLASSES][i // NUM_CLASSES] for i in range(size)])

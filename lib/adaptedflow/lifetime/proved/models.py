"""Polynomials with arrays or matrices as coefficients, in floating point, with a bound on all that they leave out.

A model of f is ``c_0 + c_1 tau + ...`` and a ``rest`` such that f differs from the polynomial by at most the rest, for each tau in [0, 1]. Rounding goes
into the rest: a sum of m products comes out within ``m u / (1 - m u)`` times the sum of their absolute values, ``u = 2^-53``, in whatever order it is taken.
Bounds are themselves computed in floating point: UP is for the rounding of sums of fewer than 10^6 numbers that are not negative, TINY for underflow.
"""

from dataclasses import dataclass

import numpy as np

UNIT = 2.0 ** -53
UP = 1 + 1e-9
TINY = 1e-80


def size(array):
    """An upper bound on the Frobenius norm of a float array."""
    return float(np.sqrt(np.sum(np.square(array)))) * UP + TINY


@dataclass(frozen=True)
class Entries:
    """Models of the entries of an array: ``heads`` (n, ...) and ``rest`` (...)."""

    heads: np.ndarray
    rest: np.ndarray

    @classmethod
    def of(cls, integers, bits, degree, error=0.0):
        """Polynomials with coefficients ``integers`` (m, ...) in units of ``2^-bits``, and functions that differ from them by at most ``error``."""
        cut = max(0, bits - 300)
        floats = np.ldexp((integers >> cut).astype(float), cut - bits)
        heads = np.zeros((degree + 1, *floats.shape[1:]))
        heads[:min(len(floats), degree + 1)] = floats[:degree + 1]
        return cls(heads, (np.abs(floats[degree + 1:]).sum(axis=0) + error + 2 * UNIT * np.abs(floats).sum(axis=0)) * UP + TINY)

    def bound(self):
        """A bound on the absolute value on [0, 1], entry by entry."""
        return (np.abs(self.heads).sum(axis=0) + self.rest) * UP

    def __getitem__(self, at):
        at = at if isinstance(at, tuple) else (at,)
        return Entries(self.heads[(slice(None), *at)], self.rest[at])

    def __mul__(self, other):
        """The product, entry by entry."""
        n = len(self.heads)
        a, b = np.abs(self.heads), np.abs(other.heads)
        heads = sum_of_products(self.heads, other.heads, np.multiply)
        cut = sum((a[i] * b[n - i:].sum(axis=0) for i in range(1, n)), 0.0)
        a, b = a.sum(axis=0), b.sum(axis=0)
        rounding = 2 * n * UNIT * a * b
        return Entries(heads, (cut + rounding + a * other.rest + self.rest * b + self.rest * other.rest) * UP + TINY)

    def __rsub__(self, constant):
        """A constant less the function."""
        heads = -self.heads
        heads[0] += constant
        return Entries(heads, (self.rest + UNIT * np.abs(heads[0])) * UP)


@dataclass(frozen=True)
class Matrix:
    """A model of a matrix: ``heads`` (n, r, c), and ``rest``, a bound in the operator norm."""

    heads: np.ndarray
    rest: float

    def sizes(self):
        return np.array([size(c) for c in self.heads])

    def norm(self):
        """A bound on the operator norm on [0, 1]."""
        return (norm(self.heads[0]) + self.sizes()[1:].sum() + self.rest) * UP

    @property
    def T(self):
        return Matrix(self.heads.transpose(0, 2, 1), self.rest)

    def __sub__(self, other):
        heads = self.heads - other.heads
        return Matrix(heads, (self.rest + other.rest + UNIT * sum(map(size, heads))) * UP)

    def __matmul__(self, other):
        n = len(self.heads)
        heads = sum_of_products(self.heads, other.heads, np.matmul)
        a, b = self.sizes(), other.sizes()
        cut = sum(a[i] * b[n - i:].sum() for i in range(1, n))
        rounding = 2 * n * self.heads.shape[2] * UNIT * a.sum() * b.sum()
        return Matrix(heads, (cut + rounding + a.sum() * other.rest + self.rest * b.sum() + self.rest * other.rest) * UP)

    def at(self, tau):
        """The polynomial part at ``tau``, and a bound on its rounding."""
        return np.tensordot(float(tau) ** np.arange(len(self.heads)), self.heads, axes=1), 4 * len(self.heads) * UNIT * self.sizes().sum() * UP


def sum_of_products(A, B, product):
    """Coefficients of the product of two polynomials of one degree, cut at that degree."""
    C = product(A[:1], B)
    for i in range(1, len(A)):
        C[i:] += product(A[i:i + 1], B[:len(B) - i])
    return C


def largest_eigenvalue(S):
    """An upper bound on the largest eigenvalue of the symmetric part of the float matrix S (k, k).

    For any m and C, ``m - S = C C^T + R`` gives ``S <= m + |R|``; m and C are guesses, and R is bounded.
    """
    S, k = (S + S.T) / 2, len(S)                                       # rounding: at most UNIT |S|
    values, vectors = np.linalg.eigh(S)
    top = values[-1]
    C = vectors * np.sqrt(top - values)
    R = S + C @ C.T - top * np.eye(k)
    return float((top + size(R)) + ((4 * k + 8) * UNIT * (size(S) + size(C) ** 2 + abs(top) * k)) * UP)


def norm(A):
    """An upper bound on the operator norm of the float matrix A."""
    A = A if len(A) <= A.shape[1] else A.T
    return float(np.sqrt(max(largest_eigenvalue(A @ A.T), 0.0) + 2 * A.shape[1] * UNIT * size(A) ** 2)) * UP + TINY

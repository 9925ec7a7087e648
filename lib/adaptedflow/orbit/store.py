"""Orbits as files: numpy's npz, without pickles, written whole or not at all."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..files import write_whole
from ..network import Network
from ..problem import Problem
from .result import Orbit

if TYPE_CHECKING:
    from ..activations import Activation

FORMAT = "adaptedflow orbit 1"
_ARRAYS = ("s", "theta", "outputs", "cost", "sigma_min", "X", "Y")
_TEXTS = ("status", "message", "flow", "activation")


@dataclass(frozen=True, eq=False)
class StoredOrbit:
    """An orbit as :func:`load_orbit` reads it, in the names and shapes of :class:`adaptedflow.Orbit`: ``s theta outputs cost sigma_min
    status message``; and what it belongs to: the name of its ``flow``, the data ``X Y``, and of its network ``widths``, ``activation``
    (a name) and ``bias``."""

    s: np.ndarray
    theta: np.ndarray
    outputs: np.ndarray
    cost: np.ndarray
    sigma_min: np.ndarray
    X: np.ndarray
    Y: np.ndarray
    widths: tuple[int, ...]
    bias: bool
    status: str
    message: str
    flow: str
    activation: str

    def problem(self, activation: str | Activation | None = None) -> Problem:
        """The :class:`adaptedflow.Problem` of the orbit; give the ``activation`` itself where it is one of your own."""
        return Problem(Network(self.widths, activation or self.activation, bias=self.bias), self.X, self.Y)


def save_orbit(path: str | os.PathLike[str], orbit: Any) -> None:
    """Write ``orbit`` with its data and its network to ``path`` (by custom NAME.npz), for :func:`load_orbit`.

    TypeError for anything but an :class:`adaptedflow.Orbit` of an :class:`adaptedflow.Network`.
    """
    write_whole(path, orbit_bytes(orbit))


def orbit_bytes(orbit):
    """What :func:`save_orbit` writes."""
    model = getattr(getattr(getattr(orbit, "flow", None), "problem", None), "model", None)
    if not isinstance(orbit, Orbit) or not isinstance(model, Network):
        raise TypeError(f"orbit: expected an af.Orbit of an af.Network, got {orbit!r} of {model!r}. Keep orbit.s and orbit.theta by np.savez.")
    problem, stream = orbit.flow.problem, io.BytesIO()
    np.savez(stream, format=FORMAT, s=orbit.s, theta=orbit.theta, outputs=orbit.outputs, cost=orbit.cost, sigma_min=orbit.sigma_min,
             X=problem.X, Y=problem.Y, widths=np.array(model.widths), bias=model.bias, status=orbit.status, message=orbit.message,
             flow=type(orbit.flow).__name__, activation=model.activation.name)
    return stream.getvalue()


def load_orbit(path: str | os.PathLike[str]) -> StoredOrbit:
    """Read what :func:`save_orbit` wrote, as a :class:`StoredOrbit`.

    ValueError, with the file's name, for a file that is damaged, cut short or something else; FileNotFoundError without it,
    PermissionError where it may not be read, TypeError for what is no path.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(f"path: expected the path of a file that save_orbit wrote, got {path!r}.")
    try:
        with np.load(io.BytesIO(Path(path).read_bytes()), allow_pickle=False) as file:
            content = {name: file[name] for name in file.files}
        return _stored(content)
    except (FileNotFoundError, PermissionError):
        raise
    except (OSError, ValueError, TypeError, AttributeError, LookupError, EOFError, RuntimeError, MemoryError, SyntaxError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"path: expected a whole file that save_orbit wrote, got {path}: {error} Write it again by af.save_orbit.") from None


def _stored(content):
    """The arrays of a file, checked against each other."""
    missing = {"format", "widths", "bias", *_ARRAYS, *_TEXTS} - set(content)
    if missing:
        raise ValueError(f"it has no {', '.join(sorted(missing))}.")
    texts = {name: str(content[name][()]) for name in ("format", *_TEXTS)}
    if texts.pop("format") != FORMAT:
        raise ValueError(f"it is not of the kind {FORMAT!r}.")
    net = Network(content["widths"].tolist(), bias=bool(content["bias"]))
    (T, N), (M, *_, Q) = (len(np.atleast_1d(content[name])) for name in ("s", "X")), net.widths
    shapes = {"s": (T,), "theta": (T, net.num_parameters), "outputs": (T, N * Q), "cost": (T,), "sigma_min": (T,), "X": (N, M), "Y": (N, Q)}
    for name, shape in shapes.items():
        if content[name].dtype != float or content[name].shape != shape:
            raise ValueError(f"{name}: expected float64 of shape {shape}, got {content[name].dtype} of shape {content[name].shape}.")
    return StoredOrbit(**{name: content[name] for name in _ARRAYS}, **texts, widths=net.widths, bias=net.bias)

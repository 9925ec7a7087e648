"""Orbits as files: numpy's npz, without pickles, written whole or not at all."""

import io
from dataclasses import dataclass

import numpy as np

from ..files import write_whole
from ..network import Network
from ..problem import Problem
from .result import Orbit

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
    widths: tuple
    bias: bool
    status: str
    message: str
    flow: str
    activation: str

    def problem(self, activation=None):
        """The :class:`adaptedflow.Problem` of the orbit; give the ``activation`` itself where it is one of your own."""
        return Problem(Network(self.widths, activation or self.activation, bias=self.bias), self.X, self.Y)


def save_orbit(path, orbit):
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


def load_orbit(path):
    """Read what :func:`save_orbit` wrote, as a :class:`StoredOrbit`. ValueError if ``path`` holds something else, FileNotFoundError without it."""
    try:
        with np.load(path, allow_pickle=False) as file:
            content = {name: file[name] for name in file.files}
    except FileNotFoundError:
        raise
    except (OSError, ValueError, AttributeError) as error:
        raise ValueError(f"path: expected an orbit that save_orbit wrote, got {path}: {error}") from None
    missing = {"format", "widths", "bias", *_ARRAYS, *_TEXTS} - set(content)
    if missing or str(content["format"]) != FORMAT:
        raise ValueError(f"path: expected a file of the kind {FORMAT!r}, got {path}, {f'without {sorted(missing)}' if missing else content['format']}.")
    return StoredOrbit(**{name: content[name] for name in _ARRAYS}, **{name: str(content[name]) for name in _TEXTS},
                       widths=tuple(int(width) for width in content["widths"]), bias=bool(content["bias"]))

"""Orbits of the flows: integration, stops, how an orbit ends, and orbits as files."""

from .euler import euler
from .integrate import integrate
from .kinks import KinkCrossing
from .progress import Progress
from .result import Orbit
from .stops import CostBelow, GradientBelow, stopping_time
from .store import StoredOrbit, load_orbit, save_orbit

__all__ = ["CostBelow", "GradientBelow", "KinkCrossing", "Orbit", "Progress", "StoredOrbit", "euler", "integrate", "load_orbit", "save_orbit", "stopping_time"]

"""Orbits of the flows: integration, stops, and how an orbit ends."""

from .euler import euler
from .integrate import integrate
from .kinks import KinkCrossing
from .result import Orbit
from .stops import CostBelow, GradientBelow, stopping_time

__all__ = ["CostBelow", "GradientBelow", "KinkCrossing", "Orbit", "euler", "integrate", "stopping_time"]

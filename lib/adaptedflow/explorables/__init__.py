"""Explorables: small pages in ``notebooks/explorables/`` in which a reader drags a start or a target and the orbits follow.

``explorables.show("two_factors")`` shows one in a notebook. What the pages compute themselves is held against this
package by tests that set their states in a browser.
"""

from .pages import TITLES, page
from .show import show
from .stills import picture, table

__all__ = ["TITLES", "page", "picture", "show", "table"]

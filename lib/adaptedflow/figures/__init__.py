"""Figures of the companion: one style, one way to save, and the drawing functions of each notebook.

A drawing function takes a table (column name -> values) and returns a matplotlib Figure; :func:`save` stores the picture
with that table and its provenance, so that every figure can be checked through its numbers. matplotlib, which takes as long to import as
all else together, is imported where a figure is drawn.
"""

from .animation import save_animation
from .gallery import catalogue, gallery
from .labels import label_end, log_scale
from .save import save
from .style import style
from .tables import curves, long_table, read_table

__all__ = ["catalogue", "curves", "gallery", "label_end", "log_scale", "long_table", "read_table", "save", "save_animation", "style"]

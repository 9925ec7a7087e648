"""Tables of the reader's own: :func:`load_table`, and :class:`Options` for what it is not to look up by itself."""

from .options import Options
from .raw import COMPRESSIONS, STANDARD_INPUT, read_bytes
from .scales import standardised, words_on_scales
from .table import Table, load_table, refuse_equal_inputs

__all__ = ["COMPRESSIONS", "STANDARD_INPUT", "Options", "Table", "load_table", "read_bytes", "refuse_equal_inputs", "standardised", "words_on_scales"]

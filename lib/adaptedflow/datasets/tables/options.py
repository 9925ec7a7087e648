"""How a table is to be read, where the reader's own look at it is not to decide."""

from dataclasses import dataclass

# pandas' own list, without the empty text, which is missing in any case
MISSING = frozenset({"#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN",
                     "None", "n/a", "nan", "null"})


@dataclass(frozen=True)
class Options:
    """The options of :func:`load_table`, called as those of ``pandas.read_csv``. None: looked up in the table, and said.

    ``sep``: the sign between columns; ``"\\\\t"`` tab, ``"\\\\s+"`` blanks. ``decimal``, ``thousands``: signs within numbers.
    ``encoding``: as Python names it. ``compression``: infer, none, gzip, bz2, xz, zip, zstd.
    ``header``: True where the first line has names, False where it has numbers. ``comment``: the sign from which on a line is a remark.
    ``skiprows``: how many first lines to skip, or a list of lines counted from 0. ``nrows``: how many rows to keep.
    ``index_col``: the column that names the rows, False for none. ``usecols``: the columns to keep. ``categories``: columns of text, each of which
    becomes a column of 0 and 1 for each value. ``targets``: the columns that are targets. Columns are given by name or, as in pandas, by
    place, counted from 0; a name comes first. Columns without names are called V1, V2, ...
    ``na_values``: further texts that stand for a missing value; ``keep_default_na``: whether pandas' own (NA, nan, null, ...) do.
    ``dropna``: leave rows with missing values out; they are refused otherwise. ``average``: one row for equal inputs, with the mean of their targets.
    ``sheet_name``: of an Excel file.
    """

    sep: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    encoding: str | None = None
    compression: str = "infer"
    header: bool | None = None
    comment: str | None = None
    skiprows: int | tuple = 0
    nrows: int | None = None
    index_col: str | int | bool | None = None
    usecols: tuple | None = None
    categories: tuple = ()
    targets: tuple | None = None
    na_values: tuple = ()
    keep_default_na: bool = True
    dropna: bool = False
    average: bool = False
    sheet_name: str | None = None

    @property
    def missing(self):
        """The texts that stand for a missing value."""
        return {"", *self.na_values} | (MISSING if self.keep_default_na else set())

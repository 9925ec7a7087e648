"""Arrays that are not plain: masked ones, DataFrames and Series of pandas, tensors of torch, and numbers of fewer than 64 bits."""

import sys

import numpy as np

EPS = float(np.finfo(float).eps)


def plain(name, value):
    """``value`` as numpy's own array, with the data type it has; never with what stands behind a mask.

    DataFrames and Series of numbers become arrays, and so do torch's tensors, on whatever device. ValueError for a missing value, with its place and
    the cure; TypeError for a column that holds no numbers.
    """
    if isinstance(value, np.ma.MaskedArray):
        return _unmasked(name, value)
    pandas = sys.modules.get("pandas")                                 # not imported: no frame can be here
    if pandas is not None and isinstance(value, (pandas.DataFrame, pandas.Series, pandas.Index)):
        return _frame(name, value, pandas)
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, getattr(torch, "Tensor", ())):
        value = value.detach().cpu()
        return (value.float() if value.dtype == torch.bfloat16 else value).numpy()      # numpy has no bfloat16
    if isinstance(value, (list, tuple)):
        value = [plain(name, one) if _holds_more(one) else one for one in value]
    return np.asarray(value)


def rounding(*values):
    """The relative rounding error of the coarsest of these arrays: that of float32 or float16 where one is of that type, else of float64."""
    return max(EPS, *(_eps(value) for value in values))


def _eps(value):
    if isinstance(value, (list, tuple)) or hasattr(value, "to_numpy"):
        value = plain("", value)
    kind = getattr(value, "dtype", None)
    return float(np.finfo(kind).eps) if getattr(kind, "kind", "") in ("f", "c") else EPS


def _holds_more(value):
    return isinstance(value, (list, tuple, np.ma.MaskedArray)) or hasattr(value, "to_numpy")


def _unmasked(name, value):
    mask = np.ma.getmaskarray(value)
    if mask.any():
        where = tuple(int(i) for i in np.argwhere(mask)[0])
        raise ValueError(f"{name}: expected a number in every place, got a masked array with {mask.sum()} of {mask.size} missing, the first at index "
                         f"{where}. Leave such rows out (np.ma.compress_rows), or fill them in (array.filled(value)).")
    return np.asarray(value)


def _frame(name, value, pandas):
    """The numbers of a DataFrame, Series or Index."""
    columns = list(value.items()) if isinstance(value, pandas.DataFrame) else [(value.name, value)]
    types = pandas.api.types
    for label, column in columns:
        if not types.is_numeric_dtype(column.dtype) or types.is_bool_dtype(column.dtype):
            raise TypeError(f"{name}: expected numbers, got the column {label!r} of dtype {column.dtype}. Turn it into numbers "
                            "(pandas.to_numeric; 0 and 1 for False and True), or leave it out.")
        missing = np.flatnonzero(pandas.isna(column))
        if len(missing):
            row = missing[0] if isinstance(column, pandas.Index) else column.index[missing[0]]
            raise ValueError(f"{name}: expected a number in every place, got {len(missing)} missing in the column {label!r}, the first in the row {row!r}. "
                             "Leave such rows out (dropna), or fill them in (fillna).")
    kinds = [getattr(column.dtype, "numpy_dtype", getattr(column.dtype, "subtype", column.dtype)) for _, column in columns]
    return value.to_numpy(dtype=np.result_type(*kinds) if kinds else float)

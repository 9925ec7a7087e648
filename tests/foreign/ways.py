"""The ways in which a user's function, or an array of hers, may behave: name -> (what it does, what the package owes her).

"right": the same numbers as from a function or an array that behaves well; "refused": ValueError or TypeError with a sentence.
"""

import numpy as np
import pandas as pd


def buffered(f):
    kept = {}

    def g(*given):
        value = np.asarray(f(*given))
        buffer = kept.setdefault((value.shape, value.dtype.kind), np.empty_like(value))
        buffer[...] = value
        return buffer
    return g


def writing(f):
    def g(*given):
        value = np.array(f(*given))
        spoil(given)
        return value
    return g


def keeping(f):
    kept = []

    def g(*given):
        spoil(kept)
        kept[:] = given
        return f(*given)
    return g


def spoil(arrays):
    for array in arrays:
        if isinstance(array, np.ndarray):
            array[...] = 7.25


def then(change):
    return lambda f: lambda *given: change(np.array(f(*given)))


def frozen(array):
    array.flags.writeable = False
    return array


def halved(array):
    return array.astype(np.complex64 if array.dtype.kind == "c" else np.float32)


def framed(array):
    return pd.DataFrame(array) if array.ndim == 2 else pd.Series(array) if array.ndim == 1 else None


def lacking(array):
    """As a frame with one value missing."""
    gap = array.astype(complex if array.dtype.kind == "c" else float)
    gap.flat[-1] = np.nan
    return framed(gap)


def masked(array):
    mask = np.zeros(array.shape, bool)
    mask.flat[-1] = True
    return np.ma.masked_array(array, mask)


def spoiled(array):
    array = array.astype(complex if array.dtype.kind == "c" else float)
    array.flat[-1] = np.nan
    return array


def strided(array):
    wide = np.empty((*array.shape[:-1], 2 * array.shape[-1]), array.dtype, order="F")
    wide[..., ::2] = array
    return wide[..., ::2]


def swapped(array):
    return array.astype(array.dtype.newbyteorder())


CODE = {
    "fills one buffer": (buffered, "right"),
    "writes into arguments": (writing, "right"),
    "keeps arguments, writes later": (keeping, "right"),
    "read-only": (then(frozen), "right"),
    "float32": (then(halved), "right"),
    "strided": (then(strided), "right"),
    "list": (then(np.ndarray.tolist), "right"),
    "DataFrame": (then(framed), "right"),
    "nothing masked": (then(np.ma.masked_array), "right"),
    "masked": (then(masked), "refused"),
    "frame with a gap": (then(lacking), "refused"),
    "objects": (then(lambda array: array.astype(object)), "refused"),
    "NaN": (then(spoiled), "refused"),
    "other shape": (then(lambda array: array[..., None, :]), "refused"),
}

ARRAYS = {
    "changed later": (lambda array: array, "right"),
    "read-only": (frozen, "right"),
    "float32": (halved, "right"),
    "integers": (lambda array: array.astype(int), "right"),
    "strided": (strided, "right"),
    "other byte order": (swapped, "right"),
    "list": (np.ndarray.tolist, "right"),
    "DataFrame": (framed, "right"),
    "nullable frame": (lambda array: framed(array).convert_dtypes(), "right"),
    "nothing masked": (np.ma.masked_array, "right"),
    "masked": (masked, "refused"),
    "list of masked": (lambda array: list(masked(array)), "refused"),
    "frame with a gap": (lacking, "refused"),
    "objects": (lambda array: array.astype(object), "refused"),
    "booleans": (lambda array: array > 0, "refused"),
    "NaN": (spoiled, "refused"),
}

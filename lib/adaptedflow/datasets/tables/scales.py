"""Columns of any size, and columns that do not vary, or hardly."""

import numpy as np

EPS, SMALLEST = np.finfo(float).eps, np.finfo(float).tiny
SAME = 100 * EPS         # a column that varies by less, relative to its size, is constant up to rounding
FEW_DIGITS = 1e-8        # and one that varies by less than this has lost half of its digits
HUGE, TINY = 1e100, 1e-100   # between them squares and products of four numbers are far from the ends of the doubles


def refuse_constant(grid, X, names):
    """ValueError for inputs that are constant, exactly or up to rounding; a word on those that nearly are."""
    if len(X) < 2:
        return
    size, spread = np.abs(X).max(axis=0), np.ptp(X / 2, axis=0)        # halves: a difference of doubles may overflow
    constant = [name for name, part, whole in zip(names, spread, size) if part == 0]
    rounding = [name for name, part, whole in zip(names, spread, size) if 0 < part <= SAME * whole / 2]
    for found, how in ((constant, "constant"), (rounding, "up to rounding constant")):
        if found:
            raise ValueError(f"{grid.name}: expected inputs that vary, got the {how} column{'s' * (len(found) > 1)} {', '.join(found)}. "
                             "Leave them out (--usecols): the biases do their work.")
    for name, part, whole in zip(names, spread, size):
        if part <= FEW_DIGITS * whole / 2:
            grid.said.append(f"column {name} varies by {2 * part / whole:.1g} of its size only: "
                             f"of 16 digits, {max(1, round(np.log10(2 * part / whole / EPS)))} are left")


def standardised(columns):
    """Columns of mean 0 and variance 1; a column that is constant, up to rounding too: 0. Of numbers of any size: they are brought to the size of 1 first."""
    columns = columns / np.maximum(np.abs(columns).max(axis=0), SMALLEST)
    columns = columns - columns.mean(axis=0)
    spread = columns.std(axis=0)
    constant = np.ptp(columns, axis=0) <= SAME
    return np.where(constant, 0.0, columns / np.where(constant, 1.0, spread))


def words_on_scales(table, raw):
    """Words on targets that are constant; ValueError where ``raw`` numbers are out of what squares can hold."""
    for names, columns in ((table.inputs, table.X), (table.targets, table.Y)):
        for name, column in zip(names, columns.T):
            size = np.abs(column).max()
            if raw and (size > HUGE or 0 < size < TINY):
                raise ValueError(f"{table.name}, column {name}: expected numbers between {TINY:g} and {HUGE:g}, as they are squared, "
                                 f"got {size:.3g}. Leave --raw out.")
            if columns is table.Y and len(column) > 1 and np.ptp(column / 2) <= SAME * size / 2:
                yield f"target {name} is constant{'' if raw else ': 0 after standardising'}"

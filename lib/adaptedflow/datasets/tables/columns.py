"""Which columns of a grid are inputs and which are targets."""

import re

from .header import is_row_names


def drop_empty(grid, names):
    """Leave columns out that have neither a name nor an entry, as a sign at the end of each line makes them."""
    frame = grid.frame
    empty = [place for place, name in enumerate(names) if not name and not (frame.iloc[:, place] != "").any()]
    if empty:
        grid.said.append(f"empty column{'s' * (len(empty) > 1)} {', '.join(str(place + 1) for place in empty)} left out")
        grid.frame = frame.drop(columns=frame.columns[empty])
    return [name for place, name in enumerate(names) if place not in empty]


def choose(grid, names, options):
    """Leave the names of rows out, and what ``options.usecols`` does not name."""
    frame, index = grid.frame, None
    grid.columns = list(frame.columns)
    if options.index_col is None:
        if names and names[0] in ("", "Unnamed: 0") and any(names):
            if not is_row_names(frame.iloc[:, 0]):
                raise ValueError(f"{grid.name}: the first column has no name. Add --index-col 0 if it names the rows, --index-col False if it is data.")
            index = frame.columns[0]
    elif options.index_col is not False and str(options.index_col).lower() not in ("false", "none"):
        index, = find(grid.name, frame.columns, [options.index_col], "index-col")
    kept = list(frame.columns) if options.usecols is None else find(grid.name, frame.columns, options.usecols, "usecols")
    if index is not None:
        grid.said.append(f"column {list(frame.columns).index(index) + 1} ({frame[index].iloc[0]}, ...) names the rows, no data")
        kept = [name for name in kept if name != index]
    grid.frame = frame[[name for name in frame.columns if name in kept]]


def find(table, columns, wanted, option):
    """The names of the columns ``wanted`` by name or, as in pandas, by place, counted from 0, also several in a text, as "a,b"; ValueError where there is none."""
    columns, found = list(columns), []
    wanted = [part for one in wanted for part in ([one] if str(one) in columns else str(one).split(","))]
    for one in wanted:
        if str(one) in columns:
            found.append(str(one))
        elif re.fullmatch("-?[0-9]+", str(one)) and -len(columns) <= int(one) < len(columns):
            found.append(columns[int(one)])
        else:
            raise ValueError(f"{table}: --{option}: expected columns of {', '.join(columns)}, or places from 0 to {len(columns) - 1}, got {one!r}.")
    if len(set(found)) < len(found):
        raise ValueError(f"{table}: --{option}: expected each column once, got {', '.join(found)}.")
    return found


def _kept(grid, wanted, option):
    """:func:`find` among all columns of the file; ValueError for one that is left out."""
    found = find(grid.name, grid.columns, wanted, option)
    for name in found:
        if name not in grid.frame.columns:
            raise ValueError(f"{grid.name}: --{option}: the column {name} is left out, as it names the rows or --usecols does not have it.")
    return found


def split(grid, options, num_targets):
    """Lists of names ``(inputs, targets, categories)``; the targets are the last ``num_targets`` columns where ``options.targets`` names none.

    A category counts for as many columns as it has values.
    """
    columns = list(grid.frame.columns)
    categories = _kept(grid, options.categories, "categories")
    size = {name: grid.frame[name].nunique() if name in categories else 1 for name in columns}
    if options.targets is None:
        targets, total = [], 0
        while columns[len(targets):] and total < num_targets:
            targets.insert(0, columns[-1 - len(targets)])
            total += size[targets[0]]
    else:
        targets = _kept(grid, options.targets, "targets")
        total = sum(size[name] for name in targets)
    inputs = [name for name in columns if name not in targets]
    if total != num_targets or not inputs:
        raise ValueError(f"{grid.name}: expected more than {num_targets} columns, inputs and {num_targets} of targets, got {sum(size.values())}"
                         + (f" with {total} of targets" if total != num_targets else "")
                         + f": {', '.join(columns)}. Choose by --targets, --usecols and --widths; a wrong separator gives a wrong number too (--sep).")
    return inputs, targets, categories

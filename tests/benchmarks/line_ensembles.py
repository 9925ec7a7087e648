"""The orbits of a cell of the survival map, against diffrax with all of them at once by vmap and QR of D^T; the compiling is not counted."""

import numpy as np

from adaptedflow.lifetime import Cell, fates
from adaptedflow.lifetime.fate import REACHED, TOLERANCE
from row import Row, missing, seconds
from timing import interleaved

US, PEER = "ours", "diffrax"
CELLS = (((3, 4, 1), 10), ((3, 4, 1), 15), ((3, 8, 1), 28))            # widths, N
ORBITS, SEED = 40, 0
SHORTEST = 1e-10         # step of t at which diffrax gives an orbit up
OBSTACLE = "In the way: the orbits are followed in lockstep, by some 26 calls of numpy a velocity, and a call takes a microsecond or two however few orbits are left; " \
           "those that become stiff are followed one by one."


def measure(quick):
    """For each cell the letters of our fates, which orbits diffrax carries to the end, and the times for all orbits."""
    found = {"missing": {}, "cells": {}}
    for widths, N in CELLS[1:2] if quick else CELLS:
        cell = Cell(widths, N)
        calls = {US: lambda: fates(cell, SEED, range(ORBITS))}
        try:
            import flow_diffrax
        except ImportError as reason:
            found["missing"][PEER] = str(reason)
        else:
            draws = [cell.draw(SEED, number) for number in range(ORBITS)]
            thetas, Xs, ys = (np.array(part) for part in zip(*((theta, p.X, p.y) for p, theta in draws)))
            end, atol = 1 - REACHED ** 0.5, 1e-3 * TOLERANCE * float(np.sqrt(1 + np.median((thetas ** 2).mean(axis=1))))
            calls[PEER] = flow_diffrax.ensemble(widths, thetas, Xs, ys, end, TOLERANCE, atol, SHORTEST)
        letters = calls[US]()
        alive = _alive(calls, draws, letters) if PEER in calls else ""
        found["cells"][cell.name] = {"K": cell.K, "QN": cell.QN, "widths": "-".join(map(str, widths)), "letters": letters, "alive": alive, "times": interleaved(calls)}
    return found


def _alive(calls, draws, letters):
    """Which orbits diffrax has carried to the end, "1" or "0", where the outputs are within 1e-3 of the target there; else "?"."""
    last, alive = calls[PEER]()
    close = [np.linalg.norm(p.outputs(theta) - p.y) <= 1e-3 * np.linalg.norm(p.outputs(start) - p.y) for (p, start), theta in zip(draws, np.nan_to_num(last))]
    return "".join("0" if not lives else "1" if near else "?" for lives, near in zip(alive, close))


def rows(found):
    lines = []
    for one in found["cells"].values():
        times, N = one["times"], one["QN"]
        work, required = f"{ORBITS} orbits, {one['widths']}, N = {N}", "not slower than diffrax, compiled"
        note = f"{one['letters'].count('s')} of {ORBITS} survive. {missing(found)}".strip()
        if PEER not in times:
            lines.append(Row(work, required, seconds(times[US]), None, note))
            continue
        ratio = times[US] / times[PEER]
        other = sum((letter == "s") != (mark == "1") for letter, mark in zip(one["letters"], one["alive"]))
        lines.append(Row(work, required, f"{seconds(times[US])} against {seconds(times[PEER])}: {ratio:.2g} x", 1 / ratio,
                         note + (f" For {other} diffrax decides otherwise." if other else " diffrax agrees on all."), OBSTACLE))
    return lines

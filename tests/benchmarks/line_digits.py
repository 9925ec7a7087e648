"""One velocity on all 1797 digits, 64-512-10."""

import large
from row import Row

SECONDS, BYTES, RESIDUAL = 15.0, 1e9, 1e-10


def measure(quick):
    return large.one_velocity(large.all_digits(), 1e-14)


def rows(found):
    return large_row("one velocity, all 1797 digits", found, SECONDS, BYTES, RESIDUAL)


def large_row(work, found, seconds, memory, residual, more=""):
    ratio = min(seconds / found["cpu"], memory / found["peak"], residual / max(found["residual"], 1e-300) if found["residual"] > residual else 10.0)
    measured = f"{found['cpu']:.3g} s, {found['peak'] / 1e9:.2f} GB, residual {found['residual']:.0e}, cond(D) about {found['condition']:.0e}"
    note = f"QN = {found['QN']}, K = {found['K']}; route \"{found['route']}\". {more}".strip()
    return [Row(work, f"at most {seconds:g} s of CPU, {memory / 1e9:g} GB, residual {residual:.0e}", measured, ratio, note)]

"""The page of speed, README.md, from the stored results of ``make bench``: every number on it comes from results.json."""

import importlib
import json
from pathlib import Path

HERE = Path(__file__).parent
STORED, README = HERE / "results.json", HERE / "README.md"
LINES = {"solve": "training to a relative cost of 1e-10", "velocity": "one velocity, medium to large", "digits": "one velocity, all 1797 digits",
         "mnist": "one velocity, 6000 random inputs of 784 numbers", "flow": "whole flow, QN = 5000", "all_digits": "whole flow, all 1797 digits (LONG=1)",
         "ensembles": "orbits of a cell of the survival map", "tiny": "whole flow, tiny", "import": "import, and threads", "accuracy": "errors"}
HEAD = """# What was measured about speed

`make bench` times the package against its peers on the same work. It compares the results first and leaves out who does not arrive at them. Everything runs on one
thread, and times are CPU times, because other programs on the machine disturb these less; ours and theirs take turns, so what disturbs one disturbs the other. Compiling is not
counted. A line whose result is within a tenth of its limit is measured twice, and has to reach it twice. `make bench` writes this page to `build/bench/`, and with
`STORE=1` here; the test of this folder asks that each number here is the stored one.

"""


def text(results):
    """The page for ``results``, as :mod:`run` stores them: ``{"machine": ..., "lines": {name: [found, ...]}}``."""
    table, numbers = [], {True: 0, False: 0}
    for name, work in LINES.items():
        if name not in results["lines"]:
            table.append([work, "", "-", "not measured", ""])
            continue
        times = results["lines"][name]
        again = [rows_of(name, found) for found in times]
        for row in zip(*again):
            worst = min(row, key=lambda one: one.ratio if one.ratio is not None else 0)
            measured = "; again: ".join(one.measured for one in row)
            once = " (measured once only)" if worst.near and len(again) == 1 else ""
            obstacle = worst.obstacle if worst.ratio is not None and worst.ratio < 1 else ""
            table.append([row[0].work, row[0].required, measured, worst.verdict + once, f"{row[0].note} {obstacle}".strip()])
            if worst.ratio is not None:
                numbers[worst.ratio >= 1] += 1
    machine = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    parts = [f"{name} on {times[-1]['date']} (load {times[-1]['load']:.1f})" if times[-1]["load"] is not None else f"{name} on {times[-1]['date']}"
             for name, times in sorted(results["lines"].items(), key=lambda entry: list(LINES).index(entry[0]))]
    busy = any((times[-1]["load"] or 0) > 2 * machine["cores"] for times in results["lines"].values())
    facts = f"Measured on {machine['processor']}, {machine['cores']} cores, with {versions}: {numbers[True]} rows are met, {numbers[False]} are not. " \
            f"When, and how many programs wanted a core at the end of each: {'; '.join(parts)}." + (" So the machine was busy, and the figures are to be taken as rough." if busy else "") + "\n\n"
    return HEAD + facts + _table(["work", "asked for", "measured", "", "more"], table) + _errors(results)


def rows_of(name, found):
    """The :class:`row.Row` s of what ``line_NAME`` has found."""
    return importlib.import_module(f"line_{name}").rows(found)


def _errors(results):
    """The table of errors by condition, where the line was measured."""
    if "accuracy" not in results["lines"]:
        return ""
    import line_accuracy

    note = "\n## Errors\n\nRelative error of one velocity against 50 digits, for networks with inputs in pairs whose distance makes the condition number. In brackets what the route " \
           "itself says of the condition. *Handed on*: the route declines, and the package takes QR.\n\n"
    return note + _table(*line_accuracy.details(results["lines"]["accuracy"][-1]))


def _table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def stored():
    """The stored results."""
    return json.loads(STORED.read_text(encoding="utf-8"))

"""The Markdown report of one run."""

import datetime

import accuracy
import bar
import limits
import machine
from compare import TOLERANCE, EXACT, WORKS

US = "adaptedflow"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def text(results):
    """All sections, in order."""
    sections = [_header(results), bar_section(results), _ratios(results), *(_case(name, found) for name, found in results["cases"].items()),
                _distances(results), _growth(results), _accuracy(results), _flows(results), _evaluations(results), _integrators(results), _ensembles(results), _full(results)]
    return "\n".join(section for section in sections if section)


def _header(results):
    load = machine.load()
    left_out = "; ".join(f"{name}: {reason}" for name, reason in results["left_out"].items())
    facts = [
        f"- {datetime.date.today().isoformat()}, {machine.processor()}, {machine.os.cpu_count()} cores"
        + (f", load {load:.1f} at the end of the run" if load is not None else ""),
        "- " + ", ".join(f"{name} {version}" for name, version in machine.versions().items()),
        f"- limits: {limits.flop_rate() / 1e9:.0f} GF/s (dgemm, one thread), {limits.write_rate() / 1e9:.0f} GB/s of writes to memory that is there, "
        f"{limits.fresh_write_rate() / 1e9:.0f} GB/s to memory fresh from the system",
        f"- left out: {left_out}",
        f"- the run took {results['minutes']:.1f} minutes",
    ]
    return "# Benchmark\n\nFloat64, one thread, CPU time of the process, five interleaved repetitions (least / median / greatest), each after a call " \
           "that does not count; slow calls are repeated less often, as noted. Ratios are of medians. Absolute times belong to the machine.\n\n" + "\n".join(facts) + "\n"


def bar_section(results):
    lines = bar.lines(results)
    met, missed = (sum(line.verdict == verdict for line in lines) for verdict in ("met", "**not met**"))
    counts = f"{met} met, {missed} not met, {len(lines) - met - missed} not measured in this run."
    note = "\"At its limit\": what would be measured if ours ran at the limit of the machine (see there).\n\n"
    rows = [[line.work, line.required, line.measured, line.verdict, line.possible] for line in lines]
    return f"## The bar\n\n{counts} {note}" + table(["work", "required", "measured", "", "at its limit"], rows)


def _ratios(results):
    cases = results["cases"]
    rows = []
    for work in WORKS:
        names = dict.fromkeys(name for found in cases.values() for name in found["times"][work] if name != US)
        for name in names:
            cells = []
            for found in cases.values():
                times = found["times"][work]
                cells.append(f"{times[name] / times[US]:.3g}" if name in times else "-")
            rows.append([f"{work}: {name}", *cells])
    return "## Time of the peers over ours\n\nAbove 1 the peer is slower.\n\n" + table(["", *cases], rows)


def _case(name, found):
    rows = []
    for work, times in found["times"].items():
        for who, t in times.items():
            difference = found["differences"][work].get(who)
            rows.append([work, who, t, f"{t / times[US]:.3g}", "" if difference is None else f"{difference:.0e}"])
        for who, difference in found["differences"][work].items():
            if who not in times:
                rows.append([work, who, "not timed: its result differs", "-", f"{difference:.0e}"])
    tolerances = f"Results agree with ours within {EXACT:g}, velocities within {TOLERANCE['velocity']:g} (relative, greatest entry), or are not timed."
    return f"## {name}: {found['size']}\n\n{tolerances}\n\n" + table(["work", "by", "least / median / greatest", "over ours", "difference"], rows)


def _distances(results):
    rows = [[name, work, f"{1e3 * ours:.3g} ms", f"{1e3 * limit:.3g} ms", f"{ours / limit:.3g}", what]
            for name, found in results["cases"].items() for work, (ours, limit, what) in found["distances"].items()]
    return "## Distance from the limits of the machine\n\n" + table(["", "work", "ours", "limit", "ratio", "limited by"], rows)


def _growth(results):
    rows = [[family, ", ".join(map(str, sizes)), work, " ".join(f"{1e3 * s:.3g}" for s in seconds), f"{fitted:.2f}", f"{counted:.2f}"]
            for family, works in results["growth"].items() for work, (sizes, seconds, fitted, counted) in works.items()]
    note = "Exponents fitted to the times over these sizes, and to the operations counted (entries of D; flops) over the same sizes.\n\n"
    return "## Growth\n\n" + note + table(["with", "sizes", "work", "ms", "exponent", "of the count"], rows)


def _accuracy(results):
    rows = [[f"{e.condition:.0e}", e.route, f"{e.estimate:.1e}", f"{e.ours:.1e}", f"{e.qr:.1e}", f"{e.cholesky:.1e}"] for e in results["accuracy"]]
    note = f"Relative error of `D^+ v` against 50 digits; D {accuracy.ROWS} x {accuracy.COLUMNS} with singular values from 1 to 1 / cond.\n\n"
    return "## Error of the velocity\n\n" + note + table(["cond(D)", "route", "its estimate", "ours", "QR (numpy)", "Cholesky alone"], rows)


def _flows(results):
    rows = []
    for case, flows in results["flows"].items():
        for name, flow in flows.items():
            linear = ", ".join(f"{route} {n}" for route, n in flow.routes.items())
            rows.append([case, name, flow.times, f"{flow.times / flows[US].times:.3g}", f"{flow.compiling:.2g} s", flow.steps, f"{flow.law:.1e}", f"{flow.difference:.0e}" if name != US else "",
                         f"{flow.condition:.0e}; {linear}" if linear else ""])
    note = "To relative cost 1e-10, Dormand-Prince 8(5,3), rtol 1e-6, the same atol and end time. `law`: `|C / (exp(-2 s / N) C(0)) - 1|` at the end; `difference`: of the final theta from ours, relative.\n\n"
    head = ["", "by", "least / median / greatest", "over ours", "compiling", "steps", "law", "difference", "greatest cond(D); routes of our steps"]
    return "## Whole flow\n\n" + note + table(head, rows)


def _evaluations(results):
    rows = [[case, clock, "yes" if correct else "no", e.status, e.steps, e.velocities, f"{e.law:.1e}"]
            for case, found in results["evaluations"].items() for (clock, correct), e in found.items()]
    note = "Velocities computed until the cost has fallen to 1e-10 of its start (located as an event), rtol 1e-6.\n\n"
    return "## Evaluations\n\n" + note + table(["", "clock", "corrected", "status", "steps", "velocities", "largest deviation from the law"], rows)


def _integrators(results):
    rows = [[case, method, clock, velocities, f"{law:.1e}"] for case, found in results["integrators"].items() for (method, clock), (velocities, law) in found.items()]
    note = "scipy's integrators on the same equation to the time at which the cost is 1e-10 of its start, rtol 1e-6, the same atol; no events, no breakdowns.\n\n"
    return "## Other integrators\n\n" + note + table(["", "method", "clock", "velocities", "deviation from the law at the end"], rows)


def _ensembles(results):
    rows = [["-".join(map(str, widths)), K, single, stacked, f"{single / stacked:.3g}"] for widths, (K, single, stacked) in results["ensembles"].items()]
    note = "The velocities of 40 orbits, one by one and stacked in one array: an upper bound of what lockstep could win.\n\n"
    return "## Ensembles\n\n" + note + table(["network", "K", "one by one", "stacked", "one by one over stacked"], rows)


def _full(results):
    rows = []
    for what, r in results["full"].items():
        if "failed" in r:
            rows.append([what, "-", "-", "-", "-", r["failed"]])
            continue
        detail = (f"residual {r['residual']:.0e}, route {r['route']}" if what == "velocity"
                  else f"{r['status']} in {r['steps']} steps, law {r['law']:.0e}, routes {', '.join(r['routes'])}")
        rows.append([what, f"{r['N']} ({r['QN']}; {r['K']})", f"{r['seconds']:.3g} s", f"{r['cpu']:.3g} s", f"{r['peak'] / 1e9:.2f} GB",
                     f"{detail}, cond(D) {r['condition']:.0e}"])
    if not rows:
        return ""
    note = "64-512-10, two threads, each in a process of its own: one velocity on all images; a flow on 500 of them to relative cost 1e-6.\n\n"
    return "## The digits at full size\n\n" + note + table(["work", "N (QN; K)", "elapsed", "CPU", "peak memory", ""], rows)

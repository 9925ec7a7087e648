"""``make bench``: time the core against its peers, one thread each, and write the report to build/bench/."""

import argparse
import time

import machine

machine.one_thread()                                                   # before numpy is imported

import accuracy
import cases
import compare
import ensembles
import figure
import full_digits
import growth
import limits
import overhead
import report
import whole_flow
from adaptedflow import paths
from adaptedflow.files import write_whole

FLOWS = [(cases.TINY, True), (cases.MEDIUM, True), (cases.MEDIUM_TEACHER, True)]   # with D D^T formed too
SLOW_FLOWS = [(cases.DEEP, False)]


def measure(quick):
    """All results, as nested dictionaries; ``quick`` leaves out what takes minutes."""
    start = time.perf_counter()
    modules, left_out = compare.find_peers()
    sizes = [cases.TINY, cases.MEDIUM] if quick else [cases.TINY, cases.MEDIUM, cases.DEEP, cases.LARGE]
    flows = FLOWS[:2] if quick else FLOWS + SLOW_FLOWS
    results = {"left_out": left_out, "cases": {}}
    for case in sizes:
        say(f"{case.name}: {case.size}")
        times, differences = compare.compare(case, modules)
        results["cases"][case.name] = {"size": case.size, "times": times, "differences": differences, "distances": limits.distances(case, times)}
    results["overhead"] = overhead.count(lambda: cases.TINY.flow.velocity(cases.TINY.theta))
    say("error of the velocity")
    results["accuracy"] = accuracy.measure()
    results["flows"] = {}
    for case, with_products in flows:
        say(f"whole flow: {case.name}")
        results["flows"][case.name] = whole_flow.compare(case, with_products)
    say("evaluations")
    results["evaluations"] = {case.name: whole_flow.evaluations(case) for case in (cases.TINY, cases.MEDIUM)}
    results["integrators"] = {case.name: whole_flow.integrators(case) for case in (cases.TINY, cases.MEDIUM_TEACHER)}
    results["ensembles"] = ensembles.measure()
    if not quick:
        say("growth")
    results["growth"] = {} if quick else growth.measure()
    results["full"] = {}
    for what in () if quick else ("velocity", "flow"):
        say(f"digits at full size: {what}")
        results["full"][what] = full_digits.run(what)
    results["minutes"] = (time.perf_counter() - start) / 60
    return results


def say(what):
    print(f"{time.strftime('%H:%M:%S')} {what}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="tiny and medium only")
    results = measure(parser.parse_args().quick)
    folder = paths.BUILD / "bench"
    write_whole(folder / "report.md", report.text(results))
    figure.draw(results).savefig(folder / "report.png", dpi=120)
    print(report.bar_section(results))
    print(f"All tables: {folder.relative_to(paths.ROOT)}/report.md, figure beside it.")


if __name__ == "__main__":
    main()

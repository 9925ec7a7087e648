"""``make bench``: measure the lines of the page, each in a process of its own, and write the page to build/bench/."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import machine
import page
from adaptedflow import paths
from adaptedflow.files import write_whole

LONG, NOT_QUICK = ("all_digits",), ("mnist", "digits")


def measure(name, quick):
    """What ``line_NAME`` finds, once, or twice where a row is near its limit."""
    found = [_once(name, quick)]
    if any(row.near for row in page.rows_of(name, found[0])) and not quick:
        found.append(_once(name, quick))
    return found


def _once(name, quick):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "found.json"
        subprocess.run([sys.executable, Path(__file__).with_name("one.py"), name, file, *(["--quick"] if quick else [])], check=True)
        return json.loads(file.read_text(encoding="utf-8"))


def write(results, store):
    """Write the results and the page made from them to build/bench/, and to ``store`` beside the benchmarks, too."""
    folder = paths.BUILD / "bench"
    for place, readme in [(folder / "results.json", folder / "README.md")] + [(page.STORED, page.README)] * store:
        write_whole(place, json.dumps(results, indent=1) + "\n")
        write_whole(readme, page.text(results))


def say(what):
    print(f"{time.strftime('%H:%M:%S')} {what}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes only, under eight minutes")
    parser.add_argument("--long", action="store_true", help="also the whole flow on all digits, a quarter of an hour more")
    parser.add_argument("--only", action="append", choices=list(page.LINES), metavar="NAME", help=f"one line: {', '.join(page.LINES)}; may be given again")
    parser.add_argument("--store", action="store_true", help="write the page and its results beside the benchmarks, too; lines not measured stay as they are")
    chosen = parser.parse_args()
    if chosen.store and chosen.quick:
        parser.error("--store keeps complete results only: leave out --quick")
    names = chosen.only or [name for name in page.LINES if (chosen.long or name not in LONG) and not (chosen.quick and name in NOT_QUICK)]
    lines, failed = (page.stored()["lines"] if chosen.store and page.STORED.exists() else {}), []
    results = {"machine": {"processor": machine.processor(), "cores": os.cpu_count(), "versions": machine.versions()}, "lines": lines}
    for name in names:
        say(name)
        try:
            lines[name] = measure(name, chosen.quick)
        except subprocess.CalledProcessError as error:                 # it has said why
            failed.append(f"{name} (exit status {error.returncode})")
        write(results, chosen.store)                                   # after each line: an interrupted run keeps what it has measured
    print(page.text(results))
    if failed:
        sys.exit(f"not measured: {', '.join(failed)}")


if __name__ == "__main__":
    main()

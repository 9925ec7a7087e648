"""``python one.py NAME FILE``: measure one line in a process of its own, so that its peak memory is its own, and write what was found as JSON."""

import argparse
import importlib
import json
import resource
import sys
import time

import machine

machine.one_thread()                                                   # before numpy is imported


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("file")
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args()
    start = time.perf_counter()
    found = importlib.import_module(f"line_{chosen.name}").measure(chosen.quick)
    unit = 1 if sys.platform == "darwin" else 1024                     # of ru_maxrss
    peak = unit * max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    found |= {"date": time.strftime("%Y-%m-%d"), "quick": chosen.quick, "minutes": (time.perf_counter() - start) / 60, "load": machine.load(), "peak": peak}
    with open(chosen.file, "w", encoding="utf-8") as file:
        json.dump(found, file)


if __name__ == "__main__":
    main()

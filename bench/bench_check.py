#!/usr/bin/env python3
"""Time of `plumb check FILE`, as a hook runs it, and of `git status` on the same tree.

usage: bench_check.py PLUMB PROJECT FILE [RUNS]

PROJECT is a work tree of git. Prints a JSON line for each program (the least and the
median of processor and wall time, in milliseconds) and one with the ratios.
"""
import json
import os
import resource
import statistics
import subprocess
import sys
import time


def processor_time():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def one_run(words, folder):
    before = processor_time()
    start = time.perf_counter()
    code = subprocess.run(words, cwd=folder, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode
    wall = time.perf_counter() - start
    processor = processor_time() - before
    if code not in (0, 1):
        sys.exit(f"{' '.join(words)}: exit {code}")
    return processor * 1000, wall * 1000


def measure(name, words, folder, runs):
    one_run(words, folder)  # the tree is in the page cache from here on
    times = [one_run(words, folder) for _ in range(runs)]
    row = {"program": name, "runs": runs}
    for i, kind in enumerate(("cpu", "wall")):
        values = [t[i] for t in times]
        row[f"min_{kind}_ms"] = round(min(values), 1)
        row[f"med_{kind}_ms"] = round(statistics.median(values), 1)
    print(json.dumps(row))
    return row


def main():
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    plumb, project, file = sys.argv[1:4]
    runs = int(sys.argv[4]) if len(sys.argv) == 5 else 7
    check = measure("plumb check", [os.path.abspath(plumb), "check", file], project, runs)
    status = measure("git status", ["git", "status"], project, runs)
    print(json.dumps({
        "program": "plumb check / git status",
        "cpu": round(check["min_cpu_ms"] / max(status["min_cpu_ms"], 0.1), 1),
        "wall": round(check["min_wall_ms"] / max(status["min_wall_ms"], 0.1), 1),
    }))


main()

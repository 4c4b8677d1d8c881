#!/usr/bin/env python3
"""Time of `plumb diff A B`, beside that of `plumb compile` for one target.

usage: bench_diff.py PLUMB PROJECT A B TARGET [RUNS]

A and B are sides as `plumb diff` takes them ("dev", "HEAD~:prod"). The two programs run
in turn. Prints a JSON line for each (the median of processor and wall time, in
milliseconds) and one with the medians of the ratios of neighbouring runs.
"""
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time


def processor_time():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def one_run(words, folder):
    before = processor_time()
    start = time.perf_counter()
    code = subprocess.run(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    wall = time.perf_counter() - start
    if code not in (0, 1):
        sys.exit(f"{' '.join(words)}: exit {code}")
    return (processor_time() - before) * 1000, wall * 1000


def row(name, times):
    cpu, wall = (statistics.median(t[i] for t in times) for i in (0, 1))
    print(json.dumps({"program": name, "runs": len(times), "med_cpu_ms": round(cpu, 1), "med_wall_ms": round(wall, 1)}))


def main():
    if len(sys.argv) not in (6, 7):
        sys.exit(__doc__)
    plumb, project, a, b, target = sys.argv[1:6]
    plumb = os.path.abspath(plumb)
    runs = int(sys.argv[6]) if len(sys.argv) == 7 else 7
    with tempfile.TemporaryDirectory() as out:
        diff = [plumb, "diff", a, b, "-o", os.path.join(out, "report")]
        compile_one = [plumb, "compile", "-q", "-t", target, "--target-path", os.path.join(out, "target")]
        one_run(compile_one, project)  # the tree is in the page cache from here on
        pairs = [(one_run(diff, project), one_run(compile_one, project)) for _ in range(runs)]
    row("plumb diff", [p[0] for p in pairs])
    row("plumb compile", [p[1] for p in pairs])
    ratios = [statistics.median(x[i] / max(y[i], 0.1) for x, y in pairs) for i in (0, 1)]
    print(json.dumps({"program": "plumb diff / plumb compile", "cpu": round(ratios[0], 2), "wall": round(ratios[1], 2)}))


main()

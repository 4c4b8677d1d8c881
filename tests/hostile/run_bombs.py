#!/usr/bin/env python3
"""Each template of bombs.txt as a model: the run ends, with 2 where it names the file, other
nodes compile, within 2 s of processor time and 256 MiB (more under a sanitizer).

    run_bombs.py PLUMB [WORD ...]      only those whose title has the words
    run_bombs.py --table PLUMB ...     times and sizes of all
"""
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BASE = os.path.join(HERE, "..", "cases", "errors", "base")
SECONDS, MIB, VIRTUAL = 2.0, 256, 1024


def bombs():
    text = open(os.path.join(HERE, "bombs.txt"), encoding="utf-8").read()
    for part in re.split(r"^=== ", text, flags=re.M)[1:]:
        title, _, template = part.partition("\n")
        yield title, template


def limits(sanitized):
    def set_them():
        if not sanitized:
            resource.setrlimit(resource.RLIMIT_AS, (VIRTUAL << 20, VIRTUAL << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
    return set_them


def run(plumb, folder, template, sanitized):
    with open(os.path.join(folder, "models", "bomb.sql"), "w", encoding="utf-8") as f:
        f.write(template)
    shutil.rmtree(os.path.join(folder, "target"), ignore_errors=True)
    with open(os.path.join(folder, "err"), "wb") as err, open(os.devnull, "wb") as out:
        p = subprocess.Popen([plumb, "compile", "-j1"], cwd=folder, stdout=out, stderr=err,
                             preexec_fn=limits(sanitized))
        _, status, usage = os.wait4(p.pid, 0)
        p.returncode = os.waitstatus_to_exitcode(status)
    with open(os.path.join(folder, "err"), "rb") as f:
        said = f.read(4000)
        size = f.seek(0, 2)
    made = os.path.exists(os.path.join(folder, "target/compiled/shop/models/orders.sql"))
    return p.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said, size, made


def faults(code, seconds, mib, said, size, made, sanitized):
    times = 25 if sanitized else 1
    if code not in (0, 2):
        yield f"ends with {code}"
    if code and not re.search(rb"^models/bomb\.sql:\d+:\d+: error\[E04\d\d\]", said, re.M):
        yield "does not name its file"
    if not made:
        yield "other nodes are lost"
    if seconds > SECONDS * times:
        yield f"takes {seconds:.1f} s"
    if not sanitized and mib > MIB:
        yield f"takes {mib:.0f} MiB"
    if size > 1 << 20:
        yield f"says {size} bytes"


def main():
    args = sys.argv[1:]
    table = args[:1] == ["--table"]
    plumb, words = os.path.abspath(args[table]), args[table + 1:]
    with open(plumb, "rb") as f:
        sanitized = b"__asan_init" in f.read()
    bad = count = 0
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(BASE, folder, dirs_exist_ok=True)
        for title, template in bombs():
            if words and not all(w in title for w in words):
                continue
            count += 1
            code, seconds, mib, said, size, made = run(plumb, folder, template, sanitized)
            found = list(faults(code, seconds, mib, said, size, made, sanitized))
            if table or found:
                first = said.decode(errors="replace").splitlines()[:1]
                print(f"{seconds:6.2f} s {mib:5.0f} MiB  {title}: {', '.join(found)} {first}"[:300],
                      flush=True)
            bad += bool(found)
    print(f"{count - bad} of {count} templates end within their limits")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())

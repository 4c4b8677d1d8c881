#!/usr/bin/python3
"""Compile the fixtures for every target and compare with fixtures/<project>/expected.

usage: run_fixtures.py PLUMB [-k TEXT] [--bless]

fixture.json names the targets, each with its env_file; "args" are further options of every
command. A target is compiled by itself with one job, and together with all the others with
eight; both must write the expected files, all of them and no more, and the same manifest.
expected/schemas.csv holds `plumb schemas`, every target under its own env_file. --bless takes
what plumb does as expected. The last line is "N passed, N failed"."""
import argparse
import csv
import difflib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "fixtures")
ENV = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": "/nonexistent", "LANG": "C.UTF-8",
       "SOURCE_DATE_EPOCH": "1700000000"}
ENV.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS") or k.startswith("GCOV_")})
KEYS = 3  # columns of `schemas` before the targets


class Fixture:
    def __init__(self, plumb, name):
        self.plumb, self.name = plumb, name
        self.dir = os.path.join(ROOT, name)
        self.expected = os.path.join(self.dir, "expected")
        with open(os.path.join(self.dir, "fixture.json"), encoding="utf-8") as text:
            settings = json.load(text)
        self.targets = settings["targets"]
        self.args = settings.get("args", [])
        self.env_files = sorted({t.get("env_file", "") for t in self.targets.values()})

    def targets_of(self, env_file):
        return [n for n, t in self.targets.items() if t.get("env_file", "") == env_file]

    def run(self, command, targets, env_file, *args):
        line = [self.plumb, command, "--project-dir", self.dir, "--profiles-dir", self.dir, "-t", ",".join(targets)]
        line += ["--env-file", os.path.join(self.dir, env_file)] if env_file else []
        done = subprocess.run(line + list(args) + self.args, env=ENV, cwd="/", timeout=300,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode:
            raise RuntimeError("exit %d: %s\n%s" % (done.returncode, " ".join(line), done.stderr.decode(errors="replace")))
        return done.stdout

    def compile_single(self, target, out):
        """Files of a target that is compiled alone."""
        self.run("compile", [target], self.targets[target].get("env_file", ""), "-j", "1", "--target-path", out)
        return files_below(out, out)

    def compile_together(self, env_file, out):
        """Files of all targets in one run, by target; only those that own `env_file` count."""
        self.run("compile", list(self.targets), env_file, "-j", "8", "--target-path", out)
        return {t: files_below(os.path.join(out, t) if len(self.targets) > 1 else out, out)
                for t in self.targets_of(env_file)}

    def schemas(self):
        """One table of all targets, each column made under the target's env_file."""
        rows, head = {}, None
        for env_file in self.env_files:
            text = self.run("schemas", list(self.targets), env_file, "--output", "csv").decode()
            head, *table = csv.reader(io.StringIO(text))
            for line in table:
                for target in self.targets_of(env_file):
                    rows.setdefault(tuple(line[:KEYS]), {})[target] = line[head.index(target)]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(head[:KEYS] + list(self.targets))
        for keys in sorted(rows):
            writer.writerow(list(keys) + [rows[keys].get(t, "-") for t in self.targets])
        return out.getvalue().encode()


def files_below(top, out=None):
    """Content by path. Manifests name the folder that was asked for: `out` and `top` give way to <OUT>."""
    found = {}
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as data:
                text = data.read()
            if out and name == "manifest.json":
                text = text.replace(top.encode(), b"<OUT>").replace(out.encode(), b"<OUT>")
            found[os.path.relpath(path, top)] = text
    return found


def compiled(files):
    return {path: data for path, data in files.items() if path.startswith("compiled" + os.sep)}


def excerpt(want, got):
    lines = difflib.unified_diff(want.decode(errors="replace").splitlines(), got.decode(errors="replace").splitlines(),
                                 "expected", "got", lineterm="", n=1)
    return ["  " + line[:200] for line in list(lines)[:14]] or ["  (line ends differ)"]


def differences(want, got):
    for path in sorted(want.keys() | got.keys()):
        if path not in got:
            yield "  missing: " + path
        elif path not in want:
            yield "  not expected: " + path
        elif want[path] != got[path]:
            yield "  " + path
            yield from excerpt(want[path], got[path])


def read(path):
    if not os.path.exists(path):
        return b""
    with open(path, "rb") as data:
        return data.read()


def check(fixture, temp):
    """Pairs of a check's name and what is wrong with it."""
    together = {}
    for i, env_file in enumerate(fixture.env_files):
        together.update(fixture.compile_together(env_file, os.path.join(temp, "together%d" % i)))
    for target in fixture.targets:
        single = fixture.compile_single(target, os.path.join(temp, "single", target))
        want = compiled(files_below(os.path.join(fixture.expected, target)))
        yield target, list(differences(want, compiled(single))) or ([] if want else ["  nothing is expected"])
        yield target + ", all at once", list(differences(single, together[target]))
    want = read(os.path.join(fixture.expected, "schemas.csv"))
    got = fixture.schemas()
    yield "schemas", [] if want == got else excerpt(want, got)


def bless(fixture, temp):
    shutil.rmtree(fixture.expected, ignore_errors=True)
    for target in fixture.targets:
        single = fixture.compile_single(target, os.path.join(temp, target))
        for path, data in compiled(single).items():
            write(os.path.join(fixture.expected, target, path), data)
    write(os.path.join(fixture.expected, "schemas.csv"), fixture.schemas())


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(data)


def results(fixture, blessing):
    temp = tempfile.mkdtemp(prefix="plumb_fixture_")
    try:
        if blessing:
            bless(fixture, temp)
        yield from check(fixture, temp)
    except RuntimeError as why:
        yield "run", ["  " + line for line in str(why).splitlines()[:20]]
    finally:
        shutil.rmtree(temp, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("plumb")
    parser.add_argument("-k", default="", metavar="TEXT")
    parser.add_argument("--bless", action="store_true")
    args = parser.parse_args()
    passed = failed = 0
    for name in sorted(os.listdir(ROOT)):
        if args.k not in name or not os.path.exists(os.path.join(ROOT, name, "fixture.json")):
            continue
        for what, why in results(Fixture(os.path.abspath(args.plumb), name), args.bless):
            passed += not why
            failed += bool(why)
            if why:
                print("FAIL %s: %s" % (name, what))
                print("\n".join(why))
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(0 if passed and not failed else 1)


main()

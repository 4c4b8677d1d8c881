#!/usr/bin/python3
"""Run the recorded project cases through plumb and compare with dbt's answers.

usage: run_projects.py PLUMB [-k TEXT] [-j N]
The last line is "N passed, N failed"; exit 0 only when nothing differs that is not listed in
known_differences.txt, and nothing listed has been repaired."""
import argparse
import base64
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
BASE = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": "/tmp", "LANG": "C.UTF-8"}


def cases():
    for path in sorted(glob.glob(os.path.join(HERE, "cases", "*.jsonl"))):
        area = os.path.basename(path)[:-6]
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                case = json.loads(line)
                for run in case["runs"]:
                    yield "%s/%s/%s" % (area, case["case"], run["name"]), case, run


def lay_out(case, root):
    for path, text in case["files"].items():
        path = os.path.join(root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        data = text.encode() if isinstance(text, str) else base64.b64decode(text["$base64"])
        with open(path, "wb") as out:
            out.write(data)


def words(value):
    return value if isinstance(value, list) else value.split()


def command(plumb, run, project, out, root):
    listing = run.get("cmd") == "ls"
    line = [plumb, "ls" if listing else "compile", "--strict-dbt", "--project-dir", project, "--profiles-dir", project]
    for option in ("target", "profile", "selector"):
        if run.get(option):
            line += ["--" + option, run[option]]
    line += ["--target-path", out]
    if run.get("vars") is not None:
        line += ["--vars", run["vars"] if isinstance(run["vars"], str) else json.dumps(run["vars"])]
    for option in ("select", "exclude"):
        if run.get(option) is not None:
            line += ["--" + option] + words(run[option])
    for option in ("defer", "favor_state"):
        if run.get(option):
            line += ["--" + option.replace("_", "-")]
    for option in ("state", "defer_state"):
        if run.get(option):
            line += ["--" + option.replace("_", "-"), os.path.join(root, run[option])]
    line += run.get("args", [])
    return line + (["--output", "json", "--output-keys", "unique_id"] if listing else [])


def relative(value, places):
    if isinstance(value, str):
        for place, name in places:
            value = value.replace(place, name)
        return value
    if isinstance(value, list):
        return [relative(v, places) for v in value]
    if isinstance(value, dict):
        return {k: relative(v, places) for k, v in value.items()}
    return value


def read(path):
    try:
        with open(path, newline="", encoding="utf-8", errors="replace") as text:
            return text.read()
    except OSError:
        return None


def node_problems(want, got, out, ok, places):
    for key in ("database", "schema", "alias", "relation_name", "tags", "resource_type"):
        if got.get(key) != want.get(key):
            yield "%s: expected %r, got %r" % (key, want.get(key), got.get(key))
    config = got.get("config") or {}
    for key, value in want.get("config", {}).items():
        if config.get(key) != value:
            yield "config.%s: expected %r, got %r" % (key, value, config.get(key))
    if (got.get("depends_on") or {}).get("nodes", []) != want["depends_on"]:
        yield "depends_on: expected %r, got %r" % (want["depends_on"], got.get("depends_on"))
    code = got.get("compiled_code")
    if want.get("compile_error") or (not ok and code is None):
        return
    if want["compiled_code"] is None and want["resource_type"] in ("seed", "operation"):
        return
    if want["compiled_code"] is not None and code != want["compiled_code"]:
        yield "compiled_code: expected %r, got %r" % (want["compiled_code"], code)
    if want.get("compiled_path"):
        text = read(os.path.join(out, want["compiled_path"]))
        expected = want.get("compiled_file", want["compiled_code"])
        if expected is not None and (text is None or relative(text, places) != expected):
            yield "%s: expected %r, got %r" % (want["compiled_path"], expected, text)


def manifest_problems(want, out, places):
    text = read(os.path.join(out, "manifest.json"))
    if text is None:
        yield "no manifest.json"
        return
    manifest = relative(json.loads(text), places)
    if set(manifest["nodes"]) != set(want["nodes"]):
        yield "nodes: only one side has %s" % sorted(set(manifest["nodes"]) ^ set(want["nodes"]))
    if sorted(manifest["disabled"]) != want["disabled"]:
        yield "disabled: expected %r, got %r" % (want["disabled"], sorted(manifest["disabled"]))
    for name, source in want["sources"].items():
        got = manifest["sources"].get(name) or {}
        if any(got.get(k) != v for k, v in source.items()):
            yield "%s: expected %r" % (name, source)
    for name, node in want["nodes"].items():
        if name in manifest["nodes"]:
            for why in node_problems(node, manifest["nodes"][name], out, want["ok"], places):
                yield name + " " + why


def problems(run, done, out, places):
    want, status, text = run["expected"], done.returncode, done.stdout.decode(errors="replace")
    nodes = want.get("nodes")
    failing = [n for n in (nodes or {}).values() if n.get("compile_error")]
    warehouse = failing and all(n.get("needs_warehouse") or n.get("compile_status") == "skipped" for n in failing)
    if want["ok"] and status != 0:
        yield "exit %d: %s" % (status, text[-600:])
    if not want["ok"] and not warehouse and not want.get("needs_warehouse") and (status not in (1, 2) or not text.strip()):
        yield "exit %d, dbt says: %s" % (status, want["error"])
    if run.get("cmd") == "ls":
        if want["ok"]:
            got = sorted(json.loads(l)["unique_id"] for l in text.splitlines() if l.startswith("{"))
            if got != want["selected"]:
                yield "selected: expected %r, got %r" % (want["selected"], got)
    elif nodes is not None and (want["ok"] or os.path.exists(os.path.join(out, "manifest.json"))):
        yield from manifest_problems(want, out, places)


def check(plumb, name, case, run):
    root = tempfile.mkdtemp(prefix="plumb_case_")
    try:
        lay_out(case, root)
        project, out = os.path.join(root, "project"), os.path.join(root, "out")
        os.makedirs(out)
        env = dict(BASE)
        for more in (case["env"], run.get("env") or {}):
            env.update({k: str(v) for k, v in more.items()})
        done = subprocess.run(command(plumb, run, project, out, root), cwd=project, env=env, timeout=300,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        places = [(out, "<OUT>"), (project, "<PROJECT>"), (root, "<CASE>")]
        return name, list(problems(run, done, out, places))
    finally:
        shutil.rmtree(root, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("plumb")
    parser.add_argument("-k", default="", metavar="TEXT")
    parser.add_argument("-j", type=int, default=os.cpu_count() or 2)
    args = parser.parse_args()
    plumb = os.path.abspath(args.plumb)
    with open(os.path.join(HERE, "known_differences.txt")) as listed:
        known = {line.split("#")[0].strip() for line in listed} - {""}
    passed = failed = 0
    with ThreadPoolExecutor(args.j) as pool:
        chosen = [c for c in cases() if args.k in c[0]]
        for name, why in pool.map(lambda c: check(plumb, *c), chosen):
            bad = bool(why) != (name in known)
            passed += not bad
            failed += bad
            if bad:
                print("FAIL %s" % name)
                for line in why[:4] or ["is repaired: take it off known_differences.txt"]:
                    print("  " + line[:600])
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(0 if passed and not failed else 1)


main()

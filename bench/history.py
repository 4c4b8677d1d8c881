#!/usr/bin/env python3
"""plumb diff over a project's history, against whole compiles.

    history.py --plumb PROGRAM --project DIR --target NAME [--commits N] [-- OPTIONS...]

DIR is a dbt project in a clone with history (packages installed in it). For each of the
last N commits that touch SQL or YAML of it, `plumb diff REV~:TARGET REV:TARGET` must give
every node a verdict, and one other than `identical` exactly to those whose compiled SQL,
relation, config or presence differs between the manifests of two `plumb compile` runs on laid out trees. Both select every
node, whatever the project's default selector says. Prints one line a commit that
disagrees, then counts and times.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

KINDS = {"model", "seed", "snapshot", "test", "analysis"}
EVERY_NODE = ["--select", "fqn:*"]
NAME_KEYS = {"database", "schema", "alias", "target_database", "target_schema", "enabled"}


def git(clone, *words):
    return subprocess.run(["git", "-C", clone, *words], check=True, stdout=subprocess.PIPE).stdout


class Compiler:
    """Whole compiles of revisions, kept for the next commit."""

    def __init__(self, args, top, below):
        self.args, self.top, self.below = args, top, below
        self.known, self.seconds, self.runs = {}, 0.0, 0

    def lay_out(self, revision, to):
        archive = subprocess.Popen(["git", "-C", self.top, "archive", revision, self.below or "."],
                                   stdout=subprocess.PIPE)
        laid_out = subprocess.run(["tar", "-x", "-C", to], stdin=archive.stdout).returncode == 0
        if archive.wait() or not laid_out:
            return None  # a clone that lacks objects
        project = os.path.join(to, self.below)
        for folder in ("dbt_packages", "dbt_modules"):
            here = os.path.join(self.args.project, folder)
            if os.path.isdir(here) and not os.path.exists(os.path.join(project, folder)):
                os.symlink(os.path.abspath(here), os.path.join(project, folder))
        return project

    def nodes(self, revision):
        if revision not in self.known:
            with tempfile.TemporaryDirectory() as to:
                self.known[revision] = self.compile(revision, to)
        return self.known[revision]

    def compile(self, revision, to):
        project = self.lay_out(revision, to)
        if not project or not os.path.exists(os.path.join(project, "dbt_project.yml")):
            return None
        started = time.monotonic()
        subprocess.run([self.args.plumb, "compile", "-q", "--project-dir", project, "--target", self.args.target,
                        "--target-path", os.path.join(to, "out"), *self.args.options, *EVERY_NODE],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.seconds += time.monotonic() - started
        self.runs += 1
        try:
            with open(os.path.join(to, "out", "manifest.json")) as f:
                manifest = json.load(f)
        except FileNotFoundError:
            return None
        return {i: fingerprint(n) for i, n in manifest["nodes"].items() if n["resource_type"] in KINDS and has_code(n)}


def has_code(n):
    """Empty models are no part of dbt's graph, and so of no comparison."""
    return n["resource_type"] != "model" or n["raw_code"].strip()


def fingerprint(n):
    config = {k: v for k, v in n["config"].items() if k not in NAME_KEYS}
    sql = n.get("compiled_code") if n["resource_type"] != "seed" else n["checksum"]["checksum"]
    failed = n["resource_type"] != "seed" and sql is None
    return json.dumps([failed, sql, n.get("relation_name"), n["database"], n["schema"], n["alias"], config],
                      sort_keys=True)


def changed(before, after):
    """Nodes that differ; those that could not be rendered on either side are apart."""
    out, unknown = set(), set()
    for i in before.keys() | after.keys():
        a, b = before.get(i), after.get(i)
        if any(x and x.startswith("[true") for x in (a, b)):
            unknown.add(i)
        elif a != b:
            out.add(i)
    return out, unknown


def by_diff(args, revision):
    started = time.monotonic()
    run = subprocess.run([args.plumb, "diff", f"{revision}~:{args.target}", f"{revision}:{args.target}", "-q",
                          "--format", "json", "--all", "--no-diff", "--project-dir", args.project, *args.options, *EVERY_NODE],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    seconds = time.monotonic() - started
    if run.returncode not in (0, 1, 2) or not run.stdout:
        return None, None, set(), seconds
    found, unknown, judged = set(), set(), set()
    for pair in json.loads(run.stdout)["pairs"]:
        for n in pair["nodes"]:
            if n["resource_type"] in KINDS:
                judged.add(n["unique_id"])
            if n["resource_type"] in KINDS and n["verdict"] != "identical":
                (unknown if n["verdict"] == "unrenderable" else found).add(n["unique_id"])
    return found, unknown, judged, seconds


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--plumb", required=True)
    p.add_argument("--project", required=True)
    p.add_argument("--target", required=True)
    p.add_argument("--commits", type=int, default=40)
    p.add_argument("options", nargs="*")
    args = p.parse_args()
    top = git(args.project, "rev-parse", "--show-toplevel").decode().strip()
    below = os.path.relpath(os.path.realpath(args.project), os.path.realpath(top))
    below = "" if below == "." else below
    revisions = git(args.project, "log", "--no-merges", "--format=%H", f"-n{args.commits}", "--",
                    ":(glob)**/*.sql", ":(glob)**/*.yml").decode().split()
    compiler = Compiler(args, top, below)
    agreed = disagreed = skipped = nodes = unrenderable = 0
    seconds = []
    for revision in revisions:
        before, after = compiler.nodes(revision + "~"), compiler.nodes(revision)
        found, unknown, judged, took = by_diff(args, revision)
        if before is None or after is None:
            skipped += 1
            if found:
                print(f"{revision[:10]}: one side does not compile, and diff says nothing of it")
                disagreed += 1
            continue
        want, cannot = changed(before, after)
        nodes += len(want)
        unrenderable += len(cannot)
        seconds.append(took)
        silent = (before.keys() | after.keys()) - judged
        if found == want and unknown == cannot and not silent:
            agreed += 1
            continue
        disagreed += 1
        found, unknown = found or set(), unknown or set()
        print(f"{revision[:10]}: missing {sorted(want - found)[:3]} surplus {sorted(found - want)[:3]} "
              f"unknown {sorted(unknown ^ cannot)[:3]} without a verdict {sorted(silent)[:3]}", flush=True)
    mean = sum(seconds) / len(seconds) if seconds else 0
    print(f"{agreed} commits agree, {disagreed} do not, {skipped} could not be compiled; {nodes} changed nodes, "
          f"{unrenderable} not renderable; diff {mean:.3f} s a commit, "
          f"compile {compiler.seconds / max(compiler.runs, 1):.3f} s a revision")
    return 1 if disagreed else 0


if __name__ == "__main__":
    sys.exit(main())

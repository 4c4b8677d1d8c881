#!/usr/bin/python3
"""Run the recorded template vectors through `PLUMB template --stdin-jsonl`.

usage: run_vectors.py PLUMB [-k TEXT]
The last line is "N passed, N failed"; exit 0 only when none failed."""
import glob
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def load(path):
    with open(path, encoding="utf-8") as lines:
        contexts = json.loads(next(lines))["contexts"]
        for line in lines:
            vector = json.loads(line)
            if "c" in vector:
                vector["context"] = contexts[vector.pop("c")]
            yield vector


def exact(value):
    """A form in which equal means the same type and value."""
    if isinstance(value, dict):
        if set(value) == {"$set"}:
            return ("set", sorted((exact(v) for v in value["$set"]), key=repr))
        return ("dict", [(k, exact(v)) for k, v in value.items()])
    if isinstance(value, list):
        return ("list", [exact(v) for v in value])
    return (type(value).__name__, value)


def problem(vector, answer):
    if answer.get("id") != vector["id"]:
        return "answered for %r" % answer.get("id")
    error = answer.get("error")
    if "error" in vector:
        wanted = vector["error"]
        if not error or error["kind"] != wanted["kind"]:
            return "expected a %s error, got %r" % (wanted["kind"], answer)
        if wanted["kind"] == "syntax" and wanted["line"] is not None and error["line"] != wanted["line"]:
            return "expected the error on line %s, got %r" % (wanted["line"], error)
        return None
    if error:
        return "got error %r" % error
    if "expect_json" in vector:
        same = "value" in answer and exact(answer["value"]) == exact(vector["expect_json"])
        return None if same else "expected %r, got %r" % (vector["expect_json"], answer.get("value"))
    same = answer.get("output") == vector["expect"]
    return None if same else "expected %r, got %r" % (vector["expect"], answer.get("output"))


def run(plumb, vectors):
    keys = ("id", "template", "context", "mode")
    sent = "".join(json.dumps({k: v[k] for k in keys if k in v}, ensure_ascii=False) + "\n" for v in vectors)
    done = subprocess.run([plumb, "template", "--stdin-jsonl"], input=sent.encode(), stdout=subprocess.PIPE)
    answers = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
    if done.returncode or len(answers) != len(vectors):
        print("%s: status %d, %d answers of %d" % (plumb, done.returncode, len(answers), len(vectors)))
    return answers + [{}] * (len(vectors) - len(answers))


def main():
    plumb = sys.argv[1]
    only = sys.argv[3] if sys.argv[2:3] == ["-k"] else ""
    passed = failed = 0
    for path in sorted(glob.glob(os.path.join(HERE, "jinja", "*.jsonl"))):
        vectors = [v for v in load(path) if only in v["id"]]
        for vector, answer in zip(vectors, run(plumb, vectors)) if vectors else ():
            why = problem(vector, answer)
            passed += why is None
            failed += why is not None
            if why:
                print("FAIL %s\n  template %r\n  %s" % (vector["id"], vector["template"], why))
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(0 if passed and not failed else 1)


main()

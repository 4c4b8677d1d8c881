#!/usr/bin/python3
"""Compare the examples in README.md and docs/*.md with what plumb prints.

usage: docs_outputs.py PLUMB SOURCES [FILE...]

An example is a fenced block whose first line is `$ plumb ...`; more commands may follow, each
with its output. The comment before the block says what it is run on:

    <!-- run: fixtures/guide env/dev.env USER=ann -->
    <!-- case: tests/cases/guide/schemas.case: strategy 1: a schema a folder -->

`run` names a folder, whose copy plumb is started in, then .env files of it and variables. `case`
names a case, whose words and expected output the block repeats; run_cases proves that they are
true. A line that is only … stands for any lines, and … in a line for any text. What stands behind
two blanks and a # is no part of a command. Examples without such a comment are counted."""
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"(?:<!-- (run|case): ([^\n]*?) -->\n+)?```[a-z]*\n(\$ plumb .*?)\n```", re.S)
ENV = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": "/nonexistent", "LANG": "C.UTF-8",
       "SOURCE_DATE_EPOCH": "1795000000"}
ENV.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS") or k.startswith("GCOV_")})


def commands(block):
    """(words behind `plumb`, output) of each command."""
    parts = re.split(r"(?m)^\$ plumb ", block)[1:]
    for part in parts:
        line, _, output = part.partition("\n")
        yield shlex.split(re.sub(r" {2,}#.*", "", line)), output.rstrip("\n")


def agrees(shown, printed):
    pattern = ""
    for line in shown.split("\n"):
        if line.strip() == "…":
            pattern += r"(?:[^\n]*\n)*"
        else:
            pattern += r"[^\n]*".join(re.escape(piece) for piece in line.split("…")) + r"\s*\n"
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n") is not None


def environment(folder, words):
    env = dict(ENV)
    for word in words:
        lines = [word]
        if "=" not in word:
            with open(os.path.join(folder, word), encoding="utf-8") as text:
                lines = text.read().split("\n")
        env.update(line.split("=", 1) for line in lines if "=" in line)
    return env


def run(plumb, sources, where, block):
    """Complaints about a block that is run."""
    folder, *words = shlex.split(where)
    folder = os.path.join(sources, folder)
    if not os.path.isdir(folder):
        return ["there is no folder " + folder]
    found = []
    with tempfile.TemporaryDirectory() as place:
        copy = os.path.join(place, os.path.basename(folder))
        shutil.copytree(folder, copy)
        env = environment(copy, words)
        for args, shown in commands(block):
            done = subprocess.run([plumb] + args, cwd=copy, env=env, timeout=60, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT)
            printed = done.stdout.decode(errors="replace")
            if not agrees(shown, printed):
                found.append("plumb %s prints\n%s" % (" ".join(args), printed))
    return found


def read_case(sources, where):
    """Blocks of a case by name."""
    path, _, title = where.partition(": ")
    with open(os.path.join(sources, path), encoding="utf-8") as text:
        for case in re.split(r"(?m)^=== ", text.read())[1:]:
            name, _, body = case.partition("\n")
            if name.startswith(title):
                parts = re.split(r"(?m)^--- (.*)\n", body)
                return {k: v.rstrip("\n") for k, v in zip(parts[1::2], parts[2::2])}
    return None


def compare(sources, where, block):
    """Complaints about a block that repeats a case."""
    case = read_case(sources, where)
    if not case:
        return ["there is no case " + where]
    (args, shown), = commands(block)
    out, err = case.get("stdout", ""), case.get("stderr", "")
    texts = [out, err, "\n".join(t for t in (err, out) if t), "\n".join(t for t in (out, err) if t)]
    if args != shlex.split(case["args"]):
        return ["the case runs plumb " + case["args"]]
    return [] if any(agrees(shown, text) for text in texts) else ["the case prints\n" + texts[2]]


def main():
    plumb, sources, *files = sys.argv[1:]
    if not files:
        docs = os.path.join(sources, "docs")
        files = [os.path.join(sources, "README.md")]
        files += [os.path.join(docs, name) for name in sorted(os.listdir(docs)) if name.endswith(".md")]
    passed = failed = unmarked = 0
    for path in files:
        with open(path, encoding="utf-8") as text:
            content = text.read()
        for match in BLOCK.finditer(content):
            kind, where, block = match.groups()
            if not kind:
                unmarked += 1
                continue
            faults = run(plumb, sources, where, block) if kind == "run" else compare(sources, where, block)
            line = content.count("\n", 0, match.start(3)) + 1
            for fault in faults:
                print("%s:%d: %s" % (os.path.relpath(path, sources), line, fault), file=sys.stderr)
            failed += bool(faults)
            passed += not faults
    print("%d passed, %d failed; %d are not run" % (passed, failed, unmarked))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

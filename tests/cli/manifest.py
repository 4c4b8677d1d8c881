"""Checks of manifest.json, for the scripts beside it.

usage: manifest.py schema SCHEMA.json   every fixture's manifest, for each target, is valid
       manifest.py state                a project does not differ from its own manifest

The program is $PLUMB, the fixtures lie in $SOURCE_DIR. Exit 1 with what is wrong."""
import json
import os
import re
import subprocess
import sys
import tempfile

FIXTURES = os.path.join(os.environ["SOURCE_DIR"], "fixtures")
ENV = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": "/nonexistent", "LANG": "C.UTF-8",
       "SOURCE_DATE_EPOCH": "1700000000"}
ENV.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS") or k.startswith("GCOV_")})
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def plumb(command, fixture, target, *more):
    folder = os.path.join(FIXTURES, fixture)
    with open(os.path.join(folder, "fixture.json"), encoding="utf-8") as text:
        settings = json.load(text)
    line = [os.environ["PLUMB"], command, "--project-dir", folder, "--profiles-dir", folder, "-t", target]
    env_file = settings["targets"][target].get("env_file")
    line += ["--env-file", os.path.join(folder, env_file)] if env_file else []
    done = subprocess.run(line + list(more) + settings.get("args", []), env=ENV, cwd="/", timeout=300,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        sys.exit("exit %d: %s\n%s" % (done.returncode, " ".join(line), done.stderr.decode(errors="replace")))
    return done.stdout.decode()


def fixtures():
    for name in sorted(os.listdir(FIXTURES)):
        path = os.path.join(FIXTURES, name, "fixture.json")
        if os.path.exists(path):
            with open(path, encoding="utf-8") as text:
                for target in json.load(text)["targets"]:
                    yield name, target


# ---- JSON Schema, as far as dbt's schemas use it

def has_type(value, kind):
    if kind in ("integer", "number"):
        allowed = int if kind == "integer" else (int, float)
        return isinstance(value, allowed) and not isinstance(value, bool)
    return isinstance(value, TYPES[kind])


def faults_of_dict(schema, value, path):
    known = schema.get("properties", {})
    for key in schema.get("required", []):
        if key not in value:
            yield path, "%s is missing" % key
    for key, member in value.items():
        if key in known:
            yield from faults(known[key], member, path + [key])
        elif schema.get("additionalProperties") is False:
            yield path, "%s is not known" % key
        elif isinstance(schema.get("additionalProperties"), dict):
            yield from faults(schema["additionalProperties"], member, path + [key])
        yield from faults(schema.get("propertyNames", {}), key, path + [key])


def faults(schema, value, path):
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(has_type(value, k) for k in kinds):
        yield path, "%.80r is not of type %s" % (value, " or ".join(kinds))
        return
    if "enum" in schema and value not in schema["enum"] or "const" in schema and value != schema["const"]:
        yield path, "%.80r is not allowed" % (value,)
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        yield path, "%.80r does not match %s" % (value, schema["pattern"])
    if "anyOf" in schema:
        tried = [list(faults(s, value, path)) for s in schema["anyOf"]]
        if all(tried):
            yield min(tried, key=len)[0]
    if isinstance(value, dict):
        yield from faults_of_dict(schema, value, path)
    if isinstance(value, list):
        for i, item in enumerate(value):
            yield from faults(schema.get("items", {}), item, path + [str(i)])


def check_schema(path):
    with open(path, encoding="utf-8") as text:
        schema = json.load(text)
    count = 0
    for fixture, target in fixtures():
        with tempfile.TemporaryDirectory() as out:
            plumb("compile", fixture, target, "--target-path", out)
            with open(os.path.join(out, "manifest.json"), encoding="utf-8") as text:
                manifest = json.load(text)
        for where, why in faults(schema, manifest, []):
            print("%s, %s: %s: %s" % (fixture, target, "/".join(where), why))
            count += 1
    sys.exit(1 if count else 0)


# ---- a manifest as state

def check_state():
    for fixture, target in fixtures():
        with tempfile.TemporaryDirectory() as out:
            plumb("compile", fixture, target, "--target-path", out)
            found = plumb("ls", fixture, target, "--state", out, "--select", "state:modified", "state:new")
            same = plumb("ls", fixture, target, "--state", out, "--select", "state:unmodified")
            if found.strip() or same != plumb("ls", fixture, target):
                sys.exit("%s, %s differs from its own manifest:\n%s" % (fixture, target, found))


if __name__ == "__main__":
    check_schema(sys.argv[2]) if sys.argv[1] == "schema" else check_state()

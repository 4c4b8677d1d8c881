#!/usr/bin/python3
"""run_forms.py REPORT_TEST PLUMB: read every form of a report with other programs.

REPORT_TEST writes the forms of a report that holds what could break them; PLUMB checks
the projects of fixtures/. SARIF and GitLab's report are held against their schemas with
python3-jsonschema, JUnit against its schema with xmllint. The schemas lie beside the
checkout in ../shared/conformance/schemas, or where $REPORT_SCHEMAS says; without them
this is a skip (77) after everything else was looked at.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = Path(os.environ.get("REPORT_SCHEMAS", ROOT.parent / "shared/conformance/schemas"))
FORMS = ["text", "json", "github", "sarif", "gitlab", "junit", "markdown"]

faults = []
skips = set()


def expect(holds, what):
    if not holds:
        faults.append(what)


def validate_json(name, document, schema):
    path = SCHEMAS / schema
    if not path.is_file():
        skips.add(f"no {schema} beside the checkout; set REPORT_SCHEMAS")
        return
    try:
        import jsonschema
    except ImportError:
        skips.add("no python3-jsonschema")
        return
    rules = json.loads(path.read_text())
    validator = jsonschema.validators.validator_for(rules)(rules)
    for error in validator.iter_errors(document):
        faults.append(f"{name}: {list(error.path)}: {error.message[:300]}")


def validate_xml(name, path):
    schema = SCHEMAS / "junit.xsd"
    if not schema.is_file():
        skips.add("no junit.xsd beside the checkout; set REPORT_SCHEMAS")
        return
    try:
        run = subprocess.run(["xmllint", "--noout", "--schema", schema, path],
                             capture_output=True, text=True)
    except FileNotFoundError:
        skips.add("no xmllint (libxml2-utils)")
        return
    expect(run.returncode == 0, f"{name}: {run.stderr}")


def read_text(name, path):
    lines = path.read_text().splitlines()
    expect(lines and lines[-1].startswith("plumb "), f"{name}: no line of sums at the end")
    controls = re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", path.read_text())
    expect(not controls, f"{name}: control characters {controls}")


FINDING = ["rule", "group", "title", "severity", "path", "line", "column", "end_line",
           "end_column", "node", "environments", "everywhere", "message", "help", "fix",
           "related", "fingerprint", "suppressed"]
FAULT = ["code", "severity", "path", "line", "column", "end_line", "end_column", "node",
         "message", "help", "notes"]


def read_json(name, path):
    report = json.loads(path.read_text())
    expect(list(report) == ["command", "environments", "findings", "faults", "summary"],
           f"{name}: members {list(report)}")
    counted = [f for f in report["findings"] if f["suppressed"] is None]
    for f in report["findings"]:
        expect(list(f) == FINDING, f"{name}: members of a finding: {list(f)}")
    for f in report["faults"]:
        expect(list(f) == FAULT, f"{name}: members of a fault: {list(f)}")
    sums = report["summary"]
    expect(sums["errors"] + sums["warnings"] + sums["notes"] == len(counted),
           f"{name}: sums {sums}")
    prints = [f["fingerprint"] for f in report["findings"]]
    expect(len(set(prints)) == len(prints), f"{name}: fingerprints are not unique")


def read_github(name, path):
    lines = path.read_text().split("\n")[:-1]
    commands = [l for l in lines if l.startswith("::")]
    shape = re.compile(r"::(error|warning|notice) file=[^:,]+(,[a-zA-Z]+=[^:,]*)*::.+")
    for l in commands:
        expect(shape.fullmatch(l), f"{name}: {l}")
    for severity in ("error", "warning", "notice"):
        count = sum(l.startswith(f"::{severity} ") for l in commands)
        expect(count <= 10, f"{name}: {count} of {severity}")
    expect(len(lines) - len(commands) in (1, 2), f"{name}: other lines")


def read_sarif(name, path):
    report = json.loads(path.read_text())
    validate_json(name, report, "sarif-2.1.0.json")
    rules = [r["id"] for r in report["runs"][0]["tool"]["driver"]["rules"]]
    for r in report["runs"][0]["results"]:
        expect(rules[r["ruleIndex"]] == r["ruleId"], f"{name}: rule of {r}")
        uri = r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        expect(re.fullmatch(r"[A-Za-z0-9%._~-][A-Za-z0-9%._~/-]*", uri), f"{name}: {uri}")


def read_gitlab(name, path):
    report = json.loads(path.read_text())
    validate_json(name, report, "gitlab-code-quality.json")
    prints = [e["fingerprint"] for e in report]
    expect(len(set(prints)) == len(prints), f"{name}: fingerprints are not unique")


def read_junit(name, path):
    validate_xml(name, path)
    for suite in xml.parse(path).getroot():
        cases = suite.findall("testcase")
        kinds = {"failures": "failure", "errors": "error", "skipped": "skipped"}
        expect(int(suite.get("tests")) == len(cases), f"{name}: tests of a suite")
        for attribute, element in kinds.items():
            count = sum(c.find(element) is not None for c in cases)
            expect(int(suite.get(attribute)) == count, f"{name}: {attribute}")


def read_markdown(name, path):
    text = path.read_text()
    expect(len(text.encode()) <= 65536, f"{name}: too long")
    expect(text.startswith("<!-- plumb:"), f"{name}: no mark in the first line")
    columns = 0
    for line in text.splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        expect(not (columns and cells) or columns == cells, f"{name}: {line}")
        columns = cells


def read(form, name, path):
    try:
        globals()[f"read_{form}"](name, path)
    except (ValueError, KeyError, IndexError, xml.ParseError) as error:
        faults.append(f"{name}: {error!r}")


def main(report_test, plumb):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([report_test, folder], check=True)
        for form in FORMS:
            read(form, f"made up, {form}", folder / form)
        for project in sorted((ROOT / "fixtures").iterdir()):
            for form in FORMS:
                check(plumb, project, form, folder / "answer")
    for f in faults:
        print(f)
    for s in sorted(skips):
        print("skipped:", s)
    print(f"{len(faults)} faults")
    return 1 if faults else 77 if skips else 0


def check(plumb, project, form, answer):
    name = f"{project.name}, {form}"
    env = {"HOME": str(answer.parent), "PATH": os.environ["PATH"], "USER": "ann",
           "SOURCE_DATE_EPOCH": "1767225600"}
    env |= {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
    with answer.open("wb") as out:
        run = subprocess.run([plumb, "check", "--format", form], cwd=project, env=env,
                             stdout=out, stderr=subprocess.PIPE, text=True)
    expect(run.returncode in (0, 1, 2), f"{name}: exit {run.returncode}: {run.stderr}")
    if answer.stat().st_size or form != "text":  # people are told what there is
        read(form, name, answer)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

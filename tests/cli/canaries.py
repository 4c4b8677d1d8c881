"""Secrets of every shape in every place, and every command in every form: neither they nor
any eight bytes of them in a row are in what is printed or written.

  canaries.py [WORD]   only the settings whose names hold WORD
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PLUMB = os.environ["PLUMB"]
PIECE = 8

FORMS = {
    "ls": ["text", "name", "path", "selector", "json"],
    "schemas": ["table", "json", "csv", "markdown"],
    "check": ["text", "json", "github", "sarif", "gitlab", "junit", "markdown"],
    "diff": ["text", "json", "markdown", "github", "sarif", "gitlab", "junit", "html"],
    "plan": ["text", "json"],
    "graph": ["dot", "mermaid", "html"],
    "env": ["text", "json"],
    "explain": ["text", "json"],
}


def word(name, size):
    """Text no eight bytes of which occur anywhere else."""
    made = ""
    while len(made) < size:
        made += hashlib.sha256(f"{name}{len(made)}".encode()).hexdigest()
    return made[:size]


def shapes():
    w = [word(f"shape{i}", 400) for i in range(12)]
    return {
        "short": w[0][:9],
        "long": w[1][:206],
        "longer": "".join(word(f"l{i}", 64) for i in range(90)),
        "two_blanks": w[2][:20] + "  " + w[2][20:40],
        "tab": w[3][:20] + "\t" + w[3][20:40],
        "long_blanks": w[4][:120] + "   " + w[4][120:300],
        "lines": w[5][:30] + "\n" + w[5][30:60] + "\n" + w[5][60:90],
        "crlf": w[6][:30] + "\r\n" + w[6][30:60],
        "single": w[7][:20] + "'" + w[7][20:40],
        "double": w[8][:20] + '"' + w[8][20:40] + "'" + w[8][40:60],
        "backslash": w[9][:20] + "\\" + w[9][20:40] + "\\n",
        "markup": w[10][:20] + "<b>&|_*" + w[10][20:40],
        "accents": w[11][:20] + "é\u2028ß" + w[11][20:40],
    }


def pieces(secret):
    data = secret.encode()
    size = min(PIECE, len(data))
    return {data[i:i + size] for i in range(len(data) - size + 1)}


class Fault(Exception):
    pass


class Setting:
    """A folder, an environment, and what must not come out of it."""

    def __init__(self, name, files, env, secrets):
        self.name, self.files, self.env = name, files, env
        self.pieces = set().union(*(pieces(s) for s in secrets))

    def write(self, folder):
        for path, text in self.files.items():
            to = folder / path
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(text)

    def look(self, what, data):
        for i in range(len(data) - PIECE + 1):
            if data[i:i + PIECE] in self.pieces:
                around = data[max(0, i - 60):i + 60]
                raise Fault(f"{self.name}: {what}: {around!r}")

    def run(self, folder, args):
        env = {"PATH": os.environ["PATH"], "HOME": str(folder), **self.env}
        if "ASAN_OPTIONS" in os.environ:
            env["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"]
        done = subprocess.run([PLUMB, *args], cwd=folder, env=env, capture_output=True,
                              timeout=120, check=False)
        if done.returncode not in (0, 1, 2):
            raise Fault(f"{self.name}: {args}: ends with {done.returncode}")
        self.look(f"{' '.join(args)}: stdout", done.stdout)
        self.look(f"{' '.join(args)}: stderr", done.stderr)

    def try_all(self, commands):
        folder = pathlib.Path(tempfile.mkdtemp())
        faults = []
        try:
            self.write(folder)
            for args in commands:
                try:
                    self.run(folder, args)
                except Fault as e:
                    faults.append(str(e))
            for path in sorted(p for p in folder.rglob("*") if p.is_file()):
                name = str(path.relative_to(folder))
                if name not in self.files:
                    try:
                        self.look(name, path.read_bytes())
                    except Fault as e:
                        faults.append(str(e))
        finally:
            shutil.rmtree(folder)
        return faults


def commands(environments):
    a, b = environments
    all_of = []

    def every(command, *more):
        option = "--format" if command in ("check", "diff") else "--output"
        for form in FORMS[command]:
            all_of.append([command, *more, option, form])

    for text in (["compile"], ["compile", "-t", "nowhere"], ["compile", "--env", a, "--strict-dbt"],
                 ["render", "*"], ["render", "--inline", "select {{ env_var('COPY', '') }}"],
                 ["init"], ["check", "--write-baseline", "--baseline", "base.json"]):
        all_of.append(text)
    every("ls")
    every("schemas")
    every("diff", a, b)
    every("check")
    every("graph")
    every("plan", "--env", a, "--defer-to", b)
    for node in ("plain", "wide"):
        every("explain", node, "--env", a)
    for name in (a, b):
        for sub in ("show", "grants", "rotation"):
            every("env", sub, name)
    for sub in ("list", "vars", "check"):
        every("env", sub)
    every("env", "diff", a, b)
    return all_of


PROJECT = "name: shop\nversion: '1.0'\nprofile: shop\nvars: {copy: \"{{ env_var('COPY', '') }}\"}\n"


def quoted(text):
    return json.dumps(text)


# ---- variables

LONG_TEST = " or ".join(["env_var('COPY') == 'x'"] * 6)


def variable_setting(name, secret, broken):
    """`broken`: with files that stop the project from being read."""
    spelled = secret.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    line = secret.splitlines()[0]
    pad = "-" * 150
    models = {
        "plain": "select '{{ env_var('COPY') }}' as x, {{ [env_var('COPY')] }}, {{ env_var('COPY') | tojson }}",
        "wide": f"select 1 -- {pad} {line} {{{{ '{pad}' ~ env_var('COPY') }}}}\nfrom erp.orders",
        "fails": f"select 1 -- {pad[:76]} {line} {{{{ nothing.here }}}}",
        "raises": "{{ exceptions.raise_compiler_error('no ' ~ env_var('COPY') ~ ' here') }}",
        "warns": "{{ exceptions.warn('no ' ~ env_var('COPY')) }}{{ log(env_var('COPY'), true) }}"
                 "{{ print(env_var('COPY')) }}select 1",
        "refs": "select * from {{ ref('no_' ~ env_var('COPY')) }}",
        "macro": "{{ a_macro(env_var('COPY')) }}",
        "literal": f"{{% set x = '{spelled}' %}}select '{{{{ x }}}}' {{{{ '{spelled}' + 1 }}}}",
        "branches": f"{{% if '{spelled}' == env_var('COPY') %}}select {{{{ target.name }}}}{{% else %}}"
                    "select 2{% endif %}"
                    f"{{% if {LONG_TEST} or env_var('COPY') == '{spelled}' %}}select 3{{% endif %}}",
        "loops": "{% for x in [env_var('COPY'), target.name] %}select '{{ x }}'{% endfor %}",
        "configs": "{{ config(alias='a_' ~ env_var('COPY'), schema=env_var('COPY'), tags=[env_var('COPY')],"
                   " meta={'k': 'v' * 150 ~ env_var('COPY')}, pre_hook='select ' ~ env_var('COPY')) }}select 1",
        "upper": "select '{{ target.schema }}' from x.{{ env_var('COPY') }}.y",
    }
    if broken:
        models["broken"] = f"select {{{{ '{spelled}' || }}}}"
    files = {f"models/{k}.sql": v for k, v in models.items()}
    files |= {
        "dbt_project.yml": PROJECT,
        "macros/a.sql": "{% macro a_macro(x) %}{{ exceptions.raise_compiler_error(x) }}{% endmacro %}",
        "models/schema.yml": "version: 2\nmodels:\n  - name: plain\n    description: \"{{ env_var('COPY') }}\"\n"
                             "    config: {meta: {k: \"{{ env_var('COPY') }}\"}}\n"
                             "    columns:\n      - name: x\n        tests:\n"
                             "          - accepted_values: {values: [\"{{ env_var('COPY') }}\"]}\n"
                             "          - no_such: {x: \"{{ env_var('COPY') }}\"}\n"
                             "sources:\n  - name: s\n    schema: \"{{ env_var('COPY') }}\"\n    tables: [{name: t}]\n",
        "profiles.yml": "shop:\n  target: dev\n  outputs:\n"
                        "    dev: {type: postgres, host: h, port: 1, user: u, dbname: d, schema: dev,\n"
                        "      password: \"{{ env_var('DBT_ENV_SECRET_CANARY') }}\"}\n"
                        "    prod: {type: postgres, host: h, port: 1, user: \"{{ env_var('COPY') }}\", dbname: d,\n"
                        "      schema: \"{{ env_var('COPY') }}\", pass: \"{{ env_var('DBT_ENV_SECRET_CANARY') }}\"}\n",
        "environments.yml": "environments:\n  dev: {target: dev, env_vars: {COPY: none}}\n"
                            "  prod: {target: prod, env_vars: {OTHER: \"{{ env_var('COPY') }}\"}}\n",
    }
    if broken:
        files["models/wrong.yml"] = f"version: 2\nexposures: {quoted('xxxxxxxxxxxx ' + secret)}\n"
        files["models/worse.yml"] = f"version: 2\nmodels: [{{name: '{line}\n"
    secret_env = {"DBT_ENV_SECRET_CANARY": secret, "COPY": secret}
    parts = [secret] if "\n" not in secret else secret.splitlines()
    return Setting(f"variable {name}{', broken' if broken else ''}", files, secret_env, parts)


# ---- credentials

KEYS = {
    "postgres": "password pass",
    "redshift": "password pass access_key_id secret_access_key",
    "snowflake": "password private_key private_key_passphrase token oauth_client_id oauth_client_secret",
    "bigquery": "keyfile_json token refresh_token client_id client_secret",
    "databricks": "token client_id client_secret",
    "spark": "token password",
    "duckdb": "secrets attach filesystems settings config_options plugins",
    "trino": "password client_private_key jwt_token http_headers",
    "clickhouse": "password client_cert_key custom_settings",
    "athena": "aws_access_key_id aws_secret_access_key aws_session_token",
    "sqlserver": "PWD password client_id client_secret access_token",
    "fabric": "PWD password client_id client_secret access_token",
}
NEEDED = {
    "postgres": {"host": "h", "port": 1, "user": "u", "password": "p", "dbname": "d"},
    "redshift": {"host": "h", "port": 1, "user": "u", "password": "p", "dbname": "d"},
    "snowflake": {"account": "a", "user": "u", "database": "d"},
    "bigquery": {"project": "p", "method": "oauth"},
    "databricks": {"host": "h", "http_path": "p"},
    "spark": {"host": "h", "method": "thrift"},
    "duckdb": {},
    "trino": {"host": "h", "port": 1, "user": "u", "database": "d", "method": "none"},
    "clickhouse": {},
    "athena": {"database": "d", "region_name": "r"},
    "sqlserver": {"driver": "d", "host": "h", "database": "d"},
    "fabric": {"driver": "d", "host": "h", "database": "d"},
}


def nested(key, secret):
    """A value of the member's type with the secret in it."""
    if key in ("keyfile_json", "custom_settings", "settings", "config_options", "http_headers"):
        return {"one": secret, "inner": {"private_key": [secret]}}
    if key == "attach":
        return [{"path": f"md:shop?motherduck_token={secret}", "options": {"token": secret}}]
    if key in ("secrets", "filesystems"):
        return [{"type": "s3", "fs": "s3", "key": secret, "secret": secret}]
    if key == "plugins":
        return [{"module": "gsheet", "config": {"key": secret}}]
    return secret


def credential_setting(adapter, where, secrets):
    """Every credential member of an adapter; written out in profiles.yml or environments.yml."""
    keys = KEYS[adapter].split()
    twice = {"pass": "password", "password": "PWD"}
    members = {"type": adapter, "schema": "dev", **NEEDED[adapter]}
    for key in keys:
        if twice.get(key) not in keys:
            members[key] = nested(key, next(secrets))
    used = []

    def collect(v):
        if isinstance(v, dict):
            for x in v.values():
                collect(x)
        elif isinstance(v, list):
            for x in v:
                collect(x)
        elif isinstance(v, str) and len(v) > 30:
            used.append(v.rsplit("=", 1)[-1])

    collect(members)
    broken = {**members, "threads": "many", keys[0]: used[0] + "{{ 1"}
    files = {
        "dbt_project.yml": PROJECT,
        "models/plain.sql": "select '{{ target }}', {{ target | tojson }}, {{ builtins.ref.config.credentials }}",
        "models/wide.sql": "select {{ target.items() | list }}, {{ adapter.config }} {{ context['target'] }}",
    }
    if where == "profiles":
        files["profiles.yml"] = json.dumps(
            {"shop": {"target": "dev", "outputs": {"dev": members, "prod": {**members, "schema": "prod"},
                                                   "broken": broken}}}, indent=1)
        files["environments.yml"] = "environments: {dev: {target: dev}, prod: {target: prod}, odd: {target: broken}}\n"
    else:
        wrong = {"target": "dev", "credentials": {"user": "u", "password": next(secrets)}}
        used.append(wrong["credentials"]["password"])
        files["environments.yml"] = json.dumps(
            {"environments": {"dev": {"connection": members}, "prod": {"connection": members},
                              **({"odd": {"connection": broken}, "wrong": wrong} if where == "wrong" else {})}})
    return Setting(f"{adapter} in {where}", files, {}, used)


def settings():
    for name, secret in shapes().items():
        yield variable_setting(name, secret, False)
        yield variable_setting(name, secret, True)
    for adapter in KEYS:
        for where in ("profiles", "environments", "wrong"):
            names = (word(f"{adapter}{where}{i}", 40) for i in range(99))
            yield credential_setting(adapter, where, names)


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen = [s for s in settings() if wanted in s.name]
    more = [["env", "show", "odd"], ["env", "show", "wrong"], ["compile", "-t", "broken"], ["compile", "--env", "odd"]]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda s: s.try_all(commands(("dev", "prod")) + more), chosen))
    faults = [f for of in found for f in of]
    for fault in faults[:40]:
        print(fault)
    print(f"{len(chosen)} settings, {len(faults)} places that tell something of a secret")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

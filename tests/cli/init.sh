#!/bin/sh
# plumb init: what it writes is valid and works at once; on a terminal it asks; where one
# file cannot be written there is none.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export HOME="$dir/home" NO_COLOR=1
unset GITHUB_ACTIONS GITLAB_CI
mkdir "$HOME"

fail() {
    echo "$1" >&2
    exit 1
}

fresh() {
    rm -rf "$dir/shop"
    cp -r "$SOURCE_DIR/tests/cases/errors/base" "$dir/shop"
    cd "$dir/shop"
}

fresh
echo "select '{{ env_var('TOKEN_X', 'hunter3') }}', '{{ env_var('DBT_ENV_SECRET_Y', 'hunter4') }}'" > models/secrets.sql
sed -i "s/password:.*/password: \"{{ env_var('PW', 'hunter2') }}\"/" profiles.yml
"$PLUMB" init --only environments,pre-commit,github,gitlab > "$dir/out"
cat environments.yml .pre-commit-config.yaml .github/workflows/plumb.yml .gitlab-ci.yml > "$dir/all"
grep -q 'hunter[24]' "$dir/all" && fail 'a secret was copied'
rm models/secrets.sql
python3 - << 'PY'
import yaml
hooks = yaml.safe_load(open(".pre-commit-config.yaml"))["repos"][0]["hooks"]
assert [h["id"] for h in hooks] == ["plumb-check", "plumb-schemas"], hooks
workflow = yaml.safe_load(open(".github/workflows/plumb.yml"))
assert set(workflow) == {"name", True, "permissions", "jobs"}, workflow
assert all("run" in s or "uses" in s for s in workflow["jobs"]["plumb"]["steps"])
assert yaml.safe_load(open(".gitlab-ci.yml"))["plumb"]["script"] == ['"$HOME/plumb/recipes/plumb-ci.sh"']
# What is commented out is valid too, without the forms of connections.
import re
text = open("environments.yml").read()
open("uncommented.yml", "w").write(re.sub(r"(?m)^    # (?=(  )?[A-Za-z_]+:)", "    ", text))
PY
"$PLUMB" env list | grep -q '^prod  deployment ' || fail 'env list does not read what init wrote'
"$PLUMB" check > "$dir/out" || fail 'check does not read what init wrote'
mv uncommented.yml environments.yml
"$PLUMB" env list > "$dir/out" || fail 'what is commented out is not valid'

fresh
: > .github
if "$PLUMB" init --only environments,pre-commit,github 2> "$dir/out"; then
    fail 'a workflow below a file'
fi
[ ! -e environments.yml ] && [ ! -e .pre-commit-config.yaml ] || fail 'some files were written'
ls -A | grep -q tmp && fail 'files were left behind'

# A terminal: yes to the first, no to the second.
fresh
mkdir -p .github/workflows
echo 'environments: {}' > environments.yml
echo 'mine: true' > .github/workflows/plumb.yml
python3 - "$PLUMB" << 'PY'
import os, pty, sys
answers = [b"y\n", b"n\n"]
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], ["plumb", "init"])
seen = b""
try:
    while True:
        data = os.read(fd, 4096)
        if not data:
            break
        seen += data
        if seen.rstrip(b" ").endswith(b"[y/N]"):
            os.write(fd, answers.pop(0))
            seen += b"?"
except OSError:
    pass
assert os.waitpid(pid, 0)[1] == 0, seen
assert not answers, seen
assert b"left .github/workflows/plumb.yml as it was" in seen, seen
PY
grep -q 'protected: true' environments.yml || fail 'yes did not overwrite'
[ "$(cat .github/workflows/plumb.yml)" = 'mine: true' ] || fail 'no did overwrite'

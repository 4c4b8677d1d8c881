#!/bin/sh
# The recipe for continuous integration in a real repository with an origin: what it says
# at GitHub, at GitLab and elsewhere, its exit statuses, comments that it keeps up to date
# (gh and curl are stand-ins), and clones that are too shallow.
set -eu
for program in git jq python3; do
    command -v $program > /dev/null || {
        echo "skipped: there is no $program" >&2
        exit 77
    }
done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export HOME="$dir/home" GIT_CONFIG_NOSYSTEM=1
export USER=ann GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE='2026-01-01T00:00:00Z'
for name in $(env | sed -n 's/^\(\(GITHUB\|CI\|GITLAB\|PLUMB\|DBT\|GH\)_[A-Z_]*\)=.*/\1/p'); do
    unset "$name"
done
unset CI
mkdir -p "$HOME" "$dir/shown" "$dir/bin" "$dir/origin" "$dir/elsewhere"
git config --global user.name Test
git config --global user.email test@example.com
git config --global init.defaultBranch main
git config --global protocol.file.allow always

recipe="$SOURCE_DIR/recipes/plumb-ci.sh"
export PLUMB

# ---- stand-ins: they note what they are asked, and answer from files

cat > "$dir/bin/gh" << 'SH'
#!/bin/sh
echo "gh $*" >> "$CALLS"
for word; do
    case $word in
    body=@*) head -n 2 "${word#body=@}" >> "$CALLS" ;;
    --paginate) cat "$COMMENTS" ;;
    graphql) echo 'github-actions[bot]' ;;
    esac
done
SH
cat > "$dir/bin/curl" << 'SH'
#!/bin/sh
echo "curl $*" | sed 's/--config [^ ]*/--config FILE/' >> "$CALLS"
for word; do
    case $word in
    --config) next=yes ;;
    @*) jq -r .body "${word#@}" | head -n 1 >> "$CALLS" ;;
    */user) echo '{"id": 77}' ;;
    *page=1) cat "$COMMENTS" ;;
    *page=*) echo '[]' ;;
    *) [ -z "${next-}" ] || { grep -qx 'header = "PRIVATE-TOKEN: secret"' "$word" || exit 22; }; next= ;;
    esac
done
SH
chmod +x "$dir/bin/gh" "$dir/bin/curl"
PATH="$dir/bin:$PATH"
export CALLS="$dir/calls" COMMENTS="$dir/comments"

# ---- a project in a folder of a repository, and a branch with a change

cd "$dir/origin"
git init -q
mkdir -p dbt/models dbt/macros
cat > dbt/dbt_project.yml << 'YAML'
name: shop
profile: shop
YAML
cat > dbt/environments.yml << 'YAML'
environments:
  development:
    type: development
    connection: {type: postgres, host: h, database: analytics, schema: "dbt_{{ env_var('USER') }}"}
  production:
    type: deployment
    protected: true
    connection: {type: postgres, host: h, database: analytics, schema: core}
YAML
cat > dbt/macros/recent.sql << 'SQL'
{% macro recent() %}{% if target.name == 'development' %}where day > current_date - 3{% endif %}{% endmacro %}
SQL
echo "select 1 as id, current_date as day" > dbt/models/orders.sql
echo "select * from {{ ref('orders') }} {{ recent() }}" > dbt/models/daily.sql
git add .
git commit -q -m one
for n in 1 2 3; do
    echo "note $n" > notes.md
    git add .
    git commit -q -m "note $n"
done
git checkout -q -b change
cat > dbt/macros/recent.sql << 'SQL'
{% macro recent() %}where day > current_date - {{ 3 if target.name == 'development' else 90 }}{% endmacro %}
SQL
echo "select * from core.orders" > dbt/models/copy.sql
git add .
git commit -q -m change
git checkout -q main
echo "main moves on" > notes.md
git commit -q -a -m later
git clone -q "$dir/origin" "$dir/work"
cd "$dir/work"
git checkout -q change

fail() {
    echo "$title: $1" >&2
    cat "$dir/output" "$dir/messages" >&2
    exit 1
}

# is STATUS: the recipe's, with output, messages, calls and summary in files.
is() {
    code=0
    : > "$CALLS"
    : > "$dir/summary"
    "$recipe" > "$dir/output" 2> "$dir/messages" || code=$?
    [ $code -eq "$1" ] || fail "ended in $code, not $1"
}

# has FILE TEXT
has() {
    grep -qF -- "$2" "$1" || { head -n 60 "$1" >&2; fail "$1 does not have: $2"; }
}

lacks() {
    ! grep -qF -- "$2" "$1" || fail "$1 has: $2"
}

# shown NAME FILE: what docs/CI.md has below a comment `ci: NAME`.
shown() {
    cp "$2" "$dir/shown/$1"
}

export PLUMB_PROJECT_DIR=dbt PLUMB_REPORTS="$dir/reports"

title='anywhere'
is 0
has "$dir/output" 'hardcoded-relation'
has "$dir/messages" 'no base to compare with'
[ ! -e "$dir/reports/diff.md" ] || fail 'compared with nothing'

title='anywhere, with a base'
PLUMB_BASE=main is 0
has "$dir/output" 'hardcoded-relation'
has "$dir/output" 'daily'
has "$dir/output" 'macros/recent.sql'
has "$dir/reports/diff.md" '| daily | **logic** |'
has "$dir/reports/diff.html" '<!DOCTYPE html>'
lacks "$dir/reports/diff.md" 'notes'
shown plain "$dir/output"
shown diff.md "$dir/reports/diff.md"
shown check.md "$dir/reports/check.md"

title='findings that fail'
PLUMB_BASE=main PLUMB_FAIL_ON=warning is 1

title='differences that fail'
PLUMB_BASE=main PLUMB_DIFF_FAIL_ON=logic is 1
PLUMB_BASE=main PLUMB_DIFF_FAIL_ON=moved is 0

title='one environment'
PLUMB_BASE=main PLUMB_ENVS=production PLUMB_ARGS='-s daily' is 0
lacks "$dir/output" 'development'

title='no such branch'
PLUMB_BASE=nowhere is 2
has "$dir/messages" 'nowhere'

title='no such project'
PLUMB_PROJECT_DIR=none is 2
has "$dir/messages" 'none: no dbt_project.yml'

title='no plumb'
PLUMB=$dir/no-plumb is 2
has "$dir/messages" 'no-plumb: no such program'

# ---- GitHub

export GITHUB_ACTIONS=true GITHUB_REPOSITORY=acme/shop GITHUB_STEP_SUMMARY="$dir/summary"
export GITHUB_REF=refs/pull/12/merge GITHUB_BASE_REF=main

title='GitHub: annotations, folded text, a summary'
is 0
has "$dir/output" '::warning file=dbt/models/copy.sql,line=1,endLine=1,col=15,endColumn=26,title='
has "$dir/output" '::group::plumb diff'
has "$dir/output" '::endgroup::'
has "$dir/summary" '### plumb check'
has "$dir/summary" '## plumb diff'
shown github "$dir/output"
[ ! -s "$CALLS" ] || fail 'commented unasked'

title='GitHub: the first comments'
echo '[{"id": 1, "body": "looks good"}] []' > "$COMMENTS"
PLUMB_COMMENT=true is 0
has "$CALLS" 'gh api --paginate repos/acme/shop/issues/12/comments'
has "$CALLS" "gh api --silent -X POST repos/acme/shop/issues/12/comments -F body=@$dir/reports/diff.md"
has "$CALLS" '<!-- plumb diff dbt/ -->'
has "$CALLS" '<!-- plumb:check dbt/ -->'

title='GitHub: comments brought up to date'
jq -n --arg diff "$(cat "$dir/reports/diff.md")" --arg check "$(cat "$dir/reports/check.md")" \
    '{user: {login: "github-actions[bot]", type: "Bot"}} as $me |
    {user: {login: "mallory", type: "User"}} as $other |
    [{id: 1, body: "looks good"} + $other, {id: 2, body: $diff} + $other],
    [{id: 7, body: $diff} + $me, {id: 8, body: $check} + $me]' > "$COMMENTS"
PLUMB_COMMENT=true is 0
has "$CALLS" "gh api --silent -X PATCH repos/acme/shop/issues/comments/7 -F body=@$dir/reports/diff.md"
has "$CALLS" "gh api --silent -X PATCH repos/acme/shop/issues/comments/8 -F body=@$dir/reports/check.md"
lacks "$CALLS" POST

title='GitHub: nothing to say begins no comment, but an old one is brought up to date'
git checkout -q origin/main
echo '[]' > "$COMMENTS"
PLUMB_COMMENT=true is 0
lacks "$CALLS" POST
jq -n --arg diff "$(cat "$dir/reports/diff.md")" \
    '[{id: 7, body: $diff, user: {login: "github-actions[bot]", type: "Bot"}}]' > "$COMMENTS"
PLUMB_COMMENT=true is 0
has "$CALLS" 'PATCH repos/acme/shop/issues/comments/7'
lacks "$CALLS" POST
git checkout -q change

title='GitHub: a comment of another that begins with the marker is not touched'
jq -n --arg diff "$(cat "$dir/reports/diff.md")" \
    '[{id: 2, body: $diff, user: {login: "mallory", type: "User"}}]' > "$COMMENTS"
PLUMB_COMMENT=true is 0
lacks "$CALLS" PATCH
has "$CALLS" "POST repos/acme/shop/issues/12/comments -F body=@$dir/reports/diff.md"

title='GitHub: a token that may only read'
printf '#!/bin/sh\nexit 1\n' > "$dir/elsewhere/gh"
chmod +x "$dir/elsewhere/gh"
PATH="$dir/elsewhere:$PATH" PLUMB_COMMENT=true is 0
has "$dir/messages" 'could not comment on the pull request'

title='GitHub: an answer that is no list begins no second comment'
echo 'try again later' > "$COMMENTS"
PLUMB_COMMENT=true is 0
has "$dir/messages" 'could not comment on the pull request'
lacks "$CALLS" POST

title='GitHub: a branch is no pull request'
GITHUB_REF=refs/heads/main GITHUB_BASE_REF='' PLUMB_COMMENT=true is 0
[ ! -s "$CALLS" ] || fail 'commented on a branch'

title='GitHub: a model that cannot be rendered'
echo "select {{ missing.column }}" > dbt/models/broken.sql
is 2
has "$dir/output" '::error file=dbt/models/broken.sql,line=1'
has "$dir/summary" 'broken'
rm dbt/models/broken.sql

# What a checkout of one commit has: the merge of both, and nothing before.
title='GitHub: shallow clones'
git -C "$dir/origin" checkout -q -b merged main
git -C "$dir/origin" merge -q -m merge change
git -C "$dir/origin" checkout -q main
git clone -q --depth 1 --branch merged "file://$dir/origin" "$dir/shallow"
cd "$dir/shallow"
git rev-parse -q --verify origin/main > /dev/null && fail 'the clone has more than its branch'
is 0
has "$dir/messages" 'this clone is shallow: git fetch --deepen=50'
has "$dir/reports/diff.md" '| daily | **logic** |'

title='GitHub: a shallow clone whose origin is gone'
git clone -q --depth 1 --branch merged "file://$dir/origin" "$dir/alone"
cd "$dir/alone"
git remote set-url origin "$dir/nowhere"
is 2
has "$dir/messages" 'fetch-depth: 0'
cd "$dir/work"

# ---- GitLab

unset GITHUB_ACTIONS GITHUB_REPOSITORY GITHUB_STEP_SUMMARY GITHUB_REF GITHUB_BASE_REF
export GITLAB_CI=true CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main CI_MERGE_REQUEST_IID=5
export CI_API_V4_URL=https://gitlab.example.com/api/v4 CI_PROJECT_ID=42

title='GitLab: reports'
is 0
has "$dir/output" 'hardcoded-relation'
jq -e '.[0].location.path == "dbt/models/copy.sql"' "$dir/reports/gl-code-quality-report.json" > /dev/null ||
    fail 'code quality'
has "$dir/reports/plumb-check.xml" '<testsuites'
has "$dir/reports/plumb-diff.xml" '<testsuites'

shown code-quality "$dir/reports/gl-code-quality-report.json"

title='GitLab: a note'
echo '[{"id": 1, "body": "looks good"}]' > "$COMMENTS"
PLUMB_COMMENT=true is 0
has "$dir/messages" 'PLUMB_GITLAB_TOKEN is not set'
export PLUMB_GITLAB_TOKEN=secret PLUMB_COMMENT=true
is 0
notes=https://gitlab.example.com/api/v4/projects/42/merge_requests/5/notes
has "$CALLS" "curl -fsS --config FILE -X GET $notes?per_page=100&page=2"
has "$CALLS" "curl -fsS --config FILE -X POST $notes -H"
has "$CALLS" '<!-- plumb diff dbt/ -->'
lacks "$CALLS" secret

title='GitLab: a note brought up to date'
jq -n --arg diff "$(cat "$dir/reports/diff.md")" \
    '[{id: 2, body: $diff, author: {id: 5}}, {id: 9, body: $diff, author: {id: 77}}]' > "$COMMENTS"
is 0
has "$CALLS" "curl -fsS --config FILE -X PUT $notes/9 -H"

# ---- the action's own steps

title='the action'
cat > "$dir/steps.py" << 'PY'
import sys
try:
    import yaml
except ImportError:
    sys.exit(77)
steps = yaml.safe_load(open(sys.argv[1] + "/action.yml"))["runs"]["steps"]
for number, step in enumerate(steps):
    open("%s/step%d" % (sys.argv[2], number), "w").write("set -eo pipefail\n" + step["run"])
PY
unset GITLAB_CI CI_MERGE_REQUEST_TARGET_BRANCH_NAME CI_MERGE_REQUEST_IID PLUMB_COMMENT
if python3 "$dir/steps.py" "$SOURCE_DIR" "$dir"; then
    GITHUB_OUTPUT="$dir/outputs" GIVEN="$PLUMB" bash "$dir/step0"
    has "$dir/outputs" "program=$PLUMB"
    code=0
    GITHUB_ACTIONS=true GITHUB_OUTPUT="$dir/outputs" GITHUB_ACTION_PATH="$SOURCE_DIR" \
        PLUMB_BASE=main PLUMB_FAIL_ON=warning bash "$dir/step1" > "$dir/output" 2>&1 || code=$?
    [ $code -eq 1 ] || fail "ended in $code"
    has "$dir/output" '::warning file=dbt/models/copy.sql'
    has "$dir/outputs" "reports=$dir/reports"
fi

title='a program is built once for the same sources'
mkdir -p "$dir/sources/recipes" "$dir/sources/scripts"
cp "$SOURCE_DIR/recipes/build-plumb.sh" "$dir/sources/recipes"
printf '#!/bin/sh\n' > "$dir/sources/scripts/setup"
cat > "$dir/elsewhere/cmake" << 'SH'
#!/bin/sh
echo cmake >> "$CALLS"
mkdir -p build/release
printf '#!/bin/sh\necho plumb\n' > build/release/plumb
chmod +x build/release/plumb
SH
chmod +x "$dir/sources/scripts/setup" "$dir/elsewhere/cmake"
build() {
    : > "$CALLS"
    PATH="$dir/elsewhere:$PATH" "$dir/sources/recipes/build-plumb.sh" "$dir/programs" > "$dir/output" 2> "$dir/messages"
    [ "$("$(cat "$dir/output")")" = plumb ] || fail 'it is no program'
}
build
[ -s "$CALLS" ] || fail 'it was not built'
build
[ ! -s "$CALLS" ] || fail 'it was built again'
echo changed > "$dir/sources/main.c"
build
[ -s "$CALLS" ] || fail 'it was not built from the changed sources'

# ---- the files that use the recipe

title='docs/CI.md shows what is printed'
python3 - "$SOURCE_DIR" "$dir/shown" << 'PY'
import os, re, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + "/tests/cli")
from docs_outputs import agrees
page = open(sys.argv[1] + "/docs/CI.md", encoding="utf-8").read()
blocks = re.findall(r"<!-- ci: (\S+) -->\n+(`{3,})[a-z]*\n(.*?)\n\2\n", page, re.S)
assert {name for name, _, _ in blocks} == set(os.listdir(sys.argv[2])), blocks
for name, _, text in blocks:
    printed = open(sys.argv[2] + "/" + name, encoding="utf-8").read()
    if not agrees(text.replace("\n", " \n"), re.sub(r" *\n", " \n", printed)):
        sys.exit("docs/CI.md: %s prints\n%s" % (name, printed))
PY

title='action.yml and recipes/gitlab.yml'
python3 - "$SOURCE_DIR" << 'PY' || {
import re, sys
try:
    import yaml
except ImportError:
    sys.exit(77)
root = sys.argv[1]
action = yaml.safe_load(open(root + "/action.yml"))
assert action["runs"]["using"] == "composite"
text = open(root + "/action.yml").read()
for name in re.findall(r"inputs\.([a-z-]+)", text):
    assert name in action["inputs"], name
for name, given in action["inputs"].items():
    assert given["description"] and "default" in given, name
    assert "inputs." + name in text, name
recipe = open(root + "/recipes/plumb-ci.sh").read()
known = set(re.findall(r"^#   ((?:PLUMB|GH)[A-Z_]*) ", recipe, re.M))
for step in action["runs"]["steps"]:
    assert step["shell"] == "bash" and "${{" not in step["run"], "words of others in a script"
used = set(action["runs"]["steps"][1]["env"])
assert used <= known, used - known
job = yaml.safe_load(open(root + "/recipes/gitlab.yml"))["plumb"]
reports = job["artifacts"]["reports"]
assert reports["codequality"] == "plumb-reports/gl-code-quality-report.json"
assert set(job["variables"]) - known == {"GIT_DEPTH", "PLUMB_VERSION"}
PY
    code=$?
    [ $code -eq 77 ] || exit $code
    echo "not read: python3 has no yaml" >&2
}
if command -v shellcheck > /dev/null; then
    shellcheck "$SOURCE_DIR"/recipes/*.sh
else
    echo "not run: there is no shellcheck" >&2
fi

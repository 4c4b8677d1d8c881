#!/bin/sh
# plumb-ci.sh: what continuous integration asks plumb: does a rule of `plumb check` fail
# in any environment, and what does this change do to every environment's SQL? Findings
# become annotations or reports of the place it runs in; both answers a summary, and
# comments that are kept up to date. docs/CI.md explains it. It is told by variables, all
# of which may be missing:
#
#   PLUMB                the program; else `plumb`
#   PLUMB_PROJECT_DIR    folder of dbt_project.yml; else the current one
#   PLUMB_ENVS           environments of environments.yml, with commas; else all
#   PLUMB_TARGETS        targets of the profile, with commas, in place of those
#   PLUMB_BASE           branch or revision to compare with; else the one that a pull or
#                        merge request is for; with neither nothing is compared
#   PLUMB_FAIL_ON        severity that fails the check: note, warning, error (the default)
#   PLUMB_DIFF_FAIL_ON   verdicts that fail the comparison: a list as of `plumb diff
#                        --fail-on`, or none (the default)
#   PLUMB_ARGS           further words for both commands
#   PLUMB_REPORTS        folder to write reports to; else plumb-reports
#   PLUMB_COMMENT        true: comment on the pull or merge request
#   GH_TOKEN             token for that at GitHub, used by gh
#   PLUMB_GITLAB_TOKEN   token for that at GitLab, with the scope api
#
# Exit 0: nothing that fails; 1: findings or differences that do; 2: something could not
# be evaluated.
set -eu

PLUMB=${PLUMB:-plumb}
project=${PLUMB_PROJECT_DIR:-.}
reports=${PLUMB_REPORTS:-plumb-reports}
base=${PLUMB_BASE:-${GITHUB_BASE_REF:-${CI_MERGE_REQUEST_TARGET_BRANCH_NAME:-}}}
place=plain
[ "${GITHUB_ACTIONS:-}" != true ] || place=github
[ -z "${GITLAB_CI:-}" ] || place=gitlab

say() {
    echo "plumb-ci: $*" >&2
}

fail() {
    say "$*"
    exit 2
}

# ---- running plumb

# run COMMAND OPTION...: with what holds for all of them. Its status is plumb's.
run() {
    command=$1
    shift
    [ -z "${PLUMB_ENVS:-}" ] || set -- "$@" --env "$PLUMB_ENVS"
    [ -z "${PLUMB_TARGETS:-}" ] || set -- "$@" --target "$PLUMB_TARGETS"
    set -f
    # shellcheck disable=SC2086 # they are words
    set -- "$@" ${PLUMB_ARGS:-}
    set +f
    "$PLUMB" "$command" --project-dir "$project" "$@"
}

# quietly COMMAND OPTION...: a report into a file; messages were shown by another run.
quietly() {
    run "$@" > /dev/null 2>&1
}

# titled NAME COMMAND...: folded in the log where it can be.
titled() {
    title=$1
    shift
    [ $place != github ] || echo "::group::$title"
    status=0
    "$@" || status=$?
    [ $place != github ] || echo "::endgroup::"
    return $status
}

# ---- the base of a comparison

has_base() {
    git -C "$project" merge-base "$1" HEAD > /dev/null 2>&1
}

resolve_base() {
    base_rev=$base
    if git -C "$project" rev-parse --quiet --verify "origin/$base^{commit}" > /dev/null; then
        base_rev=origin/$base
    fi
}

fetch() {
    head=$(git -C "$project" rev-parse HEAD)
    branch=+refs/heads/$base:refs/remotes/origin/$base
    git -C "$project" fetch --quiet --no-tags "$@" origin "$branch" "$head" 2> /dev/null ||
        git -C "$project" fetch --quiet --no-tags "$@" origin "$branch" 2> /dev/null
}

is_shallow() {
    [ "$(git -C "$project" rev-parse --is-shallow-repository)" = true ]
}

# Jobs often clone one commit only: fetch more, until it is known what to compare with.
find_base() {
    git -C "$project" rev-parse HEAD > /dev/null || fail "$project: git finds no commit here"
    resolve_base
    if ! has_base "$base_rev"; then
        fetch || say "origin has no branch $base, or could not be reached"
        resolve_base
    fi
    for depth in --deepen=50 --deepen=500 --unshallow; do
        if has_base "$base_rev" || ! is_shallow; then
            break
        fi
        say "this clone is shallow: git fetch $depth"
        fetch $depth || break
    done
    has_base "$base_rev" || fail "$base and HEAD have no commit in common that this clone holds;" \
        "clone all of the history (actions/checkout: fetch-depth: 0; GitLab: GIT_DEPTH: 0)"
}

# ---- check

check() {
    fail_on=${PLUMB_FAIL_ON:-error}
    check_status=0
    case $place in
    github) run check --fail-on "$fail_on" --format github || check_status=$? ;;
    gitlab)
        run check --fail-on "$fail_on" --format gitlab \
            --output "$reports/gl-code-quality-report.json" || check_status=$?
        quietly check --fail-on "$fail_on" --format junit --output "$reports/plumb-check.xml" || :
        ;;
    *) run check --fail-on "$fail_on" --format text || check_status=$? ;;
    esac
    check_news=no
    quietly check --fail-on note --format markdown --output "$reports/check.md" || check_news=yes
}

# ---- diff

# The exit status of the report tells whether there is any difference, that of the text
# whether one of them fails the run.
compare() {
    verdicts=${PLUMB_DIFF_FAIL_ON:-none}
    diff_status=0
    titled "plumb diff: what this change does to the SQL" \
        run diff --base "$base_rev" --format text --fail-on "$verdicts" || diff_status=$?
    diff_news=no
    quietly diff --base "$base_rev" --format markdown --output "$reports/diff.md" || diff_news=yes
    quietly diff --base "$base_rev" --format html --output "$reports/diff.html" || :
    if [ $place = gitlab ]; then
        quietly diff --base "$base_rev" --format junit --fail-on "$verdicts" \
            --output "$reports/plumb-diff.xml" || :
    fi
}

# ---- the summary, and comments

summarize() {
    [ -z "${GITHUB_STEP_SUMMARY:-}" ] || cat "$1" >> "$GITHUB_STEP_SUMMARY"
}

# github_comment FILE NEWS: its first line, which is not shown, tells which comment it is;
# others may begin theirs so too: only the token's own are changed. Without news none is
# begun, but an old one is brought up to date. (A bot's login has a suffix in one of
# GitHub's interfaces and none in the other.)
github_comment() {
    marker=$(head -n 1 "$1")
    number=${GITHUB_REF#refs/pull/}
    number=${number%%/*}
    comments=repos/$GITHUB_REPOSITORY/issues
    gh api --paginate "$comments/$number/comments" > "$private/comments" || return 1
    me=$(gh api graphql -f 'query={viewer{login}}' --jq .data.viewer.login) || return 1
    [ -n "$me" ] || return 1
    MARKER=$marker ME=$me jq -r '.[] | select(.body | startswith(env.MARKER)) |
        select(.user.login == env.ME or
            (.user.type == "Bot" and .user.login == env.ME + "[bot]")) | .id' \
        "$private/comments" > "$private/ids" || return 1
    id=$(head -n 1 "$private/ids")
    if [ -n "$id" ]; then
        gh api --silent -X PATCH "$comments/comments/$id" -F "body=@$1"
    elif [ "$2" = yes ]; then
        gh api --silent -X POST "$comments/$number/comments" -F "body=@$1"
    fi
}

# gitlab METHOD URL [FILE]: the token goes by a file, since others may see arguments.
gitlab() {
    method=$1
    url=$CI_API_V4_URL/$2
    [ $# -lt 3 ] || jq -Rs '{body: .}' "$3" > "$private/body"
    (umask 077 && printf 'header = "PRIVATE-TOKEN: %s"\n' "$PLUMB_GITLAB_TOKEN" > "$private/token")
    if [ $# -lt 3 ]; then
        curl -fsS --config "$private/token" -X "$method" "$url"
    else
        curl -fsS --config "$private/token" -X "$method" "$url" \
            -H 'Content-Type: application/json' --data "@$private/body"
    fi
}

gitlab_comment() {
    marker=$(head -n 1 "$1")
    all_notes=projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes
    me=$(gitlab GET user | jq '.id // empty') || return 1
    [ -n "$me" ] || return 1
    page=1
    id=
    while [ -z "$id" ]; do
        notes=$(gitlab GET "$all_notes?per_page=100&page=$page") || return 1
        [ "$notes" != '[]' ] || break
        id=$(printf '%s' "$notes" |
            MARKER=$marker jq -r --argjson me "$me" \
                '[.[] | select(.author.id == $me and (.body | startswith(env.MARKER))) | .id][0] // empty') ||
            return 1
        page=$((page + 1))
    done
    if [ -n "$id" ]; then
        gitlab PUT "$all_notes/$id" "$1" > /dev/null
    elif [ "$2" = yes ]; then
        gitlab POST "$all_notes" "$1" > /dev/null
    fi
}

# A comment that could not be written fails nothing: forks' tokens may only read.
comment() {
    [ "${PLUMB_COMMENT:-}" = true ] || return 0
    case $place:${GITHUB_REF:-}:${CI_MERGE_REQUEST_IID:-} in
    github:refs/pull/*) github_comment "$@" || say "could not comment on the pull request" ;;
    gitlab:*:?*)
        if [ -z "${PLUMB_GITLAB_TOKEN:-}" ]; then
            say "no comment: PLUMB_GITLAB_TOKEN is not set"
        else
            gitlab_comment "$@" || say "could not comment on the merge request"
        fi
        ;;
    esac
}

report() {
    [ -s "$1" ] || return 0
    summarize "$1"
    comment "$1" "$2"
}

# ---- all of it

command -v "$PLUMB" > /dev/null || fail "$PLUMB: no such program"
[ -f "$project/dbt_project.yml" ] || fail "$project: no dbt_project.yml (PLUMB_PROJECT_DIR)"
mkdir -p "$reports"
rm -f "$reports"/check.md "$reports"/diff.md "$reports"/diff.html # of an earlier run
private=$(mktemp -d)
trap 'rm -rf "$private"' EXIT

check
report "$reports/check.md" $check_news
diff_status=0
if [ -n "$base" ]; then
    find_base
    compare
    report "$reports/diff.md" $diff_news
else
    say "no base to compare with (PLUMB_BASE)"
fi
[ $check_status -ge $diff_status ] || check_status=$diff_status
exit $check_status

#!/bin/sh
# Bytes that are no UTF-8 in what a case cannot give: words, variables, standard input.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp -R "$SOURCE_DIR/tests/cases/errors/base/." "$dir"
cd "$dir"
bad=$(printf 'caf\351')

refused() { # NAME: the last run ended in 2, naming it, and gave no answer
    if [ $status != 2 ] || ! grep -qF "$1" errors || [ -s answer ]; then
        echo "exit status $status, not in the message: $1"
        cat answer errors
        exit 1
    fi
}

run() {
    status=0
    timeout 10 "$PLUMB" "$@" > answer 2> errors || status=$?
}

run render --inline "select '$bad'"
refused '(select '
run ls --vars "{a: $bad}"
refused '({a: caf'
run ls -s "$bad"
refused 'word 2 (caf'
run ls --target-path="$bad"
refused 'word 1 (--target-path=caf'
printf 'select "%s"' "$bad" > input
run render - < input
refused 'standard input: not valid UTF-8'
printf '{"id": 1, "template": "%s"}\n' "$bad" > input
run template --stdin-jsonl < input
refused 'standard input, line 1: not valid UTF-8'
printf '{"id": 1, "template": "{{ x|upper }}", "context": {"x": "\\ud800"}}\n' > input
run template --stdin-jsonl < input
refused 'standard input, line 1'
printf 'A=%s\n' "$bad" > odd.env
run ls --env-file odd.env
refused 'odd.env: not valid UTF-8'
DBT_TARGET=$bad run ls
refused "'DBT_TARGET' is not valid UTF-8"

# A variable matters where a template reads it, and there alone.
echo "select '{{ env_var('ODD') }}'" > models/odd.sql
ODD=$bad run render odd
refused "'ODD' is not valid UTF-8"
rm models/odd.sql
ODD=$bad run ls
[ $status = 0 ]

#!/bin/sh
# An answer that cannot be written is an error that is told, whichever command's it is.
set -eu
[ -e /dev/full ] || exit 77
cp -r "$SOURCE_DIR/fixtures/guide" "${work:=$(mktemp -d)}/guide"
trap 'rm -rf "$work"' EXIT
cd "$work/guide"
failed=0

fails() {
    code=0
    "$PLUMB" "$@" >/dev/full 2>"$work/err" || code=$?
    if [ "$code" != 2 ] || ! grep -q 'standard output: ' "$work/err"; then
        echo "plumb $* >/dev/full: ends with $code"
        failed=1
    fi
}

fails explain '*' --env production
fails diff development production
fails graph --env production
fails plan --env staging
fails schemas
fails ls --env production
fails render '*' --env production
fails init --dry-run
fails check --format json
fails check --list-rules
fails check --help
fails completions zsh
fails help
fails help rules
fails --version
for words in list 'show production' vars 'diff development production' \
             'grants production' 'rotation production'; do
    fails env $words
    fails env $words --output json
done

# So is one whose reader left.
{
    code=0
    sleep 1 # the reader is gone
    "$PLUMB" completions bash 2>"$work/err" || code=$?
    echo "$code" >"$work/code"
} | true
if [ "$(cat "$work/code")" != 2 ] || ! grep -q 'standard output: ' "$work/err"; then
    echo "a closed pipe ends with $(cat "$work/code")"
    failed=1
fi
exit $failed

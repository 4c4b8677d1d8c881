#!/bin/sh
# A model of 25 MB compiles to itself, within what a render may spend.
set -eu
if grep -q -a -e __asan_init -e __tsan_init "$PLUMB"; then
    echo "too slow under a sanitizer"
    exit 77
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp -R "$SOURCE_DIR/tests/cases/errors/base/." "$dir"
cd "$dir"

line="select 'a row of a very long list of constants, with {{ \"Jinja\" }} here and there' as text union all"
{
    printf '%s\n' "$line"
    awk 'BEGIN { for (i = 0; i < 500000; i++) print "select 12345 as id, \x27some constant text\x27 as t union all" }'
    printf "select '{{ target.name }}'"
} > models/huge.sql
[ "$(wc -c < models/huge.sql)" -gt 25000000 ]

timeout 250 "$PLUMB" compile -q
sed -e 's/{{ "Jinja" }}/Jinja/' -e 's/{{ target.name }}/dev/' models/huge.sql > expected
cmp expected target/compiled/shop/models/huge.sql

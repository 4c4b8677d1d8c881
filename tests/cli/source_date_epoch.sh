#!/bin/sh
# SOURCE_DATE_EPOCH makes runs repeat themselves to the byte; without it they differ.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp -R "$SOURCE_DIR/tests/cases/errors/base/." "$dir"
cat > "$dir/models/dated.sql" <<'SQL'
select '{{ run_started_at }}' as at, '{{ invocation_id }}' as run, '{{ modules.datetime.datetime.now() }}' as now
SQL
cd "$dir"

run() {
    "$PLUMB" compile -q
    mkdir "$1"
    mv target/manifest.json target/compiled "$1"
}

export SOURCE_DATE_EPOCH=1700000000
run first
sleep 1
run second
diff -r first second
grep -q '2023-11-14' first/compiled/shop/models/dated.sql

unset SOURCE_DATE_EPOCH
run third
if cmp -s first/manifest.json third/manifest.json; then
    echo "a run of now has the date of 2023"
    exit 1
fi

#!/bin/sh
# plumb diff with a manifest as a side: plumb's own, one of an older version, a broken one.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export HOME="$dir" NO_COLOR=1
cp -R "$SOURCE_DIR/tests/cases/diff/shop" "$dir/shop"
cd "$dir/shop"

# expect CODE TEXT WORDS...: plumb diff ends in CODE and says TEXT.
expect() {
    code=$1 text=$2
    shift 2
    got=0
    "$PLUMB" diff --no-diff "$@" >"$dir/out" 2>"$dir/err" || got=$?
    if [ "$got" != "$code" ] || ! cat "$dir/out" "$dir/err" | grep -qF -- "$text"; then
        echo "$*: exit $got, expected $code and: $text" >&2
        cat "$dir/out" "$dir/err" >&2
        exit 1
    fi
}

"$PLUMB" compile -q -t prod --target-path "$dir/prod"
expect 0 "$dir/prod -> prod: 4 identical" "$dir/prod" prod
expect 0 "$dir/prod/manifest.json -> prod: 4 identical" "$dir/prod/manifest.json" prod
expect 0 "prod -> $dir/prod: 4 identical" prod "$dir/prod"
expect 0 "$dir/prod -> $dir/prod: 4 identical" "$dir/prod" "$dir/prod"
expect 2 "nothing can be selected" "$dir/prod" "$dir/prod" -s orders
# another environment: nothing has the same relation, so nothing has moved
expect 0 "$dir/prod -> dev: 3 expected, 1 identical" "$dir/prod" dev

echo '{% macro cents(c) %}({{ c }} * 1){% endmacro %}' >macros/cents.sql
expect 1 "orders  logic  models/orders.sql" "$dir/prod" prod
expect 1 "-> prod: 1 logic, 3 identical" "$dir/prod" prod
expect 1 "-> dev: 1 logic, 2 expected, 1 identical" "$dir/prod" dev
expect 0 "dev -> prod: 1 expected" dev prod -s state:modified.macros --state "$dir/prod"
sed 's/^    staging:/    daily:\n      +schema: marts\n&/' dbt_project.yml >x && mv x dbt_project.yml
expect 1 "-> prod: 1 logic, 1 moved, 2 identical" "$dir/prod" prod
expect 1 '-- drop table if exists "wh"."analytics"."daily";' "$dir/prod" prod
cp "$SOURCE_DIR/tests/cases/diff/shop/dbt_project.yml" .
cp "$SOURCE_DIR/tests/cases/diff/shop/macros/cents.sql" macros

# another dbt's: configs that it does not know are no difference, and SQL that it did not
# compile is not known
mkdir "$dir/old" "$dir/parsed" "$dir/broken" "$dir/huge" "$dir/other"
python3 - "$dir" <<'PY'
import json
import sys

top = sys.argv[1]
manifest = json.load(open(f"{top}/prod/manifest.json"))
manifest["metadata"]["dbt_schema_version"] = "https://schemas.getdbt.com/dbt/manifest/v11.json"
for node in manifest["nodes"].values():
    for key in ("lookback", "begin", "batch_size", "event_time", "concurrent_batches"):
        node["config"].pop(key, None)
json.dump(manifest, open(f"{top}/old/manifest.json", "w"))
for node in manifest["nodes"].values():
    node.pop("compiled_code", None)
json.dump(manifest, open(f"{top}/parsed/manifest.json", "w"))
manifest["metadata"]["adapter_type"] = "snowflake"
json.dump(manifest, open(f"{top}/other/manifest.json", "w"))
text = open(f"{top}/prod/manifest.json").read()
open(f"{top}/broken/manifest.json", "w").write(text[: len(text) // 2])
with open(f"{top}/huge/manifest.json", "w") as f:
    f.write('{"nodes": ' + "[" * 1000000)
PY
expect 0 "$dir/old -> prod: 4 identical" "$dir/old" prod
expect 2 "has no compiled SQL of it" "$dir/parsed" prod
expect 2 "-> prod: 3 unrenderable" "$dir/parsed" prod
expect 2 "is of adapter snowflake, prod of postgres" "$dir/other" prod
expect 2 "$dir/broken/manifest.json" "$dir/broken" prod
expect 2 "$dir/huge/manifest.json" "$dir/huge" prod

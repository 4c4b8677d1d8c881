#!/bin/sh
# plumb ls and plumb schemas on a small project: forms, targets, exit codes.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir/models/marts"
cat > "$dir/dbt_project.yml" <<'YML'
name: shop
version: "1.0"
profile: shop
models:
  shop:
    marts:
      +schema: marts
      +enabled: "{{ target.name != 'ci' }}"
YML
cat > "$dir/profiles.yml" <<'YML'
shop:
  target: dev
  outputs:
    dev: {type: snowflake, account: a, user: u, password: p, database: d, schema: ada}
    ci: {type: snowflake, account: a, user: u, password: p, database: c, schema: pr_1}
YML
echo "select 1 as id" > "$dir/models/orders.sql"
echo "select * from {{ ref('orders') }}" > "$dir/models/marts/daily.sql"
cat > "$dir/models/s.yml" <<'YML'
models:
  - name: orders
    description: "\u00e9"
    columns: [{name: id, data_tests: [unique]}]
YML

run() {
    (cd "$dir" && "$PLUMB" "$@" --profiles-dir .)
}
expect() { # what, wanted, got
    [ "$2" = "$3" ] || {
        printf '%s\nwanted: %s\ngot:    %s\n' "$1" "$2" "$3" >&2
        exit 1
    }
}

expect "selector" "shop.marts.daily shop.orders shop.unique_orders_id" "$(run ls | xargs)"
expect "name" "daily orders" "$(run ls --resource-type model --output name | xargs)"
expect "path" "models/orders.sql" "$(run ls -s orders --resource-type model --output path)"
expect "json" '{"name": "orders", "description": "\u00e9"}' \
    "$(run ls -s orders --resource-type model --output json --output-keys name description)"
expect "table" "dev ci daily d.ada_marts.daily (disabled) orders d.ada.orders c.pr_1.orders" \
    "$(run schemas | xargs)"
expect "csv" "unique_id,name,resource_type,ci model.shop.orders,orders,model,c.pr_1.orders" \
    "$(run schemas -t ci --output csv | xargs)"
expect "markdown" "| orders | \`c.pr_1.orders\` |" "$(run schemas -t ci --output markdown | tail -1)"

expect "nothing selected" "" "$(run ls -s nothing 2>/dev/null)"
for wrong in "ls --output x" "ls -s nope:x" "ls --selector x" "schemas -t nope"; do
    code=0
    # shellcheck disable=SC2086
    run $wrong >/dev/null 2>&1 || code=$?
    expect "exit of $wrong" 2 "$code"
done

#!/bin/sh
# Graphviz reads what `plumb graph` writes, whatever names hold.
set -eu
command -v dot > /dev/null || { echo "skipped: no dot (Graphviz)"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir models
cat > dbt_project.yml <<'YML'
name: shop
version: "1.0"
profile: shop
YML
cat > profiles.yml <<'YML'
shop:
  target: dev
  outputs:
    dev: {type: postgres, host: h, port: 5432, user: u, password: p, dbname: wh, schema: dev}
    'it''s <b>"prod"</b> &': {type: postgres, host: h, port: 5432, user: u, password: p, dbname: wh, schema: prod}
YML
cat > models/sources.yml <<'YML'
version: 2
sources:
  - name: 'a "quoted" \N &lt; name\'
    schema: '<b>&</b>'
    tables: [{name: 'x -> y; {z}'}, {name: '\'}, {name: "two\nlines"}]
YML
cat > models/orders.sql <<'SQL'
select * from {{ source('a "quoted" \\N &lt; name\\', '\\') }}
SQL
"$PLUMB" graph > one.dot
"$PLUMB" graph -t dev,"it's <b>\"prod\"</b> &" -o two.gv
for file in one.dot two.gv; do
    dot -Tplain "$file" > plain 2> messages
    if [ -s messages ] || [ "$(grep -c '^node' plain)" != 4 ] || [ "$(grep -c '^edge' plain)" != 1 ]; then
        cat "$file" plain messages
        exit 1
    fi
done

#!/bin/sh
# Values of DBT_ENV_SECRET variables reach no file, no answer and no message.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp -R "$SOURCE_DIR/tests/cases/errors/base/." "$dir"
cd "$dir"
export DBT_ENV_SECRET_PASSWORD=correct-horse
cat > profiles.yml <<'YML'
shop:
  target: dev
  outputs:
    dev:
      type: postgres
      host: db.example
      port: 5432
      user: ann
      password: "{{ env_var('DBT_ENV_SECRET_PASSWORD') }}"
      dbname: shop
      schema: dev
YML
# A template that knows the text can print it, but only masked.
cat > models/curious.sql <<'SQL'
select '{{ target.password }}', '{{ target }}', 'correct-horse', '{{ "correct-" ~ "horse" }}'
SQL
cat > models/loud.sql <<'SQL'
{{ exceptions.raise_compiler_error("it is correct-" ~ "horse") }}
SQL

# A finding's excerpt shows the line.
cat > models/hard.sql <<'SQL'
select 'correct-horse' as it, x from erp.orders
SQL

for command in compile 'compile -t nowhere' ls schemas 'schemas --output json' 'render curious' 'render loud' \
    check 'check --format json' 'check --format github' 'check --format sarif' \
    'check --format gitlab' 'check --format junit' 'check --format markdown'; do
    "$PLUMB" $command > answer 2> messages || true
    if grep -q correct-horse answer messages || grep -r -q correct-horse target 2> /dev/null; then
        echo "shown by: $command"
        grep -r -h correct-horse answer messages target | head -c 1000
        exit 1
    fi
done
grep -q 'it is \*\*\*\*\*' messages
"$PLUMB" check > answer 2> messages || true
grep -q "select '\*\*\*\*\*' as it, x from erp.orders" answer

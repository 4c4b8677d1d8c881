#!/bin/sh
# The published hooks under the real pre-commit, in a real repository: commits that must
# not pass, and one that must.
set -eu
command -v pre-commit > /dev/null && command -v git > /dev/null || exit 77
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export HOME="$dir/home" PRE_COMMIT_HOME="$dir/cache" PRE_COMMIT_COLOR=never
export GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE='2026-01-01T00:00:00Z'
unset CI GITHUB_ACTIONS GITLAB_CI
mkdir -p "$HOME" "$dir/bin" "$dir/hooks"
ln -s "$PLUMB" "$dir/bin/plumb"
PATH="$dir/bin:$PATH"
git config --global user.name Test
git config --global user.email test@example.com
git config --global init.defaultBranch main
git config --global advice.detachedHead false

# The repository that the hooks come from.
cp "$SOURCE_DIR/.pre-commit-hooks.yaml" "$dir/hooks"
git -C "$dir/hooks" init -q
git -C "$dir/hooks" add .
git -C "$dir/hooks" commit -q -m hooks

# The one that uses them: the project lies in a folder of it.
git init -q "$dir/repo"
cd "$dir/repo"
mkdir -p dbt/models/marts dbt/models/staging dbt/macros .github/workflows
cat > .pre-commit-config.yaml << YAML
repos:
  - repo: $dir/hooks
    rev: $(git -C "$dir/hooks" rev-parse HEAD)
    hooks:
      - id: plumb-check
        args: [--project-dir, dbt]
        files: ^dbt/
      - id: plumb-schemas
        args: [--project-dir, dbt]
        files: ^dbt/
YAML
cat > dbt/dbt_project.yml << 'YAML'
name: shop
models:
  shop:
    marts: {+schema: marts}
YAML
cat > dbt/environments.yml << 'YAML'
environments:
  development:
    type: development
    connection: {type: snowflake, account: acme, database: ANALYTICS, schema: "dbt_{{ env_var('LOGIN') }}", threads: 4}
    env_vars: {LOGIN: ann}
  production:
    type: deployment
    protected: true
    connection: {type: snowflake, account: acme, database: ANALYTICS, schema: core, threads: 8}
checks:
  hardcoded-relation: error
YAML
cat > dbt/macros/generate_schema_name.sql << 'SQL'
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name is none -%}
        {{ target.schema }}
    {%- elif target.name == 'production' -%}
        {{ custom_schema_name | trim }}
    {%- else -%}
        {{ target.schema }}_{{ custom_schema_name | trim }}
    {%- endif -%}
{%- endmacro %}
SQL
cat > dbt/models/staging/sources.yml << 'YAML'
sources:
  - name: erp
    tables: [{name: orders}]
YAML
echo "select id, amount from {{ source('erp', 'orders') }}" > dbt/models/staging/stg_orders.sql
echo "select id, amount from {{ ref('stg_orders') }}" > dbt/models/marts/orders.sql
echo "on: push" > .github/workflows/ci.yml
git add .
git commit -q -m base
pre-commit install > /dev/null

fail() {
    echo "$1" >&2
    cat "$dir/output" >&2
    exit 1
}

# blocked TITLE WORDS...: the commit of all changes must fail, and say each of WORDS.
blocked() {
    title=$1
    shift
    git add .
    if git commit -m "$title" > "$dir/output" 2>&1; then
        fail "passed: $title"
    fi
    for words; do
        grep -qF -- "$words" "$dir/output" || fail "$title: does not say: $words"
    done
    git reset -q --hard
}

passed() {
    git add .
    git commit -m "$1" > "$dir/output" 2>&1 || fail "blocked: $1"
}

echo "select id from {{ ref('orders') }}" > dbt/models/marts/order_ids.sql
passed 'a clean model'
grep -q 'plumb check.*Passed' "$dir/output" || fail 'the hook did not run'
grep -qE '^order_ids +ANALYTICS.dbt_ann_marts.order_ids +ANALYTICS.marts.order_ids$' "$dir/output" ||
    fail 'plumb schemas shows no table'

echo "a note" > README.md
passed 'a file outside the project is none of its business'

cat > dbt/macros/generate_schema_name.sql << 'SQL'
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name is not none else target.schema }}
{%- endmacro %}
SQL
blocked 'development lands in production' 'error[protected-schema]' 'development' \
    'ANALYTICS.marts, a schema of production' 'Failed'

echo "{{ config(alias='ORDERS') }} select 1 as id" > dbt/models/marts/orders_again.sql
blocked 'two models in one relation' 'error[relation-collision]' 'orders_again.sql:1:' 'model.shop.orders'

echo "select '{{ env_var('REGION') }}' as region" > dbt/models/marts/regions.sql
blocked 'an unset variable' 'regions.sql:1:' 'REGION' 'exit code: 2'

echo "select id from ANALYTICS.core.stg_orders" > dbt/models/marts/copy.sql
blocked 'a hard-coded relation' 'error[hardcoded-relation]' 'copy.sql:1:16' 'stg_orders'

printf 'sources:\n<<<<<<< HEAD\n  - name: erp\n' > dbt/models/staging/sources.yml
blocked 'a merge conflict' 'unfinished merge' 'sources.yml:2:1' 'exit code: 2'

# Deleted files: other runners of hooks name them.
git rm -q dbt/models/marts/order_ids.sql
plumb check --project-dir dbt dbt/models/marts/order_ids.sql > "$dir/output" 2>&1 ||
    fail 'a deleted model that nobody needs'
git rm -q dbt/models/marts/orders.sql
git reset -q HEAD dbt/models/marts/order_ids.sql
git checkout -q -- dbt/models/marts/order_ids.sql
code=0
plumb check --project-dir dbt dbt/models/marts/orders.sql > "$dir/output" 2>&1 || code=$?
[ $code -eq 2 ] || fail 'a deleted model that is still read'
grep -q 'order_ids.sql:1:' "$dir/output" || fail 'who still reads the deleted model'
git reset -q --hard

# A renamed file is a new one; what named the old one is found.
git mv dbt/models/staging/stg_orders.sql dbt/models/staging/stg_erp_orders.sql
blocked 'a renamed model' 'orders.sql:1:' 'stg_orders' 'exit code: 2'

code=0
plumb check --project-dir dbt .github/workflows/ci.yml > "$dir/output" 2>&1 || code=$?
[ $code -eq 2 ] || fail 'a file outside the project'
grep -q 'ci.yml is outside the project' "$dir/output" || fail 'which file is outside'

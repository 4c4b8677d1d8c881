#!/bin/sh
# The study guide's example: 500 models stand in production, a new one is built in staging;
# and the same by production's manifest, for what was changed since.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
unset CI GITHUB_ACTIONS GITLAB_CI
mkdir models
cat > dbt_project.yml << 'YAML'
name: shop
profile: shop
YAML
cat > profiles.yml << 'YAML'
shop:
  target: stg
  outputs:
    stg: {type: postgres, host: h, user: u, password: p, port: 5432, dbname: analytics, schema: staging}
    prod: {type: postgres, host: h, user: u, password: p, port: 5432, dbname: analytics, schema: core}
YAML
cat > environments.yml << 'YAML'
environments:
  staging: {target: stg, defer_to: production}
  production: {target: prod}
YAML

# 250 read the 250 before them; the new model reads those 250.
i=1
while [ $i -le 500 ]; do
    if [ $i -le 250 ]; then
        echo "select $i as id" > models/m$i.sql
    else
        echo "select * from {{ ref('m$((i - 250))') }}" > models/m$i.sql
        echo "select * from {{ ref('m$i') }} union all" >> models/new.sql
    fi
    i=$((i + 1))
done
mv models/new.sql new.sql
"$PLUMB" compile --env production --target-path prod-artifacts > /dev/null
echo "select 0 as id" >> new.sql
mv new.sql models/my_new_model.sql

fail() {
    echo "$1" >&2
    cat output >&2
    exit 1
}

says() {
    grep -qF -- "$1" output || fail "does not say: $1"
}

"$PLUMB" plan -s my_new_model --env staging > output 2> messages
says 'staging: 1 builds, 250 are read from production'
says '  my_new_model  view  analytics.staging.my_new_model'
says '  m251  analytics.core.m251'
says '  … 230 more (--all lists them)'
says 'further upstream, neither built nor read: 250'
[ ! -s messages ] || fail "$(cat messages)"

"$PLUMB" plan -s my_new_model --env staging --all > output
[ "$(grep -c '^  m[0-9]* .*analytics.core.m' output)" -eq 250 ] || fail 'not all are listed'

# The same model, that reads all of the 500.
i=1
while [ $i -le 250 ]; do
    echo "union all select * from {{ ref('m$i') }}"
    i=$((i + 1))
done >> models/my_new_model.sql
"$PLUMB" plan -s my_new_model --env staging > output
says 'staging: 1 builds, 500 are read from production'

"$PLUMB" plan -s my_new_model --env staging --output json > output
says '"summary": {"builds": 1, "elsewhere": 500, "here": 0, '

# What was changed, by the manifest that production left.
"$PLUMB" plan -s state:modified+ --state prod-artifacts --env staging > output
says 'staging: 1 builds, 500 are read from prod-artifacts'
echo "select 42 as id" > models/m7.sql
"$PLUMB" plan -s state:modified+ --state prod-artifacts --env staging > output
says 'staging: 3 build, 498 are read from prod-artifacts'
grep '^  m' output | head -n 3 | awk '{print $1}' > order
printf 'm7\nm257\nmy_new_model\n' | cmp -s - order || fail 'not the order to build in'

# Without deferral all of them would have to be there.
code=0
"$PLUMB" plan -s my_new_model --env staging --no-defer --fail-on warning > output 2> messages || code=$?
[ $code -eq 1 ] || fail "exit $code without deferral"
grep -q 'm1, m10, m100, m101, m102 and 495 more' messages || fail "$(cat messages)"

# What the plan says is what render does.
"$PLUMB" render my_new_model --env staging --defer > output
says 'from "analytics"."core"."m500"'
! grep -q '"staging"\."m' output || fail 'something is read from staging'

#!/bin/sh
# Paths in reports: those that a repository's tools read begin at its top, wherever plumb
# is called from.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export HOME="$dir"
git init -q "$dir/repo"
cp -R "$SOURCE_DIR/tests/cases/report/base" "$dir/repo/a dbt"
cd "$dir/repo/a dbt/models"

failed=0
expect() {
    if ! "$PLUMB" check --rule schema-name --format "$1" 2> /dev/null | grep -q -F -e "$2"; then
        echo "$1: no $2"
        failed=1
    fi
}
expect text 'models/orders.sql:1:'
expect json '"path": "models/orders.sql"'
expect github 'file=a dbt/models/orders.sql,line=1'
expect sarif '"uri": "a%20dbt/models/orders.sql", "uriBaseId": "%SRCROOT%"'
expect sarif '"id": "plumb check/a%20dbt/"'
expect gitlab '"path": "a dbt/models/orders.sql"'
expect junit 'name="models/orders.sql: '
expect markdown '<!-- plumb:check a%20dbt/ -->'
expect markdown '`a dbt/models/orders.sql:1`'

GITHUB_ACTIONS=true "$PLUMB" check --rule schema-name 2> /dev/null | grep -q '^::error ' || {
    echo "no annotations in GitHub's Actions"
    failed=1
}
exit "$failed"

#!/bin/sh
# Where output cannot be written plumb says so, ends in 2, and leaves nothing half-written.
set -eu
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cp -R "$SOURCE_DIR/tests/cases/errors/base/." "$dir"
cd "$dir"

fails() { # WHAT: the last run ended in 2, with E0801
    if [ $status != 2 ] || ! grep -q 'error\[E0801\]' errors; then
        echo "$1: exit status $status"
        cat errors
        exit 1
    fi
}

# The target path lies below a file.
echo occupied > file
status=0
"$PLUMB" compile --target-path file/target 2> errors || status=$?
fails 'below a file'
[ "$(cat file)" = occupied ]

# Files may not grow: the old content stays, and nothing else appears.
awk 'BEGIN { for (i = 0; i < 20000; i++) print "select 1 as id union all" }' > models/long.sql
echo "select 1" >> models/long.sql
mkdir -p target/compiled/shop/models
echo old > target/compiled/shop/models/long.sql
echo old > target/manifest.json
status=0
(
    trap '' XFSZ
    ulimit -f 16
    exec "$PLUMB" compile
) 2> errors || status=$?
fails 'no space'
[ "$(cat target/compiled/shop/models/long.sql)" = old ]
[ "$(cat target/manifest.json)" = old ]
[ "$(find target -type f | sort | tr '\n' ' ')" = 'target/compiled/shop/models/customers.sql target/compiled/shop/models/long.sql target/compiled/shop/models/orders.sql target/manifest.json ' ]

# A folder without leave to write. Root may write everywhere.
if [ "$(id -u)" != 0 ]; then
    mkdir closed
    chmod a-w closed
    status=0
    "$PLUMB" compile --target-path closed 2> errors || status=$?
    fails 'closed folder'
    [ -z "$(ls -A closed)" ]
fi

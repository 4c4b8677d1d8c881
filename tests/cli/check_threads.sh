#!/bin/sh
# Environments checked at once by eight threads give what one thread gives.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for project in guide shop; do
    cp -R "$SOURCE_DIR/fixtures/$project" "$dir/$project"
    cd "$dir/$project"
    for format in text json; do
        for jobs in 1 8; do
            code=0
            "$PLUMB" check --profiles-dir . --format $format -j $jobs > "$dir/$jobs" 2> "$dir/$jobs.faults" || code=$?
            [ $code -le 1 ]
        done
        cmp "$dir/1" "$dir/8"
        cmp "$dir/1.faults" "$dir/8.faults"
    done
done

#!/bin/sh
# Several targets compiled at once by eight threads give what each gives alone with one.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
project=$SOURCE_DIR/fixtures/shop

compile() {
    "$PLUMB" compile -q --project-dir "$project" --profiles-dir "$project" \
        --env-file "$project/env/shop.env" "$@"
}

compile -t dev,ci,prod -j 8 --target-path "$dir/all"
for target in dev ci prod; do
    compile -t $target -j 1 --target-path "$dir/one/$target"
    diff -r "$dir/one/$target/compiled" "$dir/all/$target/compiled"
done

# The order of targets changes nothing.
compile -t prod -t ci,dev -j 8 --target-path "$dir/turned"
for target in dev ci prod; do
    diff -r "$dir/all/$target/compiled" "$dir/turned/$target/compiled"
done

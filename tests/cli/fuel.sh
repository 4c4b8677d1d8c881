#!/bin/sh
# Templates that would run for hours or fill the memory are ended, and other nodes compile.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp -R "$SOURCE_DIR/tests/cases/errors/base/." "$dir"
cd "$dir"

ended() { # TEXT: as a model, ends with E0403 at its place
    printf '%s\n' "$1" > models/endless.sql
    rm -rf target
    status=0
    timeout 250 "$PLUMB" compile 2> errors || status=$?
    if [ $status != 2 ] || ! grep -q '^models/endless.sql:[0-9]*:[0-9]*: error\[E0403\]' errors; then
        echo "exit status $status: $1"
        head -c 2000 errors
        exit 1
    fi
    [ -f target/compiled/shop/models/orders.sql ]
    [ ! -e target/compiled/shop/models/endless.sql ]
}

ended '{% set l = range(100000) %}{% for i in l %}{% for j in l %}{% for k in l %}{% endfor %}{% endfor %}{% endfor %}'
ended '{% set l = [1] %}{% for i in l %}{% do l.append(i) %}{% endfor %}'
ended '{% set n = namespace(t="ab") %}{% for i in range(100) %}{% set n.t = n.t ~ n.t %}{% endfor %}'
ended '{% set n = namespace(l=[1, 2]) %}{% for i in range(100) %}{% set n.l = n.l + n.l %}{% endfor %}'

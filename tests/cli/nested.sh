#!/bin/sh
# Input nested ten thousand deep ends in a diagnostic, and other nodes still compile.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp -R "$SOURCE_DIR/tests/cases/errors/base/." "$dir"
cd "$dir"

repeat() { # TEXT: ten thousand times
    awk -v text="$1" 'BEGIN { for (i = 0; i < 10000; i++) printf "%s", text }'
}

wrap() { # BEFORE OPEN MIDDLE CLOSE AFTER
    printf '%s' "$1"
    repeat "$2"
    printf '%s' "$3"
    repeat "$4"
    printf '%s\n' "$5"
}

check() { # NAME PLACE: the file is named, the exit status is 2
    rm -rf target
    status=0
    "$PLUMB" compile 2> errors || status=$?
    if [ $status != 2 ] || ! grep -q "^$2" errors; then
        echo "$1: exit status $status"
        head -c 2000 errors
        exit 1
    fi
}

model() { # NAME
    check "$1" 'models/deep.sql:1:'
    [ -f target/compiled/shop/models/orders.sql ]
}

wrap '{{ ' '(' 1 ')' ' }}' > models/deep.sql
model parentheses
wrap '{{ ' '[' 1 ']' ' }}' > models/deep.sql
model brackets
wrap '{{ ' '{1: ' 1 '}' ' }}' > models/deep.sql
model braces
wrap '{{ ' '(' '' '' ' }}' > models/deep.sql
model 'open parentheses'
wrap '{{ ' 'not ' 1 '' ' }}' > models/deep.sql
model not
wrap '' '{% if true %}' 1 '{% endif %}' '' > models/deep.sql
model if
wrap '' '{% if true %}' '' '' '' > models/deep.sql
model 'open if'
wrap '' '{% for i in [1] %}' 1 '{% endfor %}' '' > models/deep.sql
model for

rm models/deep.sql
wrap 'models: ' '[' '' ']' '' > models/deep.yml
check 'YAML lists' 'models/deep.yml:1:'
wrap 'models: ' '{a: ' '' '}' '' > models/deep.yml
check 'YAML mappings' 'models/deep.yml:1:'
rm models/deep.yml

# What is long without being deep is no error.
{ printf "{{ 'a'"; repeat " ~ 'a'"; printf ' }}{{ [0'; repeat ', 0'; echo '] | length }}'; } > models/long.sql
"$PLUMB" compile -q
[ "$(sed 's/a*//' target/compiled/shop/models/long.sql)" = 10001 ]
[ "$(wc -c < target/compiled/shop/models/long.sql)" = 10006 ]

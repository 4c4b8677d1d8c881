#!/bin/sh
# adapters.sh ROOT: what is peculiar to an adapter stands in adapter/ and macros/stock alone:
# no other source has the name of one as a text.
set -eu
cd "${1:-.}"

names=$(sed -n 's/^const pl_adapter pl_adapter_\([a-z]*\) = .*/\1/p' $(ls adapter/*.c | grep -v base.c) | paste -sd'|' -)
faults=$(grep -rnE "\"($names)\"" --include='*.c' --include='*.h' --include='*.def' \
    lexer parser eval macros project report explain check graph diff cli |
    grep -vE '^macros/stock/|(/\*|^[^:]*:[^:]*: *\*).*"' || true)
if [ -n "$faults" ]; then
    echo "$faults"
    echo "adapters by name: what they do differently belongs in adapter/"
    exit 1
fi

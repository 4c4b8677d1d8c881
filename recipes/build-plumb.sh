#!/bin/sh
# build-plumb.sh [FOLDER]: build plumb from the sources around this script and print the
# path of the program. FOLDER (else ~/.cache/plumb) keeps programs by a digest of their
# sources: cache it between jobs, and a program that is there is not built again.
# PLUMB_DOCS_URL, where docs/ is published, is what SARIF's rules point to.
set -eu

sources=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$HOME/.cache/plumb}
cd "$sources"

docs=${PLUMB_DOCS_URL-}
digest=$({ echo "$docs"; find . \( -path ./build -o -path ./.git -o -path ./docs -o -path ./fixtures -o -path ./tests \) \
    -prune -o -type f -exec sha256sum {} + | LC_ALL=C sort; } | sha256sum | cut -c 1-16)
program=$folder/plumb-$digest

# A cached program needs its shared libraries too.
if [ -x "$program" ]; then
    "$program" --version > /dev/null 2>&1 || scripts/setup >&2
else
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    scripts/setup >&2
    { cmake --preset release -DBUILD_TESTING=OFF -DPL_DOCS_URL="$docs" &&
        cmake --build --preset release --target plumb; } > "$log" 2>&1 || {
        cat "$log" >&2
        exit 2
    }
    mkdir -p "$folder"
    cp build/release/plumb "$program.$$"
    mv "$program.$$" "$program"
fi
echo "$program"

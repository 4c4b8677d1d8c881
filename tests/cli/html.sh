#!/bin/sh
# The pages of `plumb diff` and `plumb graph`, opened and used in a browser.
set -eu
exec python3 "$SOURCE_DIR/tests/cli/html.py"

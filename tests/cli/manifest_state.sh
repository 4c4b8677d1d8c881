#!/bin/sh
# plumb's own manifest as --state of the same project: nothing is modified, nothing is new.
set -eu
exec python3 "$SOURCE_DIR/tests/cli/manifest.py" state

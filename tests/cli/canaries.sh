#!/bin/sh
# No byte of a secret stands in what plumb prints or writes.
set -eu
exec python3 "$SOURCE_DIR/tests/cli/canaries.py" variable

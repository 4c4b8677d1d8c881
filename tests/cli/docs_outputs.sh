#!/bin/sh
# The examples in README.md and docs/ show what plumb prints.
exec python3 "$SOURCE_DIR/tests/cli/docs_outputs.py" "$PLUMB" "$SOURCE_DIR"

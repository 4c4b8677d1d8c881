#!/bin/sh
# docs/RULES.md is what plumb prints of its rules: `plumb help rules.md > docs/RULES.md`.
"$PLUMB" help rules.md | diff "$SOURCE_DIR/docs/RULES.md" -

#!/bin/sh
# manifest.json is what dbt's published schema (v12) says, where that schema lies beside the
# checkout or $MANIFEST_SCHEMA names it.
set -eu
schema=${MANIFEST_SCHEMA:-$SOURCE_DIR/../shared/conformance/schemas/manifest-v12.json}
if [ ! -f "$schema" ]; then
    echo "skipped: no manifest-v12.json; set MANIFEST_SCHEMA to check against it"
    exit 77
fi
exec python3 "$SOURCE_DIR/tests/cli/manifest.py" schema "$schema"

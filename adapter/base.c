/* dbt's base classes: what adapters share, and what stands where none is known. */
#include "adapter/adapter.h"

const char *const pl_no_words[] = {NULL};
const char *const pl_base_labels[] = {"STRING", "TEXT", NULL};
const char *const pl_base_strings[] = {"text", "character varying", "character",
                                       "varchar", NULL};
const char *const pl_base_integers[] = {
    "smallint", "integer", "bigint",  "smallserial", "serial",  "bigserial", "int2",
    "int4",     "int8",    "serial2", "serial4",     "serial8", NULL};
const char *const pl_base_numerics[] = {"numeric", "decimal", NULL};
const char *const pl_base_floats[] = {"real",   "float4", "float", "double precision",
                                      "float8", "double", NULL};

static const pl_column_rules columns = {
    .class = "Column",
    .kind = PL_COLUMN_BASE,
    .labels = pl_base_labels,
    .strings = pl_base_strings,
    .integers = pl_base_integers,
    .numerics = pl_base_numerics,
    .floats = pl_base_floats,
};

static const pl_relation_rules relations = {
    .policy = "Policy",
    .renameable = "",
    .replaceable = "",
};

const pl_adapter pl_adapter_unknown = {
    .name = "",
    .title = "",
    .class_title = "Base",
    .quote = "\"\"",
    .now = "now()",
    .columns = &columns,
    .relations = &relations,
    .support = {PL_UNSUPPORTED, PL_ENFORCED, PL_UNENFORCED, PL_UNENFORCED, PL_ENFORCED},
};

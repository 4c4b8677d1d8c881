/* project/schema/shape.h: the classes that entries are checked against. */
#ifndef PL_PROJECT_SCHEMA_SHAPE_H
#define PL_PROJECT_SCHEMA_SHAPE_H

#include "project/schema/schema_priv.h"

typedef struct pl_shape pl_shape;
typedef struct pl_shape_field {
    const char *name; /* NULL ends a table */
    /* as in contract.h; with `shape`: "object", "[object]", or "object|null" */
    const char *type;
    const pl_shape *shape;
    bool required;
} pl_shape_field;
struct pl_shape {
    const pl_shape_field *fields;
    bool open; /* unknown keys are allowed */
};

extern const pl_shape pl_shape_model, pl_shape_node, pl_shape_analysis,
    pl_shape_singular_test, pl_shape_macro, pl_shape_source, pl_shape_source_patch,
    pl_shape_exposure, pl_shape_group, pl_shape_unit_test, pl_shape_metric,
    pl_shape_semantic_model, pl_shape_saved_query;

/* Check the entry; false after reporting the first fault in dbt's words. */
bool pl_shape_check(pl_schema *s, const pl_schema_entry *e, const pl_shape *shape);
/* "Invalid models config given in F @ models: {...} - WHY", where dbt says it. */
bool pl_entry_fault(pl_schema *s, const pl_schema_entry *e, pl_span where, pl_str path,
                    pl_str why);

#endif

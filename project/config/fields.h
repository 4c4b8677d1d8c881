/* project/config/fields.h: dbt's config classes as tables: what a config of
 * each resource type holds, by default and of which type, and how its keys
 * merge. Folder-private. */
#ifndef PL_PROJECT_CONFIG_FIELDS_H
#define PL_PROJECT_CONFIG_FIELDS_H

#include "project/config/contract.h"
#include "project/config/tree.h"

typedef struct pl_config_field {
    const char *name;  /* NULL ends a table */
    const char *type;  /* as pl_contract_field.type */
    const char *value; /* default, as YAML flow text */
    pl_merge merge;
} pl_config_field;

enum { PL_CONFIG_TABLES = 3 };

typedef struct pl_config_def {
    pl_section section;
    /* Up to a NULL; a name of a later table overrides that of an earlier one. */
    const pl_config_field *tables[PL_CONFIG_TABLES + 1];
    bool has_hooks;           /* pre-hook, post-hook become dicts */
    bool hides_nulls;         /* checked without its null values (snapshots) */
    const char *materialized; /* the only one allowed; NULL: any */
    const char *materialized_fault;
} pl_config_def;

const pl_config_def *pl_config_def_of(pl_config_class cls);

/* The field of a key and its place in the class's order; NULL: an extra key. */
const pl_config_field *pl_config_field_of(const pl_config_def *def, pl_str key,
                                          uint32_t *order);

/* A fresh dict of all defaults. */
pl_dict *pl_config_defaults(const pl_config_def *def, pl_arena *a);

#endif

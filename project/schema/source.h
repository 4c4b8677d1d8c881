/* project/schema/source.h: sources, their overrides and tables. */
#ifndef PL_PROJECT_SCHEMA_SOURCE_H
#define PL_PROJECT_SCHEMA_SOURCE_H

#include "project/schema/schema_priv.h"

/* A table of a source before overrides. */
struct pl_raw_source {
    const pl_schema_file *file;
    pl_dict *source; /* the entry */
    pl_dict *table;
    const pl_yaml *source_yaml, *table_yaml;
    pl_str unique_id, name, table_name;
};

/* An entry of `sources` with `overrides`. */
typedef struct pl_source_patch {
    pl_schema_entry entry;
    pl_str package;
    pl_map used; /* tables that it met */
    bool met;
} pl_source_patch;

bool pl_sources_parse(pl_schema *s, const pl_schema_file *file);
/* Overrides applied, nodes and their tests made. After all files of all packages. */
bool pl_sources_build(pl_schema *s);
/* The node of one table, without its tests. */
bool pl_source_node(pl_schema *s, const pl_raw_source *r);

#endif

/* project/schema/schema_priv.h: a schema file, its entries, and the reading of all.
 *
 * A schema file is a map of lists; each item of a list is an entry. Entries are
 * rendered one by one (all but tests, descriptions and hooks), checked against dbt's
 * classes, and become patches of nodes, sources, tests, exposures and so on. Source:
 * dbt-core 1.9 parser/schemas.py and its kin; contracts/graph/unparsed.py. */
#ifndef PL_PROJECT_SCHEMA_SCHEMA_PRIV_H
#define PL_PROJECT_SCHEMA_SCHEMA_PRIV_H

#include "eval/value/dict_fields.h"
#include "project/node/world.h"
#include "support/vec.h"

/* A schema file. */
typedef struct pl_schema_file {
    pl_package *package;
    const pl_yaml *yaml; /* a map */
    pl_str path;         /* original_file_path: "models/shop/schema.yml" */
    pl_str relative;     /* below the configured path: "shop/schema.yml" */
    pl_str id;           /* "shop://models/shop/schema.yml" */
} pl_schema_file;

/* One entry of one of its lists. */
typedef struct pl_schema_entry {
    const pl_schema_file *file;
    const char *key;     /* of the list: "models" */
    const pl_yaml *yaml; /* as written */
    pl_dict *data;       /* rendered */
    pl_str name;
} pl_schema_entry;

/* A text that is rendered once all docs blocks are known, and where the result goes. */
typedef struct pl_pending_doc {
    pl_dbt_node *node; /* NULL: a macro's */
    pl_str package, id;
    pl_dict *dict;   /* NULL: node->description */
    const char *key; /* in dict */
    pl_str text;
    pl_span span;
} pl_pending_doc;

typedef struct pl_raw_source pl_raw_source; /* source.h */

typedef struct pl_node_list {
    PL_VEC(pl_dbt_node *) nodes;
} pl_node_list;

/* The reading of all schema files of a world. */
typedef struct pl_schema {
    pl_world *w;
    pl_arena *arena; /* the world's */
    pl_map enabled;  /* name -> pl_node_list: models, seeds, snapshots */
    pl_map disabled; /* name -> pl_node_list: of any type */
    pl_map analyses, singular_tests;
    pl_map source_ids;     /* unique_id -> pl_raw_source */
    pl_map source_patches; /* "package.source" -> pl_source_patch */
    PL_VEC(pl_raw_source *) sources;
    PL_VEC(pl_pending_doc) docs;
    PL_VEC(pl_schema_entry)
    tested; /* entries of the list being read whose tests follow */
} pl_schema;

#endif

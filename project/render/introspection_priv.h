/* project/render/introspection_priv.h: the two files that hold answers. */
#ifndef PL_PROJECT_RENDER_INTROSPECTION_PRIV_H
#define PL_PROJECT_RENDER_INTROSPECTION_PRIV_H

#include "project/node/world.h"
#include "project/render/introspection.h"
#include "support/regex.h"

/* "db.schema.name": the parts that are there, ASCII in lower case. */
pl_str pl_place_key(pl_arena *a, const pl_value *parts, uint32_t count);
/* A name or relation as people write it: no quotes, ASCII in lower case. */
pl_str pl_place_written(pl_arena *a, pl_str text);
/* A column as pl_dbt_ops.columns gives it; `type` is split into name and sizes where
 * the adapter's columns have them. */
pl_value pl_column_answer(const pl_world *w, pl_arena *a, pl_str name, pl_str type);

/* ---- introspection.yml */

typedef struct pl_answer {
    pl_value columns; /* PL_LIST of dicts; PL_UNSET: not given */
    pl_str type;      /* "table", "view", ...; empty: it does not exist */
} pl_answer;

typedef struct pl_query_pattern {
    pl_regex regex;
    pl_value result;
} pl_query_pattern;

typedef struct pl_answers {
    pl_map relations; /* as pl_place_written -> pl_answer */
    pl_map queries;   /* SQL, white space collapsed -> pl_value: {columns, rows} */
    struct {
        pl_query_pattern *at;
        uint32_t len, cap;
    } patterns; /* in the order of the file */
} pl_answers;

/* False after reporting to the world's sink. `given`: it must be there. */
bool pl_answers_read(pl_world *w, pl_tree *tree, pl_str path, bool given,
                     pl_answers *out);
/* Runs of white space become one space, those at the ends nothing. */
pl_str pl_sql_collapse(pl_arena *a, pl_str sql);

/* ---- catalog.json */

typedef struct pl_catalog_entry {
    pl_str json;
    pl_str type; /* "table", "view", "materialized_view", "external" */
} pl_catalog_entry;

typedef struct pl_catalog {
    pl_map by_id;    /* unique_id -> pl_catalog_entry */
    pl_map by_place; /* pl_place_key -> pl_catalog_entry */
} pl_catalog;

bool pl_catalog_read(pl_world *w, pl_tree *tree, pl_str path, bool given,
                     pl_catalog *out);
/* Its columns by their index: a list of dicts. */
pl_value pl_catalog_columns(const pl_world *w, const pl_catalog_entry *e, pl_arena *a);

#endif

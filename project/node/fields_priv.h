/* project/node/fields_priv.h: one description of a resource, printed as
 * JSON or built as a dict.
 *
 * Whoever describes a resource calls pl_emit() for each of its fields in dbt's order;
 * where they go is decided by what the pl_fields was opened on. */
#ifndef PL_PROJECT_NODE_FIELDS_PRIV_H
#define PL_PROJECT_NODE_FIELDS_PRIV_H

#include "project/node/node_view.h"
#include "project/node/world.h"

typedef struct pl_fields {
    const pl_world *world;
    pl_arena *arena;
    pl_buf *json;  /* printed here, or */
    pl_dict *dict; /* put here, or */
    pl_list *list; /* pushed here */
    pl_node_view view;
    pl_str clock; /* created_at as JSON, when `json` */
    bool in_list; /* keys mean nothing */
    bool first;   /* nothing has been printed yet */
} pl_fields;

/* The outermost object: printed to `json` (until it is closed), or built in `a`. */
pl_fields pl_fields_json(const pl_world *w, pl_node_view view, pl_buf *json,
                         pl_arena *a);
pl_fields pl_fields_dict(const pl_world *w, pl_node_view view, pl_arena *a,
                         pl_value *out);

/* A field. PL_VIEW_MODEL leaves None out. In a list the key is ignored. */
void pl_emit(pl_fields *f, pl_str key, pl_value v);
static inline void pl_emit_str(pl_fields *f, pl_str key, pl_str s) {
    pl_emit(f, key, pl_string(s));
}
/* Empty: None. */
static inline void pl_emit_opt(pl_fields *f, pl_str key, pl_str s) {
    pl_emit(f, key, s.len ? pl_string(s) : pl_none());
}
void pl_emit_strs(pl_fields *f, pl_str key, const pl_str *at, uint32_t len);
/* NULL: an empty dict. */
void pl_emit_dict(pl_fields *f, pl_str key, const pl_dict *d);

/* A nested object or list: put into what is returned, then close it. */
pl_fields pl_open_dict(pl_fields *f, pl_str key);
pl_fields pl_open_list(pl_fields *f, pl_str key);
void pl_close(pl_fields *inner);

/* All fields of a node, by its resource type. */
void pl_emit_node(pl_fields *f, const pl_dbt_node *n);
/* dbt's checksum of a unit test. */
pl_str pl_unit_test_checksum(const pl_dbt_node *n, pl_arena *a);
/* created_at: the clock, in seconds since 1970. */
void pl_emit_created(pl_fields *f);

#endif

/* adapter/relation.h: relations, as adapters write them and templates hold them. */
#ifndef PL_ADAPTER_RELATION_H
#define PL_ADAPTER_RELATION_H

#include "adapter/adapter.h"

/* How relations are written: the adapter's way and the project's quoting. */
typedef struct pl_relation_style {
    const pl_adapter *adapter;
    bool quoted[3];   /* database, schema, identifier: default quote policy */
    bool included[3]; /* default include policy */
} pl_relation_style;

/* NULL, in the base contexts: an adapter that has nothing of its own. */
static inline const pl_adapter *pl_adapter_of(const pl_relation_style *style) {
    return style ? style->adapter : &pl_adapter_unknown;
}

/* A relation: what ref, source, this and api.Relation.create give. */
struct pl_relation {
    pl_object base;   /* cls is &pl_relation_class */
    pl_value part[3]; /* database, schema, identifier: PL_STR or PL_NONE */
    bool quoted[3];
    bool included[3];
    const pl_relation_style *style;
    pl_str type;   /* "table", "view", "cte", ...; empty: None */
    pl_str node;   /* unique_id of the node it stands for; empty: none */
    bool is_cte;   /* an ephemeral model: prints as its bare identifier */
    int64_t limit; /* --empty: 0; -1: none */
    const pl_relation
        *made_by;    /* what ref, source or this returned first; NULL: none */
    pl_str external; /* DuckDB sources: text that stands for it; empty: none */
    pl_value view;   /* PL_UNSET: an ordinary relation; else an INFORMATION_SCHEMA,
                             and the view of it: PL_STR or PL_NONE */
    /* fields of one adapter only ("location", "is_delta", ...); NULL: none */
    const pl_dict *extra;
};

/* One of those fields; None: it is not set. */
static inline pl_value pl_relation_extra(const pl_relation *r, pl_str name) {
    const pl_value *v = r->extra ? pl_dict_find(r->extra, name) : NULL;
    return v ? *v : pl_none();
}

/* The relation that a method is called on. */
static inline const pl_relation *pl_relation_self(const pl_value *argv) {
    return (const pl_relation *)(const void *)argv[0].as.obj;
}

#endif

/* Where a node lies in the warehouse. */
#include "project/node/relation.h"
#include "macros/warehouse/warehouse.h"

static bool stores_failures(const pl_dbt_node *n) {
    const pl_value *v = pl_dict_find(n->config, PL_S("store_failures"));
    return v && v->kind == PL_BOOL && v->as.i;
}

bool pl_node_is_ephemeral(const pl_dbt_node *n) {
    const pl_value *m =
        n->config ? pl_dict_find(n->config, PL_S("materialized")) : NULL;
    return n->type == PL_RES_MODEL && m && m->kind == PL_STR &&
           PL_STR_IS(pl_str_from(*m), "ephemeral");
}

bool pl_node_is_relational(const pl_dbt_node *n) {
    switch ((int)n->type) {
    case PL_RES_MODEL:
        return !pl_node_is_ephemeral(n);
    case PL_RES_SEED:
    case PL_RES_SNAPSHOT:
        return true;
    case PL_RES_TEST:
        return stores_failures(n);
    default:
        return false;
    }
}

pl_relation *pl_relation_of(pl_world *w, const pl_dbt_node *n, pl_arena *a) {
    bool source = n->type == PL_RES_SOURCE;
    pl_relation *r = pl_relation_new(a, &w->style, n->database, n->schema,
                                     pl_string(source ? n->identifier : n->alias));
    if (source) {
        memcpy(r->quoted, n->quoted, sizeof r->quoted);
        r->external = n->external;
    }
    r->node = n->unique_id;
    r->limit = -1;
    return r;
}

void pl_node_relation(pl_world *w, pl_dbt_node *n) {
    n->has_relation = pl_node_is_relational(n) && !n->unplaced;
    n->relation_name = PL_S("");
    if (n->has_relation) {
        pl_relation *r = pl_relation_of(w, n, w->arena);
        n->relation_name = pl_relation_text(r, w->arena);
    }
}

static void put_part(pl_buf *to, pl_str part) {
    if (part.len) {
        pl_buf_str(to, to->len ? PL_S(".") : PL_S(""));
        pl_buf_str(to, part);
    }
}

pl_str pl_node_place(const pl_world *w, const pl_dbt_node *n, pl_arena *a) {
    pl_buf text = {0};
    if (n->unplaced) {
        return PL_S(PL_UNKNOWN_PLACE);
    }
    if (w->style.included[0] && n->database.kind == PL_STR) {
        put_part(&text, pl_str_from(n->database));
    }
    if (w->style.included[1] && n->schema.kind == PL_STR) {
        put_part(&text, pl_str_from(n->schema));
    }
    put_part(&text, n->type == PL_RES_SOURCE ? n->identifier : n->alias);
    pl_str out = pl_buf_take(&text, a);
    pl_buf_free(&text);
    return out;
}

/* Lineage of selected nodes, over environments. */
#include "graph/graph.h"
#include "project/node/relation.h"

#include <stdlib.h>

typedef struct builder {
    pl_graph *g;
    pl_map nodes;    /* unique_id -> pl_graph_node */
    pl_map clusters; /* key -> pl_graph_cluster */
} builder;

/* ---- nodes */

static pl_str text_of(pl_value v) {
    return v.kind == PL_STR ? pl_str_from(v) : PL_S("");
}

static pl_str materialized_of(const pl_dbt_node *n) {
    const pl_value *v =
        n->config ? pl_dict_find(n->config, PL_S("materialized")) : NULL;
    bool has = n->type == PL_RES_MODEL || n->type == PL_RES_SNAPSHOT;
    return v && has ? text_of(*v) : PL_S("");
}

static bool lands(const pl_dbt_node *n) {
    switch ((int)n->type) {
    case PL_RES_MODEL:
    case PL_RES_SEED:
    case PL_RES_SNAPSHOT:
    case PL_RES_SOURCE:
        return true;
    default:
        return false;
    }
}

static pl_graph_place place_of(const pl_dbt_node *n, pl_arena *a) {
    pl_graph_place p = {.node = n, .schema = PL_S(""), .relation = PL_S("")};
    pl_str database = text_of(n->database), schema = text_of(n->schema);
    if (lands(n) && n->unplaced) {
        p.schema = PL_S(PL_UNKNOWN_PLACE);
    } else if (lands(n)) {
        p.schema = database.len ? pl_str_cat3(a, database, PL_S("."), schema) : schema;
    }
    p.relation = n->has_relation ? n->relation_name : PL_S("");
    p.materialized = materialized_of(n);
    return p;
}

static pl_graph_node *node_of(builder *b, const pl_dbt_node *n) {
    pl_arena *a = b->g->arena;
    void **slot = pl_map_slot(&b->nodes, a, n->unique_id);
    if (!*slot) {
        pl_graph_node *to = PL_NEW(a, pl_graph_node);
        to->unique_id = n->unique_id;
        to->name = pl_node_search_name(n, a);
        to->type = n->type;
        to->path = n->original_file_path;
        to->at = PL_NEW_ARRAY0(a, pl_graph_place, b->g->environment_len);
        *slot = to;
    }
    return *slot;
}

static int by_id(const void *l, const void *r) {
    const pl_graph_node *a = *(pl_graph_node *const *)l,
                        *b = *(pl_graph_node *const *)r;
    return pl_str_cmp(a->unique_id, b->unique_id);
}

static void sort_nodes(builder *b) {
    pl_graph *g = b->g;
    g->len = b->nodes.len;
    g->at = PL_NEW_ARRAY(g->arena, pl_graph_node *, g->len);
    for (uint32_t i = 0; i < g->len; i++) {
        g->at[i] = b->nodes.at[i].value;
    }
    if (g->len) {
        qsort(g->at, g->len, sizeof *g->at, by_id);
    }
    for (uint32_t i = 0; i < g->len; i++) {
        g->at[i]->number = i;
    }
}

/* ---- edges: those of any environment */

static int by_number(const void *l, const void *r) {
    uint32_t a = *(const uint32_t *)l, b = *(const uint32_t *)r;
    return (a > b) - (a < b);
}

static void add_edges(builder *b, pl_graph_node *to) {
    for (uint32_t e = 0; e < b->g->environment_len; e++) {
        const pl_dbt_node *n = to->at[e].node;
        for (uint32_t i = 0; n && i < n->depends_on.len; i++) {
            const pl_graph_node *found =
                pl_map_get(&b->nodes, n->depends_on.at[i]->unique_id);
            if (found) {
                PL_PUSH(b->g->arena, &to->parents, found->number);
            }
        }
    }
    if (!to->parents.len) {
        return;
    }
    qsort(to->parents.at, to->parents.len, sizeof *to->parents.at, by_number);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < to->parents.len; i++) {
        if (to->parents.at[i] != to->parents.at[kept - 1]) {
            to->parents.at[kept++] = to->parents.at[i];
        }
    }
    to->parents.len = kept;
}

/* ---- clusters */

static pl_str cluster_key(const builder *b, const pl_graph_node *n) {
    pl_buf key = {0};
    bool any = false;
    for (uint32_t e = 0; e < b->g->environment_len; e++) {
        pl_buf_char(&key, n->at[e].node ? '\1' : '\2');
        pl_buf_str(&key, n->at[e].schema);
        any = any || n->at[e].schema.len;
    }
    pl_str text = any ? pl_buf_take(&key, b->g->arena) : PL_S("");
    pl_buf_free(&key);
    return text;
}

static pl_graph_cluster *cluster_of(builder *b, pl_str key) {
    pl_graph *g = b->g;
    if (!key.len) {
        return &g->nowhere;
    }
    void **slot = pl_map_slot(&b->clusters, g->arena, key);
    if (!*slot) {
        *slot = &g->clusters[g->cluster_len++];
    }
    return *slot;
}

static void make_clusters(builder *b) {
    pl_graph *g = b->g;
    g->clusters = PL_NEW_ARRAY0(g->arena, pl_graph_cluster, g->len);
    for (uint32_t i = 0; i < g->len; i++) {
        pl_graph_cluster *c = cluster_of(b, cluster_key(b, g->at[i]));
        PL_PUSH(g->arena, &c->nodes, i);
    }
}

pl_graph *pl_graph_new(const pl_graph_input *in, uint32_t len, pl_arena *a) {
    pl_graph *g = PL_NEW(a, pl_graph);
    builder b = {.g = g};
    pl_str *names = PL_NEW_ARRAY(a, pl_str, len);
    g->arena = a;
    g->environments = names;
    g->environment_len = len;
    for (uint32_t e = 0; e < len; e++) {
        names[e] = in[e].name;
        for (uint32_t i = 0; in[e].world && i < in[e].nodes.len; i++) {
            const pl_dbt_node *n = in[e].nodes.at[i];
            ((pl_graph_place *)node_of(&b, n)->at)[e] = place_of(n, a);
        }
    }
    sort_nodes(&b);
    for (uint32_t i = 0; i < g->len; i++) {
        add_edges(&b, g->at[i]);
    }
    make_clusters(&b);
    return g;
}

/* ---- what forms ask */

bool pl_graph_is_ephemeral(const pl_graph *g, const pl_graph_node *n) {
    bool any = false;
    for (uint32_t e = 0; e < g->environment_len; e++) {
        bool here = PL_STR_IS(n->at[e].materialized, "ephemeral");
        if (n->at[e].node && !here) {
            return false;
        }
        any = any || here;
    }
    return any;
}

bool pl_graph_is_everywhere(const pl_graph *g, const pl_graph_node *n) {
    for (uint32_t e = 0; e < g->environment_len; e++) {
        if (!n->at[e].node) {
            return false;
        }
    }
    return true;
}

/* One line will do: it is the same schema in every environment. */
static bool is_one(const pl_graph *g, const pl_graph_node *n) {
    for (uint32_t e = 0; e < g->environment_len; e++) {
        if (!n->at[e].node || !pl_str_eq(n->at[e].schema, n->at[0].schema)) {
            return false;
        }
    }
    return true;
}

bool pl_graph_cluster_line(const pl_graph *g, const pl_graph_cluster *c, uint32_t line,
                           uint32_t *environment, pl_str *schema) {
    const pl_graph_node *n = g->at[c->nodes.at[0]];
    if (is_one(g, n)) {
        *environment = UINT32_MAX;
        *schema = n->at[0].schema;
        return line == 0;
    }
    for (uint32_t e = 0; e < g->environment_len; e++) {
        if (n->at[e].node && line-- == 0) {
            *environment = e;
            *schema = n->at[e].schema;
            return true;
        }
    }
    return false;
}

const char *pl_graph_color(uint32_t environment) {
    static const char *const colors[] = {"#2f6fd6", "#c2410c", "#15803d", "#9333ea",
                                         "#0e7490", "#be185d", "#a16207", "#57534e"};
    return colors[environment % (sizeof colors / sizeof *colors)];
}

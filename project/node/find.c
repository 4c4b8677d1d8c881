/* Nodes by name: as ref() and source() find them.
 *
 * Source: dbt-core 1.9 contracts/graph/manifest.py (lookups, resolve_ref). */
#include "project/node/find.h"

#include "project/node/world_priv.h"
#include "support/vec.h"

pl_dbt_node *pl_world_node(const pl_world *w, pl_str id) {
    pl_dbt_node *n = pl_map_get(&w->nodes, id);
    return n ? n : pl_map_get(&w->sources, id);
}

pl_str pl_ref_words(pl_arena *a, const pl_ref_call *call) {
    pl_buf b = {0};
    PL_BUF_LIT(&b, "a node named '");
    pl_buf_str(&b, call->name);
    PL_BUF_LIT(&b, "'");
    if (call->version.kind != PL_UNSET && call->version.kind != PL_NONE) {
        PL_BUF_LIT(&b, " with version '");
        if (call->version.kind == PL_STR) {
            pl_buf_str(&b, pl_str_from(call->version));
        } else if (call->version.kind == PL_INT) {
            pl_buf_fmt(&b, "%lld", (long long)call->version.as.i);
        } else if (call->version.kind == PL_FLOAT) {
            pl_float_repr(&b, call->version.as.f);
        }
        PL_BUF_LIT(&b, "'");
    }
    if (call->package.len) {
        PL_BUF_LIT(&b, " in package or project '");
        pl_buf_str(&b, call->package);
        PL_BUF_LIT(&b, "'");
    }
    pl_str s = pl_buf_take(&b, a);
    pl_buf_free(&b);
    return s;
}

/* Nodes of one name, one of each package. */
typedef struct name_entry {
    PL_VEC(pl_dbt_node *) nodes;
} name_entry;

static void index_name(pl_world *w, pl_map *index, pl_str key, pl_dbt_node *n) {
    void **slot = pl_map_slot(index, w->arena, key);
    if (!*slot) {
        *slot = PL_NEW(w->arena, name_entry);
    }
    name_entry *e = *slot;
    for (uint32_t i = 0; i < e->nodes.len; i++) {
        if (pl_str_eq(e->nodes.at[i]->package, n->package)) {
            e->nodes.at[i] =
                n; /* a model and a seed of one name: the later one counts */
            return;
        }
    }
    PL_PUSH(w->arena, &e->nodes, n);
}

static pl_str version_text(pl_arena *a, pl_value v) {
    pl_buf b = {0};
    if (v.kind == PL_STR) {
        pl_buf_str(&b, pl_str_from(v));
    } else if (v.kind == PL_INT) {
        pl_buf_fmt(&b, "%lld", (long long)v.as.i);
    } else if (v.kind == PL_FLOAT) {
        pl_float_repr(&b, v.as.f);
    }
    pl_str s = pl_buf_take(&b, a);
    pl_buf_free(&b);
    return s;
}

static bool is_latest(pl_arena *a, const pl_dbt_node *n) {
    return pl_str_eq(version_text(a, n->version), version_text(a, n->latest_version));
}

static void index_node(pl_world *w, pl_map *index, pl_dbt_node *n) {
    if (n->type != PL_RES_MODEL && n->type != PL_RES_SEED &&
        n->type != PL_RES_SNAPSHOT) {
        return;
    }
    if (!pl_node_is_versioned(n)) {
        index_name(w, index, n->name, n);
        return;
    }
    pl_str version = version_text(w->arena, n->version);
    index_name(w, index,
               pl_str_fmt(w->arena, "%.*s.v%.*s", PL_FMT(n->name), PL_FMT(version)), n);
    if (is_latest(w->arena, n)) {
        index_name(w, index, n->name, n);
    }
}

static void index_source(pl_world *w, pl_map *index, pl_dbt_node *n) {
    pl_str key =
        pl_str_fmt(w->arena, "%.*s.%.*s", PL_FMT(n->source_name), PL_FMT(n->name));
    index_name(w, index, key, n);
}

void pl_names_index(pl_world *w) {
    struct pl_world_private *v = w->private;
    for (uint32_t i = 0; i < w->nodes.len; i++) {
        index_node(w, &v->ref_index, w->nodes.at[i].value);
    }
    for (uint32_t i = 0; i < w->sources.len; i++) {
        index_source(w, &v->source_index, w->sources.at[i].value);
    }
    for (uint32_t i = 0; i < w->disabled.len; i++) {
        pl_dbt_node *n = w->disabled.at[i].value;
        if (n->type == PL_RES_SOURCE) {
            index_source(w, &v->disabled_source_index, n);
        } else {
            index_node(w, &v->disabled_ref_index, n);
        }
    }
}

/* In `package` (empty: any); *several when more than one package has it. */
static pl_dbt_node *find_in(const pl_map *index, pl_str key, pl_str package,
                            bool *several) {
    const name_entry *e = pl_map_get(index, key);
    if (!e) {
        return NULL;
    }
    if (!package.len) {
        *several = e->nodes.len > 1;
        return e->nodes.at[0];
    }
    for (uint32_t i = 0; i < e->nodes.len; i++) {
        if (pl_str_eq(e->nodes.at[i]->package, package)) {
            return e->nodes.at[i];
        }
    }
    return NULL;
}

/* Packages to search: the one asked for; else the root, the node's own, any. */
static pl_dbt_node *find_node(const pl_world *w, const pl_map *index,
                              const pl_map *disabled_index, pl_str key, pl_str package,
                              pl_str from_package, bool *disabled) {
    pl_str root = w->packages[0].file->name;
    pl_str order[3] = {package, {"", 0}, {"", 0}};
    uint32_t count = 1;
    if (!package.len) {
        count = 0;
        order[count++] = root;
        if (!pl_str_eq(root, from_package)) {
            order[count++] = from_package;
        }
        order[count++] = PL_S("");
    }
    bool several = false;
    pl_dbt_node *off = NULL;
    for (uint32_t i = 0; i < count; i++) {
        pl_dbt_node *n = find_in(index, key, order[i], &several);
        if (n) {
            *disabled = false;
            return n;
        }
        off = off ? off : find_in(disabled_index, key, order[i], &several);
    }
    *disabled = off != NULL;
    return off;
}

pl_dbt_node *pl_find_ref(const pl_world *w, const pl_ref_call *call,
                         pl_str from_package, bool *disabled) {
    pl_arena scratch = {0};
    pl_str key = call->name;
    bool pinned = call->version.kind != PL_UNSET && call->version.kind != PL_NONE;
    if (pinned) {
        pl_str version = version_text(&scratch, call->version);
        key = pl_str_fmt(&scratch, "%.*s.v%.*s", PL_FMT(call->name), PL_FMT(version));
    }
    pl_dbt_node *n =
        find_node(w, &w->private->ref_index, &w->private->disabled_ref_index, key,
                  call->package, from_package, disabled);
    pl_arena_free(&scratch);
    return n;
}

pl_dbt_node *pl_find_source(const pl_world *w, pl_str source, pl_str table,
                            pl_str from_package, bool *disabled) {
    pl_arena scratch = {0};
    pl_str key = pl_str_fmt(&scratch, "%.*s.%.*s", PL_FMT(source), PL_FMT(table));
    pl_dbt_node *n =
        find_node(w, &w->private->source_index, &w->private->disabled_source_index, key,
                  PL_S(""), from_package, disabled);
    pl_arena_free(&scratch);
    return n;
}

/* Nodes by name while schema files are read: names and ids change under way. */
#include "project/schema/names.h"
#include "eval/ops/python_text.h"
#include "project/schema/entry.h"

pl_str pl_version_text(pl_arena *a, pl_value version) {
    return pl_str_cat(a, PL_S("v"), pl_python_str(a, version));
}

static void list_add(pl_schema *s, pl_map *map, pl_str name, pl_dbt_node *n) {
    void **slot = pl_map_slot(map, s->arena, name);
    if (!*slot) {
        *slot = PL_NEW(s->arena, pl_node_list);
    }
    pl_node_list *l = *slot;
    PL_PUSH(s->arena, &l->nodes, n);
}

static bool is_versioned(const pl_dbt_node *n) {
    return n->type == PL_RES_MODEL && n->version.kind != PL_UNSET &&
           n->version.kind != PL_NONE;
}

static bool is_latest(pl_arena *a, const pl_dbt_node *n) {
    return pl_python_equal(a, n->version, n->latest_version);
}

static pl_str search_name(pl_arena *a, const pl_dbt_node *n) {
    if (!is_versioned(n)) {
        return n->name;
    }
    return pl_str_cat3(a, n->name, PL_S("."), pl_version_text(a, n->version));
}

void pl_names_add(pl_schema *s, pl_dbt_node *n) {
    switch ((int)n->type) {
    case PL_RES_MODEL:
    case PL_RES_SEED:
    case PL_RES_SNAPSHOT:
        if (!is_versioned(n) || is_latest(s->arena, n)) {
            list_add(s, &s->enabled, n->name, n);
        }
        if (is_versioned(n)) {
            list_add(s, &s->enabled, search_name(s->arena, n), n);
        }
        break;
    case PL_RES_ANALYSIS:
        list_add(s, &s->analyses, n->name, n);
        break;
    case PL_RES_TEST:
        list_add(s, &s->singular_tests, n->name, n);
        break;
    default:
        break;
    }
}

void pl_names_add_disabled(pl_schema *s, pl_dbt_node *n) {
    list_add(s, &s->disabled, search_name(s->arena, n), n);
}

void pl_names_build(pl_schema *s) {
    for (uint32_t i = 0; i < s->w->nodes.len; i++) {
        pl_names_add(s, s->w->nodes.at[i].value);
    }
    for (uint32_t i = 0; i < s->w->disabled.len; i++) {
        pl_names_add_disabled(s, s->w->disabled.at[i].value);
    }
}

/* Does `n`, listed under `key`, still answer to it? */
static bool answers(pl_arena *a, const pl_dbt_node *n, pl_str key) {
    if (!is_versioned(n)) {
        return pl_str_eq(n->name, key);
    }
    return (pl_str_eq(n->name, key) && is_latest(a, n)) ||
           pl_str_eq(search_name(a, n), key);
}

pl_dbt_node *pl_names_in(const pl_map *map, pl_str name, pl_str package) {
    const pl_node_list *l = pl_map_get(map, name);
    pl_dbt_node *found = NULL;
    for (uint32_t i = 0; l && i < l->nodes.len; i++) {
        pl_dbt_node *n = l->nodes.at[i];
        if (!package.len || pl_str_eq(n->package, package)) {
            found = n;
        }
    }
    return found;
}

pl_dbt_node *pl_names_find(const pl_schema *s, pl_str name, pl_str package,
                           pl_value version, bool *ambiguous) {
    pl_str key = name;
    if (version.kind != PL_UNSET && pl_python_truth(version)) {
        key =
            pl_str_cat3(s->arena, name, PL_S("."), pl_version_text(s->arena, version));
    }
    *ambiguous = false;
    const pl_node_list *l = pl_map_get(&s->enabled, key);
    pl_dbt_node *found = NULL;
    for (uint32_t i = 0; l && i < l->nodes.len; i++) {
        pl_dbt_node *n = l->nodes.at[i];
        if ((package.len && !pl_str_eq(n->package, package)) ||
            !answers(s->arena, n, key)) {
            continue;
        }
        *ambiguous = *ambiguous || (found && !pl_str_eq(found->package, n->package));
        found = n;
    }
    return found;
}

pl_node_list pl_names_disabled(pl_schema *s, pl_str name, pl_str package,
                               pl_resource type) {
    pl_node_list out = {0};
    const pl_node_list *l = pl_map_get(&s->disabled, name);
    for (uint32_t i = 0; l && i < l->nodes.len; i++) {
        pl_dbt_node *n = l->nodes.at[i];
        if (!package.len) {
            package = n->package;
        }
        if (pl_str_eq(n->package, package) && answers(s->arena, n, name) &&
            (type == PL_RES_COUNT || n->type == type)) {
            PL_PUSH(s->arena, &out.nodes, n);
        }
    }
    return out;
}

/* ---- settling */

static bool settle_node(pl_schema *s, pl_map *nodes, pl_map *disabled, pl_dbt_node *n) {
    if (n->disabled) {
        if (!pl_map_has(disabled, n->unique_id)) {
            pl_map_put(disabled, s->arena, n->unique_id, n);
        }
        return true;
    }
    const pl_dbt_node *before = pl_map_put(nodes, s->arena, n->unique_id, n);
    if (!before || before == n) {
        return true;
    }
    return pl_duplicate_error(
        s, n, before, PL_S("models"), n->name,
        pl_str_fmt(s->arena, "looking for ref(\"%.*s\")", PL_FMT(n->name)));
}

bool pl_names_settle(pl_schema *s) {
    pl_world *w = s->w;
    pl_map nodes = {0};
    pl_map disabled = {0};
    bool ok = true;
    for (uint32_t i = 0; i < w->nodes.len; i++) {
        ok = settle_node(s, &nodes, &disabled, w->nodes.at[i].value) && ok;
    }
    for (uint32_t i = 0; i < w->disabled.len; i++) {
        pl_dbt_node *n = w->disabled.at[i].value;
        bool of_nodes = n->type <= PL_RES_SQL_OPERATION;
        if (of_nodes) {
            ok = settle_node(s, &nodes, &disabled, n) && ok;
        } else {
            pl_map_put(&disabled, s->arena, n->unique_id, n);
        }
    }
    w->nodes = nodes;
    w->disabled = disabled;
    return ok;
}

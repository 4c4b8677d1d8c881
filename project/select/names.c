/* How nodes are called on the command line.
 * Source: dbt-core 1.9 contracts/graph/nodes.py (search_name), task/list.py. */
#include "project/schema/names.h"
#include "project/schema/schema_priv.h"
#include "project/select/select_priv.h"

pl_str pl_node_search_name(const pl_dbt_node *n, pl_arena *a) {
    if (n->type == PL_RES_SOURCE) {
        return pl_str_cat3(a, n->source_name, PL_S("."), n->name);
    }
    if (pl_select_versioned(n)) {
        return pl_str_cat3(a, n->name, PL_S("."), pl_version_text(a, n->version));
    }
    return n->name;
}

static pl_str versioned_name(const pl_dbt_node *n, pl_arena *a) {
    if (n->version.kind == PL_NONE || n->version.kind == PL_UNSET) {
        return n->name;
    }
    return pl_str_cat3(a, n->name, PL_S("_"), pl_version_text(a, n->version));
}

static pl_str joined_fqn(const pl_dbt_node *n, pl_arena *a) {
    pl_buf text = {0};
    for (uint32_t i = 0; i < n->fqn_len; i++) {
        pl_buf_str(&text, i ? PL_S(".") : PL_S(""));
        pl_buf_str(&text, n->fqn[i]);
    }
    pl_str out = pl_buf_take(&text, a);
    pl_buf_free(&text);
    return out;
}

pl_str pl_node_selector(const pl_dbt_node *n, pl_arena *a) {
    pl_str name = n->name;
    switch (n->type) {
    case PL_RES_MODEL:
    case PL_RES_SEED:
    case PL_RES_SNAPSHOT:
    case PL_RES_TEST:
    case PL_RES_ANALYSIS:
    case PL_RES_OPERATION:
    case PL_RES_SQL_OPERATION:
    case PL_RES_GROUP:
    case PL_RES_COUNT:
        return joined_fqn(n, a);
    case PL_RES_SOURCE:
        name = pl_node_search_name(n, a);
        break;
    case PL_RES_UNIT_TEST:
        name = versioned_name(n, a);
        break;
    case PL_RES_EXPOSURE:
    case PL_RES_METRIC:
    case PL_RES_SEMANTIC_MODEL:
    case PL_RES_SAVED_QUERY:
        break;
    }
    return pl_str_fmt(a, "%s:%.*s.%.*s", pl_resource_name(n->type), PL_FMT(n->package),
                      PL_FMT(name));
}

/* state:modified and its kin: is a node what it was in the state?
 * Source: dbt-core 1.9 contracts/graph/nodes.py (same_contents ...),
 * graph/selector_methods.py (StateSelectorMethod); dbt-common config/base.py. */
#include "eval/ops/python_text.h"
#include "project/render/macro_calls.h"
#include "project/state/state_compare_priv.h"
#include "support/vec.h"

const char *pl_state_check_name(pl_state_check check) {
    static const char *const names[] = {
#define CHECK(id, name) name,
#include "project/state/state_checks.def"
#undef CHECK
    };
    return names[check];
}

static bool project_flag(const pl_world *w, pl_str name) {
    pl_value flags = w->packages[0].file->flags;
    const pl_value *v =
        flags.kind == PL_DICT ? pl_dict_find(flags.as.dict, name) : NULL;
    return v && v->kind == PL_BOOL && v->as.i;
}

pl_comparison *pl_comparison_new(pl_world *w, const pl_state *s, pl_arena *a) {
    pl_comparison *c = PL_NEW(a, pl_comparison);
    c->w = w;
    c->state = s;
    c->arena = a;
    c->compare_unrendered =
        project_flag(w, PL_S("state_modified_compare_more_unrendered_values"));
    return c;
}

void pl_comparison_free(pl_comparison *c) {
    pl_arena_free(&c->scratch);
}

bool pl_comparison_failed(const pl_comparison *c) {
    return c->failed;
}

/* ---- values */

bool pl_comparison_same(pl_comparison *c, pl_value l, pl_value r) {
    l = l.kind == PL_UNSET ? pl_none() : l;
    r = r.kind == PL_UNSET ? pl_none() : r;
    return pl_python_equal(&c->scratch, l, r);
}

pl_value pl_comparison_field(pl_comparison *c, pl_state_entry old, const char *key) {
    return pl_state_field(old, key, &c->scratch);
}

static bool same_str(pl_comparison *c, pl_state_entry old, const char *key,
                     pl_str now) {
    pl_value v = pl_comparison_field(c, old, key);
    return v.kind == PL_STR ? pl_str_eq(pl_str_from(v), now) : now.len == 0;
}

static bool same_fqn(pl_comparison *c, const pl_dbt_node *n, pl_state_entry old) {
    pl_value v = pl_comparison_field(c, old, "fqn");
    if (v.kind != PL_LIST || v.as.list->len != n->fqn_len) {
        return false;
    }
    for (uint32_t i = 0; i < n->fqn_len; i++) {
        pl_value part = v.as.list->at[i];
        if (part.kind != PL_STR || !pl_str_eq(pl_str_from(part), n->fqn[i])) {
            return false;
        }
    }
    return true;
}

/* Fields as the manifest would show them now. NULL-terminated names. */
static bool same_fields(pl_comparison *c, const pl_dbt_node *n, pl_state_entry old,
                        const char *const *keys) {
    pl_value now = pl_node_view_dict(c->w, n, PL_VIEW_MANIFEST, &c->scratch);
    for (uint32_t i = 0; keys[i]; i++) {
        const pl_value *v = pl_dict_find(now.as.dict, pl_str_of(keys[i]));
        if (!pl_comparison_same(c, v ? *v : pl_none(),
                                pl_comparison_field(c, old, keys[i]))) {
            return false;
        }
    }
    return true;
}

/* ---- configs: as written, not as rendered */

static bool in_words(pl_str s, const char *const *words) {
    for (uint32_t i = 0; words[i]; i++) {
        if (pl_str_eq(s, pl_str_of(words[i]))) {
            return true;
        }
    }
    return false;
}

/* Does this key count for the node's type? */
static bool is_compared(const pl_dbt_node *n, pl_str key) {
    static const char *const tests[] = {
        "severity", "where",    "limit",          "fail_calc",
        "warn_if",  "error_if", "store_failures", "store_failures_as",
        NULL};
    static const char *const nodes[] = {"alias", "schema", "database",
                                        "tags",  "group",  NULL};
    static const char *const group[] = {"group", NULL};
    switch (n->type) {
    case PL_RES_TEST:
        return in_words(key, tests);
    case PL_RES_MODEL:
    case PL_RES_SEED:
    case PL_RES_SNAPSHOT:
    case PL_RES_ANALYSIS:
    case PL_RES_OPERATION:
    case PL_RES_SQL_OPERATION:
        return !in_words(key, nodes);
    case PL_RES_METRIC:
        return !in_words(key, group);
    case PL_RES_SOURCE:
    case PL_RES_EXPOSURE:
    case PL_RES_GROUP:
    case PL_RES_SEMANTIC_MODEL:
    case PL_RES_SAVED_QUERY:
    case PL_RES_UNIT_TEST:
    case PL_RES_COUNT:
        return true;
    }
    return true;
}

/* Every compared key of `l` stands in `r` with the same value. */
static bool within(pl_comparison *c, const pl_dbt_node *n, const pl_dict *l,
                   const pl_dict *r) {
    uint32_t at = 0;
    const pl_dict_entry *e;
    while ((e = pl_dict_next(l, &at))) {
        if (e->key.kind != PL_STR || !is_compared(n, pl_str_from(e->key))) {
            continue;
        }
        const pl_value *v = pl_dict_find(r, pl_str_from(e->key));
        if (!v || !pl_comparison_same(c, e->value, *v)) {
            return false;
        }
    }
    return true;
}

static const pl_dict *old_unrendered(pl_comparison *c, pl_state_entry old) {
    pl_value v = pl_comparison_field(c, old, "unrendered_config");
    return v.kind == PL_DICT ? v.as.dict : pl_dict_new(&c->scratch, 0).as.dict;
}

static const pl_dict *unrendered(pl_comparison *c, const pl_dbt_node *n) {
    return n->unrendered ? n->unrendered : pl_dict_new(&c->scratch, 0).as.dict;
}

static bool same_config(pl_comparison *c, const pl_dbt_node *n, pl_state_entry old) {
    static const char *const whole[] = {"config", NULL};
    if (n->type == PL_RES_SEMANTIC_MODEL || n->type == PL_RES_SAVED_QUERY) {
        return same_fields(c, n, old, whole);
    }
    const pl_dict *now = unrendered(c, n), *then = old_unrendered(c, old);
    return within(c, n, now, then) && within(c, n, then, now);
}

/* ---- models, seeds, snapshots, tests ... */

static bool same_body(pl_comparison *c, const pl_dbt_node *n, pl_state_entry old) {
    if (n->type != PL_RES_SEED) {
        return same_str(c, old, "raw_code", n->raw_code);
    }
    pl_value sum = pl_comparison_field(c, old, "checksum");
    const pl_value *name =
        sum.kind == PL_DICT ? pl_dict_find(sum.as.dict, PL_S("name")) : NULL;
    const pl_value *hash =
        sum.kind == PL_DICT ? pl_dict_find(sum.as.dict, PL_S("checksum")) : NULL;
    return name && hash && name->kind == PL_STR && hash->kind == PL_STR &&
           !PL_STR_IS(pl_str_from(*name), "none") &&
           pl_str_eq(pl_str_from(*name), n->checksum_name) &&
           pl_str_eq(pl_str_from(*hash), n->checksum);
}

static bool persists(pl_comparison *c, const pl_dbt_node *n, pl_str what) {
    const pl_dict *config = n->shown ? n->shown : n->config;
    const pl_value *docs = config ? pl_dict_find(config, PL_S("persist_docs")) : NULL;
    const pl_value *v =
        docs && docs->kind == PL_DICT ? pl_dict_find(docs->as.dict, what) : NULL;
    return v && !pl_comparison_same(c, *v, pl_none()) &&
           !pl_comparison_same(c, *v, pl_bool(false));
}

static pl_str column_description(pl_value column) {
    const pl_value *v = column.kind == PL_DICT
                            ? pl_dict_find(column.as.dict, PL_S("description"))
                            : NULL;
    return v && v->kind == PL_STR ? pl_str_from(*v) : PL_S("");
}

static bool same_columns(pl_comparison *c, const pl_dbt_node *n, pl_state_entry old) {
    pl_value columns = pl_comparison_field(c, old, "columns");
    if (columns.kind != PL_DICT || columns.as.dict->len != n->column_len) {
        return false;
    }
    for (uint32_t i = 0; i < n->column_len; i++) {
        const pl_value *v = pl_dict_find(columns.as.dict, n->columns[i].name);
        if (!v || !pl_str_eq(column_description(*v),
                             column_description(n->columns[i].dict))) {
            return false;
        }
    }
    return true;
}

static bool same_descriptions(pl_comparison *c, const pl_dbt_node *n,
                              pl_state_entry old) {
    if (n->type == PL_RES_TEST) {
        return true;
    }
    return (!persists(c, n, PL_S("relation")) ||
            same_str(c, old, "description", n->description)) &&
           (!persists(c, n, PL_S("columns")) || same_columns(c, n, old));
}

static bool same_names(pl_comparison *c, const pl_dbt_node *n, pl_state_entry old) {
    static const char *const keys[] = {"database", "schema", "alias", NULL};
    const pl_dict *now = unrendered(c, n), *then = old_unrendered(c, old);
    for (uint32_t i = 0; keys[i]; i++) {
        const pl_value *l = pl_dict_find(now, pl_str_of(keys[i]));
        const pl_value *r = pl_dict_find(then, pl_str_of(keys[i]));
        if (!pl_comparison_same(c, l ? *l : pl_none(), r ? *r : pl_none())) {
            return false;
        }
    }
    return true;
}

static bool same_reference(pl_comparison *c, const pl_dbt_node *n, pl_state_entry old) {
    pl_value access = pl_comparison_field(c, old, "access");
    pl_str then = access.kind == PL_STR ? pl_str_from(access) : PL_S("protected");
    return pl_comparison_same(c, n->latest_version,
                              pl_comparison_field(c, old, "latest_version")) &&
           pl_str_eq(then, n->access.len ? n->access : PL_S("protected")) &&
           pl_comparison_same(c, n->deprecation_date,
                              pl_comparison_field(c, old, "deprecation_date"));
}

/* ---- sources, exposures and the semantic layer */

static bool same_source(pl_comparison *c, const pl_dbt_node *n, pl_state_entry old) {
    static const char *const rendered[] = {"database", "schema", NULL};
    static const char *const as_written[] = {"unrendered_database", "unrendered_schema",
                                             NULL};
    static const char *const fields[] = {"identifier",      "quoting",  "freshness",
                                         "loaded_at_field", "external", NULL};
    return same_fields(c, n, old, c->compare_unrendered ? as_written : rendered) &&
           same_fields(c, n, old, fields) && same_fqn(c, n, old) &&
           same_config(c, n, old);
}

static bool same_source_names(pl_comparison *c, const pl_dbt_node *n,
                              pl_state_entry old) {
    static const char *const rendered[] = {"database", "schema", "identifier", NULL};
    static const char *const as_written[] = {"unrendered_database", "unrendered_schema",
                                             "identifier", NULL};
    return same_fields(c, n, old, c->compare_unrendered ? as_written : rendered);
}

static bool same_parents(pl_comparison *c, const pl_dbt_node *n, pl_state_entry old) {
    pl_value on = pl_comparison_field(c, old, "depends_on");
    const pl_value *nodes =
        on.kind == PL_DICT ? pl_dict_find(on.as.dict, PL_S("nodes")) : NULL;
    uint32_t count = nodes && nodes->kind == PL_LIST ? nodes->as.list->len : 0;
    if (count != n->depends_on.len) {
        return false;
    }
    pl_map then = {0};
    for (uint32_t i = 0; i < count; i++) {
        pl_value id = nodes->as.list->at[i];
        pl_map_put(&then, &c->scratch, id.kind == PL_STR ? pl_str_from(id) : PL_S(""),
                   (void *)(uintptr_t)nodes);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!pl_map_has(&then, n->depends_on.at[i]->unique_id)) {
            return false;
        }
    }
    return true;
}

static bool same_exposure(pl_comparison *c, const pl_dbt_node *n, pl_state_entry old) {
    static const char *const fields[] = {"type",  "owner",       "maturity", "url",
                                         "label", "description", NULL};
    return same_fields(c, n, old, fields) && same_fqn(c, n, old) &&
           same_parents(c, n, old) && same_config(c, n, old);
}

static bool same_metric(pl_comparison *c, const pl_dbt_node *n, pl_state_entry old) {
    static const char *const fields[] = {"type", "description", "label", NULL};
    return same_fields(c, n, old, fields) && same_config(c, n, old);
}

static bool same_semantic_model(pl_comparison *c, const pl_dbt_node *n,
                                pl_state_entry old) {
    static const char *const fields[] = {
        "model",    "description", "defaults",       "entities", "dimensions",
        "measures", "config",      "primary_entity", "group",    NULL};
    return same_fields(c, n, old, fields);
}

static bool same_saved_query(pl_comparison *c, const pl_dbt_node *n,
                             pl_state_entry old) {
    static const char *const fields[] = {
        "query_params", "description", "label", "config", "group", "exports", NULL};
    return same_fields(c, n, old, fields);
}

static bool same_sql_node(pl_comparison *c, const pl_dbt_node *n, pl_state_entry old) {
    bool contract =
        pl_comparison_contract(c, n, old); /* first: it may have something to report */
    if (n->type == PL_RES_TEST && n->test && n->test->generic) {
        return same_config(c, n, old) && same_fqn(c, n, old);
    }
    return same_body(c, n, old) && same_config(c, n, old) &&
           same_descriptions(c, n, old) && same_fqn(c, n, old) &&
           same_names(c, n, old) && contract &&
           (n->type != PL_RES_MODEL || same_reference(c, n, old));
}

/* dbt counts resources of these types as unchanged when the state lacks them. */
static bool new_is_same(pl_resource type) {
    return type == PL_RES_SOURCE || type == PL_RES_EXPOSURE || type == PL_RES_METRIC ||
           type == PL_RES_SEMANTIC_MODEL || type == PL_RES_SAVED_QUERY;
}

static bool same_contents(pl_comparison *c, const pl_dbt_node *n, pl_state_entry old) {
    if (!old.json.at) {
        return new_is_same(n->type);
    }
    switch (n->type) {
    case PL_RES_SOURCE:
        return same_source(c, n, old);
    case PL_RES_EXPOSURE:
        return same_exposure(c, n, old);
    case PL_RES_METRIC:
        return same_metric(c, n, old);
    case PL_RES_SEMANTIC_MODEL:
        return same_semantic_model(c, n, old);
    case PL_RES_SAVED_QUERY:
        return same_saved_query(c, n, old);
    case PL_RES_UNIT_TEST:
        return same_str(c, old, "checksum", pl_unit_test_checksum(n, &c->scratch));
    case PL_RES_MODEL:
    case PL_RES_SEED:
    case PL_RES_SNAPSHOT:
    case PL_RES_TEST:
    case PL_RES_ANALYSIS:
    case PL_RES_OPERATION:
    case PL_RES_SQL_OPERATION:
        return same_sql_node(c, n, old);
    case PL_RES_GROUP:
    case PL_RES_COUNT:
        return true;
    }
    return true;
}

/* ---- checks */

static bool is_sql_node(pl_resource type) {
    return type <= PL_RES_SQL_OPERATION;
}

static bool has_config_check(pl_resource type) {
    return is_sql_node(type) || new_is_same(type);
}

/* Sub-selectors of "modified": only types that have the part can differ in
 * it; what is new does. */
static bool part_differs(pl_comparison *c, const pl_dbt_node *n, pl_state_entry old,
                         pl_state_check check) {
    bool sql = is_sql_node(n->type);
    bool source = n->type == PL_RES_SOURCE;
    bool has = check == PL_STATE_CONFIGS    ? has_config_check(n->type)
               : check == PL_STATE_RELATION ? sql || source
                                            : sql;
    if (!has || !old.json.at) {
        return has;
    }
    if (check == PL_STATE_BODY) {
        return !same_body(c, n, old);
    }
    if (check == PL_STATE_CONFIGS) {
        return !same_config(c, n, old);
    }
    if (check == PL_STATE_DESCRIPTIONS) {
        return !same_descriptions(c, n, old);
    }
    if (check == PL_STATE_RELATION) {
        return source ? !same_source_names(c, n, old) : !same_names(c, n, old);
    }
    return !pl_comparison_contract(c, n, old);
}

static bool passes(pl_comparison *c, const pl_dbt_node *n, pl_state_check check) {
    pl_state_entry old = pl_state_find(c->state, n->unique_id);
    switch (check) {
    case PL_STATE_NEW:
        return !old.json.at;
    case PL_STATE_OLD:
        return old.json.at != NULL;
    case PL_STATE_MODIFIED:
        return !same_contents(c, n, old) || pl_comparison_macros_changed(c, n);
    case PL_STATE_UNMODIFIED:
        return same_contents(c, n, old) && !pl_comparison_macros_changed(c, n);
    case PL_STATE_MACROS:
        return pl_comparison_macros_changed(c, n);
    case PL_STATE_BODY:
    case PL_STATE_CONFIGS:
    case PL_STATE_DESCRIPTIONS:
    case PL_STATE_RELATION:
    case PL_STATE_CONTRACT:
        return part_differs(c, n, old, check);
    case PL_STATE_CHECK_COUNT:
        break;
    }
    return false;
}

static bool looks_at_contracts(pl_state_check check) {
    return check == PL_STATE_MODIFIED || check == PL_STATE_UNMODIFIED ||
           check == PL_STATE_CONTRACT;
}

bool pl_comparison_check(pl_comparison *c, const pl_dbt_node *n, pl_state_check check) {
    if (!c->removed_known && looks_at_contracts(check)) {
        c->removed_known = true;
        pl_comparison_removed(c);
    }
    bool is = passes(c, n, check);
    pl_arena_reset(&c->scratch);
    return is;
}

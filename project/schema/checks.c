/* What dbt checks of nodes once all schema files are read.
 *
 * Source: dbt-core 1.9 parser/manifest.py check_valid_*;
 * artifacts/resources/v1/snapshot.py final_validate. */
#include "eval/ops/python_text.h"
#include "project/node/dbt_error.h"
#include "project/schema/lists.h"

static bool node_error(pl_schema *s, const pl_dbt_node *n, pl_str text) {
    pl_diag_add(&s->w->sink, PL_E0505, n->span, text)->node = n->unique_id;
    return false;
}

/* ---- groups */

typedef struct groups {
    pl_map known;
    pl_str shown; /* ['a', 'b'] */
} groups;

static groups groups_of(pl_schema *s) {
    groups g = {.known = {0}};
    const pl_map *all = &s->w->groups;
    pl_str *names = PL_NEW_ARRAY(s->arena, pl_str, all->len + 1);
    for (uint32_t i = 0; i < all->len; i++) {
        pl_dbt_node *n = all->at[i].value;
        names[i] = n->name;
        pl_map_put(&g.known, s->arena, n->name, n);
    }
    pl_strs_sort(names, all->len);
    g.shown = pl_python_list(s->arena, names, all->len);
    return g;
}

static bool unknown_group(pl_schema *s, const groups *g, const pl_dbt_node *n) {
    pl_str text = pl_str_fmt(s->arena, "Invalid group '%.*s', expected one of %.*s",
                             PL_FMT(n->group), PL_FMT(g->shown));
    node_error(s, n, text);
    s->w->sink.at[s->w->sink.len - 1].dbt_whole =
        pl_dbt_error_of(s->arena, "Parsing", n, text);
    return false;
}

static bool check_group(pl_schema *s, const groups *g, const pl_dbt_node *n) {
    bool inherited = n->test && n->test->attached;
    if (!n->group.len || inherited || pl_map_has(&g->known, n->group)) {
        return true;
    }
    return unknown_group(s, g, n);
}

static bool check_groups(pl_schema *s) {
    groups g = groups_of(s);
    const pl_map *maps[] = {&s->w->metrics, &s->w->semantic_models,
                            &s->w->saved_queries, &s->w->nodes};
    bool ok = true;
    for (size_t m = 0; m < sizeof maps / sizeof *maps; m++) {
        for (uint32_t i = 0; i < maps[m]->len; i++) {
            ok = check_group(s, &g, maps[m]->at[i].value) && ok;
        }
    }
    return ok;
}

/* ---- models */

static bool is_config(const pl_dbt_node *n, const char *key, const char *text) {
    return pl_str_eq(pl_field_str(n->config, key), pl_str_of(text));
}

static bool check_access(pl_schema *s, const pl_dbt_node *n) {
    if (!PL_STR_IS(n->access, "public") || !is_config(n, "materialized", "ephemeral")) {
        return true;
    }
    return node_error(
        s, n,
        pl_str_fmt(s->arena,
                   "Node %.*s with 'ephemeral' materialization has an invalid "
                   "value (public) for the access field",
                   PL_FMT(n->unique_id)));
}

/* ---- snapshots */

static pl_str timestamp_fault(const pl_dbt_node *n) {
    if (!pl_python_truth(pl_field_or_none(n->shown, "updated_at"))) {
        return PL_S("A snapshot configured with the timestamp strategy must specify an "
                    "updated_at configuration.");
    }
    return pl_python_truth(pl_field_or_none(n->shown, "check_cols"))
               ? PL_S("A 'timestamp' snapshot should not have 'check_cols'")
               : (pl_str){"", 0};
}

static pl_str check_fault(pl_schema *s, const pl_dbt_node *n) {
    pl_value columns = pl_field_or_none(n->shown, "check_cols");
    if (!pl_python_truth(columns)) {
        return PL_S(
            "A snapshot configured with the check strategy must specify a check_cols configuration.");
    }
    if (columns.kind == PL_STR && !PL_STR_IS(pl_str_from(columns), "all")) {
        return pl_str_fmt(
            s->arena,
            "Invalid value for 'check_cols': %.*s. Expected 'all' or a list of strings.",
            PL_FMT(pl_str_from(columns)));
    }
    return (pl_str){"", 0};
}

static bool check_snapshot(pl_schema *s, const pl_dbt_node *n) {
    pl_str fault = {"", 0};
    if (!pl_python_truth(pl_field_or_none(n->shown, "strategy")) ||
        !pl_python_truth(pl_field_or_none(n->shown, "unique_key"))) {
        fault =
            PL_S("Snapshots must be configured with a 'strategy' and 'unique_key'.");
    } else if (is_config(n, "strategy", "check")) {
        fault = check_fault(s, n);
    } else if (is_config(n, "strategy", "timestamp")) {
        fault = timestamp_fault(n);
    }
    if (!fault.len && pl_field_str(n->shown, "materialized").len &&
        !is_config(n, "materialized", "snapshot")) {
        fault = PL_S("A snapshot must have a materialized value of 'snapshot'");
    }
    if (fault.len) {
        node_error(s, n, fault);
        s->w->sink.at[s->w->sink.len - 1].dbt_kind = ""; /* no error of dbt's own */
    }
    return !fault.len;
}

bool pl_schema_checks(pl_schema *s) {
    bool ok = check_groups(s);
    for (uint32_t i = 0; i < s->w->nodes.len; i++) {
        pl_dbt_node *n = s->w->nodes.at[i].value;
        if (n->failed || !n->config) {
            continue;
        }
        if (n->type == PL_RES_MODEL) {
            ok = check_access(s, n) && ok;
            ok = pl_microbatch_check(s, n) && ok;
        } else if (n->type == PL_RES_SNAPSHOT) {
            ok = check_snapshot(s, n) && ok;
        }
    }
    return ok;
}

/* One node of one world explained. */
#include "explain/explain_priv.h"
#include "project/node/world.h"

/* ---- where it lands */

static bool is_ephemeral(const pl_dbt_node *n) {
    const pl_value *v =
        n->config ? pl_dict_find(n->config, PL_S("materialized")) : NULL;
    return v && v->kind == PL_STR && PL_STR_IS(pl_str_from(*v), "ephemeral");
}

static pl_str state_of(const pl_dbt_node *n) {
    if (n->disabled) {
        return PL_S("disabled");
    }
    if (n->failed) {
        return PL_S("");
    }
    if (n->type == PL_RES_MODEL && is_ephemeral(n)) {
        return PL_S("ephemeral: a CTE in what reads it");
    }
    if (n->type == PL_RES_TEST) {
        return PL_S("nowhere: a test that stores no failures");
    }
    return PL_S("nowhere");
}

static bool has_names(pl_resource type) {
    return type == PL_RES_MODEL || type == PL_RES_SEED || type == PL_RES_SNAPSHOT ||
           type == PL_RES_TEST || type == PL_RES_ANALYSIS;
}

/* ---- quoting */

static const pl_yaml *quoting_key(const pl_yaml *quoting, pl_part part) {
    static const char *const keys[] = {"database", "schema", "identifier"};
    const pl_yaml *y = pl_yaml_get(quoting, keys[part]);
    return !y && part == PL_PART_DATABASE ? pl_yaml_get(quoting, "project") : y;
}

/* The places that set a quoting, the one that counts last. */
static const pl_yaml *quoting_of(const explainer *e, pl_part part) {
    const pl_yaml *root = pl_yaml_get(e->w->packages[0].file->raw, "quoting");
    const pl_yaml *found = quoting_key(root, part);
    if (e->n->type == PL_RES_SOURCE) {
        const pl_yaml *source =
            quoting_key(pl_source_field(e->w, e->n, false, "quoting"), part);
        const pl_yaml *table =
            quoting_key(pl_source_field(e->w, e->n, true, "quoting"), part);
        found = table ? table : source;
    }
    return found;
}

static void explain_policy(explainer *e) {
    const pl_adapter *ad = e->w->target.adapter;
    bool source = e->n->type == PL_RES_SOURCE;
    for (int i = 0; i < PL_PART_COUNT; i++) {
        e->x->policy[i] = (pl_explain_policy){
            .quoted = source ? e->n->quoted[i] : e->w->style.quoted[i],
            .included = e->w->style.included[i],
            .adapter_quoted = ad->quoted.on[i],
            .span = pl_yaml_span(quoting_of(e, (pl_part)i)),
        };
    }
}

/* ---- its SQL */

static void explain_sql(explainer *e) {
    pl_trace trace;
    pl_trace_init(&trace, e->a, true);
    e->x->complete = pl_trace_compile(e->w, e->n, &trace);
    explain_branches(e, &trace, false, &e->x->branches);
    explain_variables(e, &trace, &e->x->reads);
}

pl_explanation *pl_explain(pl_world *w, pl_dbt_node *n,
                           const pl_environment *environment, pl_arena *a) {
    pl_explanation *x = PL_NEW(a, pl_explanation);
    explainer e = {.w = w, .n = n, .environment = environment, .a = a, .x = x};
    x->world = w;
    x->node = n;
    x->label = w->options.environment.at ? w->options.environment : w->target.name;
    x->relation = n->has_relation ? n->relation_name : PL_S("");
    x->complete = true;
    if (!n->has_relation || n->disabled) {
        x->relation = PL_S("");
        x->state = state_of(n);
    }
    if (n->config) {
        explain_configs(&e);
    }
    if (n->config && has_names(n->type)) {
        explain_names(&e);
    } else if (n->type == PL_RES_SOURCE) {
        explain_source(&e);
    }
    explain_policy(&e);
    if (!n->disabled) {
        explain_sql(&e);
    }
    return x;
}

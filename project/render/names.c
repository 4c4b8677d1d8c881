/* Database, schema and alias by dbt's generate_*_name macros, and
 * the relation they make.
 *
 * Source: dbt-core 1.9 parser/base.py RelationUpdate, contracts/graph/manifest.py
 * find_generate_macro_by_name; the semantics are told in docs/ARCHITECTURE.md. */
#include "project/render/names.h"
#include "project/node/relation.h"
#include "project/node/world_priv.h"
#include "project/render/explain_data.h"
#include "project/render/macros.h"
#include "project/render/name_probe.h"
#include "project/render/render.h"
#include "project/render/report.h"
#include "project/render/schema_call.h"
#include "project/render/trace.h"

static const char *const components[] = {"database", "schema", "alias"};
static const char *const macro_names[] = {
    "generate_database_name", "generate_schema_name", "generate_alias_name"};

/* The node's own package's macro, else the root's, else dbt's. */
static pl_lazy_macro *name_macro(const pl_world *w, const pl_dbt_node *n,
                                 uint32_t component) {
    pl_str name = pl_str_of(macro_names[component]);
    pl_lazy_macro *m = NULL;
    if (n->owner->index) {
        m = pl_map_get(&n->owner->macros, name);
    }
    m = m ? m : pl_map_get(&w->packages[0].macros, name);
    return m ? m : pl_map_get(&w->private->internal_macros, name);
}

const pl_macro_def *pl_node_name_macro(const pl_world *w, const pl_dbt_node *n,
                                       pl_part part) {
    const pl_lazy_macro *m = name_macro(w, n, part);
    return m ? &m->def : NULL;
}

/* ---- the node as these macros see it: a Python object, whose attributes change as the
 * names are made */

typedef struct node_view {
    pl_object base;
    pl_world *w;
    const pl_dbt_node *n;
    pl_value all; /* PL_DICT, made when something uncommon is read */
} node_view;

static bool common_attr(const pl_dbt_node *n, pl_str name, pl_value *out) {
    if (PL_STR_IS(name, "name")) {
        *out = pl_string(n->name);
    } else if (PL_STR_IS(name, "database")) {
        *out = n->database;
    } else if (PL_STR_IS(name, "schema")) {
        *out = n->schema;
    } else if (PL_STR_IS(name, "alias")) {
        *out = pl_string(n->alias);
    } else if (PL_STR_IS(name, "resource_type")) {
        *out = pl_string(pl_str_of(pl_resource_name(n->type)));
    } else if (PL_STR_IS(name, "package_name")) {
        *out = pl_string(n->package);
    } else if (PL_STR_IS(name, "path")) {
        *out = pl_string(n->path);
    } else if (PL_STR_IS(name, "original_file_path")) {
        *out = pl_string(n->original_file_path);
    } else if (PL_STR_IS(name, "unique_id")) {
        *out = pl_string(n->unique_id);
    } else if (PL_STR_IS(name, "config")) {
        *out = (pl_value){.kind = PL_DICT, .as.dict = n->shown};
    } else if (PL_STR_IS(name, "meta")) {
        *out = n->meta;
    } else if (PL_STR_IS(name, "version") && n->type == PL_RES_MODEL) {
        *out = n->version;
    } else {
        return false;
    }
    return true;
}

static pl_found view_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    node_view *v = (node_view *)(void *)self;
    if (common_attr(v->n, name, out)) {
        return PL_FOUND;
    }
    if (v->all.kind == PL_UNSET) {
        v->all = pl_dbt_node_dict(v->w, v->n, false, ev->arena);
    }
    const pl_value *found = pl_dict_find(v->all.as.dict, name);
    if (!found) {
        return PL_MISSING;
    }
    *out = *found;
    return PL_FOUND;
}

static const pl_class node_view_class = {.name = "ModelNode", .attr = view_attr};

/* ---- running */

static void set_component(pl_world *w, pl_dbt_node *n, uint32_t component, pl_value v) {
    pl_value kept = v;
    if (v.kind == PL_STR) {
        pl_str text = pl_python_strip(pl_str_from(v));
        kept = pl_with(pl_string(pl_str_copy(w->arena, text)), v.flags);
    } else {
        kept = pl_value_copy(w->arena, v);
    }
    if (component == 0) {
        n->database = kept;
    } else if (component == 1) {
        n->schema = kept;
    } else {
        n->alias = kept.kind == PL_STR ? pl_str_from(kept) : PL_S("None");
        n->identifier = n->alias;
    }
}

static bool run_name_macro(pl_world *w, pl_dbt_node *n, uint32_t component,
                           pl_arena *scratch) {
    pl_lazy_macro *m = name_macro(w, n, component);
    if (!m || !pl_macro_ready(w, m)) {
        if (!m) {
            pl_diag_addf(&w->sink, PL_E0301, n->span, "No macro with name %s found",
                         macro_names[component]);
        }
        return false;
    }
    const pl_value *custom = pl_dict_find(n->config, pl_str_of(components[component]));
    node_view view = {.base.cls = &node_view_class, .w = w, .n = n};
    view.all.kind = PL_UNSET;
    pl_value args[] = {custom ? *custom : pl_none(), pl_object_value(&view)};
    pl_call call = {args, NULL, NULL, 2, 0};
    pl_dbt d;
    pl_dbt_init(&d, w, PL_PHASE_NAMES, m->def.package, n);
    pl_eval ev;
    pl_value v;
    pl_eval_init(&ev, scratch, &pl_dbt_host, &d, PL_MODE_DBT);
    pl_trace_watch(w, &ev, n);
    pl_schema_call written = {.span = n->span};
    bool ok = component == 1 && pl_schema_call_of(w, n, &written)
                  ? pl_schema_call_run(w, &written, &ev, &m->def.macro, args[1], &v)
                  : pl_macro_call(&ev, &m->def.macro, &call, &v);
    if (ok) {
        set_component(w, n, component, v);
    } else {
        pl_report_error(w, &ev, n, written.span);
    }
    pl_eval_done(&ev);
    pl_arena_reset(scratch);
    return ok;
}

bool pl_node_name_part(pl_world *w, pl_dbt_node *n, pl_part part) {
    return run_name_macro(w, n, part, &w->private->scratch);
}

/* ---- trying out */

/* dbt's own one dispatches to what the root has for the adapter, or by default. */
static pl_lazy_macro *dispatched(pl_world *w, pl_lazy_macro *m) {
    for (uint32_t i = 0; m && m->def.stock && i < w->private->prefix_len; i++) {
        pl_str name = pl_str_fmt(w->arena, "%.*s__%s", PL_FMT(w->private->prefixes[i]),
                                 macro_names[1]);
        pl_lazy_macro *own = pl_map_get(&w->packages[0].macros, name);
        if (own) {
            return own;
        }
    }
    return m;
}

const pl_macro_def *pl_schema_macro(pl_world *w, const pl_dbt_node *n) {
    pl_lazy_macro *m = dispatched(w, name_macro(w, n, 1));
    return m && pl_macro_ready(w, m) ? &m->def : NULL;
}

/* Every name under which `target` has the schema. */
static void set_target_schema(pl_world *w, pl_value v) {
    pl_dict *shown = w->target.dict.as.dict;
    uint32_t i = 0;
    w->target.schema = v;
    for (const pl_dict_entry *e; (e = pl_dict_next(shown, &i)) != NULL;) {
        pl_str name = pl_adapter_canonical(w->target.adapter, pl_str_from(e->key));
        if (PL_STR_IS(name, "schema")) {
            pl_dict_put_str(w->arena, shown, pl_str_from(e->key),
                            pl_with(v, PL_FROM_TARGET));
        }
    }
}

static bool call_schema_macro(pl_world *w, pl_dbt_node *n, const pl_macro *m,
                              pl_value custom, pl_arena *scratch, pl_value *out) {
    node_view view = {.base.cls = &node_view_class, .w = w, .n = n};
    view.all.kind = PL_UNSET;
    pl_value args[] = {custom, pl_object_value(&view)};
    pl_call call = {args, NULL, NULL, 2, 0};
    const pl_macro_def *def = m->data;
    pl_dbt d;
    pl_eval ev;
    pl_dbt_init(&d, w, PL_PHASE_NAMES, def->package, n);
    pl_eval_init(&ev, scratch, &pl_dbt_host, &d, PL_MODE_DBT);
    bool ok = pl_macro_call(&ev, m, &call, out);
    pl_eval_done(&ev);
    return ok;
}

bool pl_schema_probe(pl_world *w, pl_dbt_node *n, pl_value custom, pl_str target_schema,
                     pl_arena *a, pl_value *out) {
    const pl_macro_def *m = pl_schema_macro(w, n);
    pl_world_options options = w->options;
    pl_diag_point said = pl_diag_mark(&w->sink);
    pl_value schema = w->target.schema, v;
    if (!m) {
        return false;
    }
    w->options.reads = NULL;
    w->options.trace = NULL;
    if (target_schema.at) {
        set_target_schema(w, pl_with(pl_string(target_schema), schema.flags));
    }
    bool ok = call_schema_macro(w, n, &m->macro, custom, &w->private->scratch, &v);
    if (ok) {
        bool text = v.kind == PL_STR;
        *out = pl_value_copy(
            a, text ? pl_with(pl_string(pl_python_strip(pl_str_from(v))), v.flags) : v);
    }
    if (target_schema.at) {
        set_target_schema(w, schema);
    }
    w->options = options;
    pl_diag_rollback(&w->sink, said);
    pl_arena_reset(&w->private->scratch);
    return ok;
}

/* Snapshots' target_database and target_schema overrule what the macros gave. */
static void snapshot_targets(pl_dbt_node *n) {
    const pl_value *database = pl_dict_find(n->config, PL_S("target_database"));
    const pl_value *schema = pl_dict_find(n->config, PL_S("target_schema"));
    if (database && database->kind == PL_STR && database->len) {
        n->database = *database;
    }
    if (schema && schema->kind == PL_STR && schema->len) {
        n->schema = *schema;
    }
}

bool pl_node_name(pl_world *w, pl_dbt_node *n) {
    if (n->type == PL_RES_SOURCE || n->type == PL_RES_EXPOSURE ||
        n->type == PL_RES_METRIC || n->type == PL_RES_UNIT_TEST ||
        n->type == PL_RES_SEMANTIC_MODEL || n->type == PL_RES_SAVED_QUERY) {
        return true;
    }
    pl_arena *scratch = &w->private->scratch;
    for (uint32_t i = 0; i < 3; i++) {
        if (!run_name_macro(w, n, i, scratch)) {
            return false;
        }
    }
    if (n->type == PL_RES_SNAPSHOT) {
        snapshot_targets(n);
    }
    pl_node_relation(w, n);
    return true;
}

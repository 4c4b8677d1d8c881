/* Database, schema and alias by dbt's generate_*_name macros, and
 * the relation they make.
 *
 * Source: dbt-core 1.9 parser/base.py RelationUpdate, contracts/graph/manifest.py
 * find_generate_macro_by_name. */
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
static pl_lazy_macro *name_macro(pl_world *w, const pl_dbt_node *n,
                                 uint32_t component) {
    pl_str name = pl_str_of(macro_names[component]);
    pl_lazy_macro *m = NULL;
    if (n->owner->index) {
        m = pl_map_get(&n->owner->macros, name);
    }
    m = m ? m : pl_map_get(&w->packages[0].macros, name);
    return m ? m : pl_stock_macro_named(w, name);
}

const pl_macro_def *pl_node_name_macro(pl_world *w, const pl_dbt_node *n,
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

/* A call of a name macro: the custom name and the node are its arguments. */
typedef struct name_call {
    pl_rendering r;
    node_view view;
    pl_value args[2];
} name_call;

static void begin_call(name_call *c, pl_world *w, pl_dbt_node *n,
                       const pl_macro_def *def, pl_value custom) {
    c->view = (node_view){.base.cls = &node_view_class, .w = w, .n = n};
    c->view.all.kind = PL_UNSET;
    c->args[0] = custom;
    c->args[1] = pl_object_value(&c->view);
    pl_rendering_begin(&c->r, w, PL_PHASE_NAMES, def->package, n, &w->private->scratch);
}

static bool call_macro(name_call *c, const pl_macro *m, pl_value *out) {
    pl_call call = {c->args, NULL, NULL, 2, 0};
    return pl_macro_call(&c->r.ev, m, &call, out);
}

static void end_call(name_call *c) {
    pl_rendering_end(&c->r);
    pl_arena_reset(&c->r.w->private->scratch);
}

/* What a macro gave, as dbt keeps it. */
static pl_value kept_name(pl_value v, pl_arena *a) {
    if (v.kind != PL_STR) {
        return pl_value_copy(a, v);
    }
    pl_str text = pl_python_strip(pl_str_from(v));
    return pl_with(pl_string(pl_str_copy(a, text)), v.flags);
}

bool pl_node_name_value(pl_world *w, pl_dbt_node *n, pl_part part, pl_trace *trace,
                        pl_value *out) {
    pl_lazy_macro *m = name_macro(w, n, part);
    if (!m || !pl_macro_ready(w, m)) {
        if (!m) {
            pl_diag_addf(&w->sink, PL_E0301, n->span, "No macro with name %s found",
                         macro_names[part]);
        }
        return false;
    }
    const pl_value *custom = pl_dict_find(n->config, pl_str_of(components[part]));
    name_call c;
    pl_value v;
    pl_schema_call written = {.span = n->span};
    begin_call(&c, w, n, &m->def, custom ? *custom : pl_none());
    pl_rendering_watch(&c.r, trace);
    bool ok =
        part == PL_PART_SCHEMA && pl_schema_call_of(w, n, &written)
            ? pl_schema_call_run(w, &written, &c.r.ev, &m->def.macro, c.args[1], &v)
            : call_macro(&c, &m->def.macro, &v);
    if (ok && trace) {
        trace->name_bytes = v.kind == PL_STR ? pl_str_from(v).at : NULL;
    }
    if (ok) {
        *out = kept_name(v, w->arena);
    } else {
        pl_report_error(w, &c.r.ev, n, written.span);
    }
    end_call(&c);
    if (ok && part == PL_PART_IDENTIFIER && out->kind != PL_STR) {
        *out = pl_string(PL_S("None"));
    }
    return ok;
}

static void set_name(pl_dbt_node *n, pl_part part, pl_value v) {
    if (part == PL_PART_DATABASE) {
        n->database = v;
    } else if (part == PL_PART_SCHEMA) {
        n->schema = v;
    } else {
        n->alias = n->identifier = pl_str_from(v);
    }
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

/* `target` with another schema, under every name that it has there. */
static pl_value target_with_schema(const pl_world *w, pl_str schema, pl_arena *a) {
    uint8_t flags = (uint8_t)(w->target.schema.flags | PL_FROM_TARGET);
    pl_value v = pl_with(pl_string(schema), flags);
    pl_value target = pl_dict_new(a, w->target.dict.as.dict->len);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(w->target.dict.as.dict, &i));) {
        pl_str name = pl_adapter_canonical(w->target.adapter, pl_str_from(e->key));
        pl_dict_put_str(a, target.as.dict, pl_str_from(e->key),
                        PL_STR_IS(name, "schema") ? v : e->value);
    }
    return target;
}

bool pl_schema_probe(pl_world *w, pl_dbt_node *n, pl_value custom, pl_str target_schema,
                     pl_arena *a, pl_value *out) {
    const pl_macro_def *m = pl_schema_macro(w, n);
    pl_diag_point said = pl_diag_mark(&w->sink);
    name_call c;
    pl_value v;
    if (!m) {
        return false;
    }
    begin_call(&c, w, n, m, custom);
    pl_rendering_watch(&c.r, NULL);
    c.r.dbt.reads = NULL;
    if (target_schema.at) {
        c.r.dbt.target = target_with_schema(w, target_schema, c.r.ev.arena);
    }
    bool ok = call_macro(&c, &m->macro, &v);
    if (ok) {
        *out = kept_name(v, a);
    }
    end_call(&c);
    pl_diag_rollback(&w->sink, said);
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

static bool run_macros(pl_world *w, pl_dbt_node *n, pl_trace *trace) {
    static const pl_part order[] = {PL_PART_DATABASE, PL_PART_SCHEMA,
                                    PL_PART_IDENTIFIER};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        pl_value v;
        if (!pl_node_name_value(w, n, order[i], trace, &v)) {
            return false;
        }
        set_name(n, order[i], v);
    }
    return true;
}

bool pl_node_name(pl_world *w, pl_dbt_node *n, pl_trace *trace) {
    if (n->type == PL_RES_SOURCE || n->type == PL_RES_EXPOSURE ||
        n->type == PL_RES_METRIC || n->type == PL_RES_UNIT_TEST ||
        n->type == PL_RES_SEMANTIC_MODEL || n->type == PL_RES_SAVED_QUERY) {
        return true;
    }
    bool ok = run_macros(w, n, trace);
    n->unplaced = n->unplaced || !ok;
    if (n->unplaced) {
        n->database = n->schema = pl_none();
    } else if (n->type == PL_RES_SNAPSHOT) {
        snapshot_targets(n);
    }
    pl_node_relation(w, n);
    return ok;
}

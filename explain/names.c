/* How database, schema and alias came about. */
#include "explain/explain_priv.h"

static const char *const keys[] = {"database", "schema", "alias"};

/* ---- target.database and target.schema */

static const pl_yaml *member(const explainer *e, const pl_yaml *map, pl_str name) {
    const pl_adapter *ad = e->w->target.adapter;
    for (uint32_t i = 0; pl_yaml_is(map, PL_YAML_MAP) && i < map->count; i++) {
        pl_str key = pl_yaml_text(map->as.entries[i].key, PL_S(""));
        if (pl_str_eq(pl_adapter_canonical(ad, key), name)) {
            return map->as.entries[i].value;
        }
    }
    return NULL;
}

static void set_target(explainer *e, pl_explain_part *p, const pl_yaml *y,
                       const char *from) {
    p->target_span = pl_yaml_span(y);
    p->target_from = from;
    if (y) {
        explain_scan(e, &p->target_reads, p->target_span, pl_yaml_text(y, PL_S("")));
    }
}

static void explain_target(explainer *e, pl_part part) {
    const pl_target *target = &e->w->target;
    const pl_environment *env = e->environment;
    pl_explain_part *p = &e->x->parts[part];
    pl_str key = pl_str_of(keys[part]);
    pl_value v = part == PL_PART_DATABASE ? target->database : target->schema;
    p->target_from = "";
    if (part == PL_PART_IDENTIFIER || v.kind != PL_STR) {
        return;
    }
    p->target = pl_str_from(v);
    if (env && env->schema && part == PL_PART_SCHEMA) {
        set_target(e, p, env->schema, "environments.yml");
    } else if (env && env->connection) {
        set_target(e, p, member(e, env->connection, key), "environments.yml");
    } else if (target->output) {
        set_target(e, p, member(e, target->output, key), "profiles.yml");
    }
    if (!p->target_span.src) {
        p->target_from = "the adapter";
    }
}

/* ---- the macro */

static const pl_package *package_of(const explainer *e, const pl_macro_def *def) {
    for (uint32_t i = 0; i < e->w->package_len; i++) {
        if (pl_str_eq(e->w->packages[i].file->name, def->package)) {
            return &e->w->packages[i];
        }
    }
    return NULL;
}

static bool root_has(const explainer *e, const pl_macro_def *def) {
    return pl_map_has(&e->w->packages[0].macros, def->name);
}

static pl_str why_default(const explainer *e, pl_part part) {
    static const char *const rules[] = {
        "the custom name, else target.database",
        "target.schema, and behind it `_` and the custom name if there is one",
        "the custom name, else the node's own"};
    bool in_package = e->n->owner && e->n->owner->index;
    return pl_str_fmt(e->a, "dbt's default (%s has none): %s",
                      in_package ? "neither the package nor the root project"
                                 : "the project",
                      rules[part]);
}

static pl_str why(const explainer *e, const pl_macro_def *def, pl_part part) {
    const pl_package *p = def->stock ? NULL : package_of(e, def);
    bool in_package = e->n->owner && e->n->owner->index;
    if (!p) {
        return why_default(e, part);
    }
    if (p->index) {
        return root_has(e, def)
                   ? PL_S(
                         "of the node's own package, which comes before the root project's")
                   : PL_S("of the node's own package, in place of dbt's");
    }
    return in_package ? PL_S("the root project's, in place of dbt's, for packages too")
                      : PL_S("the project's own, in place of dbt's");
}

/* The macro of the project or a package that dbt's own one dispatched to: the first that
 * ran and is not dbt's. NULL: none did. */
static const pl_macro_def *dispatched(const pl_trace *t) {
    for (uint32_t i = 0; i < t->events.len; i++) {
        const pl_trace_event *event = &t->events.at[i];
        if (event->kind == PL_TRACE_MACRO && !event->macro->stock) {
            return event->macro;
        }
    }
    return NULL;
}

static pl_str why_dispatched(const explainer *e, const pl_macro_def *to,
                             const pl_macro_def *from) {
    const pl_package *p = package_of(e, to);
    pl_str whose = p && p->index ? pl_str_fmt(e->a, "of %.*s", PL_FMT(to->package))
                                 : PL_S("the project's own");
    return pl_str_fmt(e->a, "%.*s, to which dbt's %.*s dispatches", PL_FMT(whose),
                      PL_FMT(from->name));
}

static void explain_macro(explainer *e, pl_part part, const pl_trace *t) {
    pl_explain_part *p = &e->x->parts[part];
    const pl_macro_def *def = pl_node_name_macro(e->w, e->n, part);
    if (!def) {
        return;
    }
    const pl_macro_def *to = def->stock ? dispatched(t) : NULL;
    p->why = to ? why_dispatched(e, to, def) : why(e, def, part);
    def = to ? to : def;
    p->macro = def;
    if (!def->stock && def->macro.unit) {
        p->macro_span = (pl_span){pl_unit_ast(def->macro.unit)->src,
                                  def->macro.info->lo, def->macro.info->lo + 1};
    }
}

/* ---- snapshots */

/* target_schema and target_database go over what the macro gave. */
static void explain_instead(explainer *e, pl_part part) {
    static const char *const targets[] = {"target_database", "target_schema", ""};
    const pl_explain_config *c = explain_config(e->x, pl_str_of(targets[part]));
    const pl_value *v = pl_dict_find(e->n->config, pl_str_of(targets[part]));
    if (e->n->type == PL_RES_SNAPSHOT && c && v && v->kind == PL_STR && v->len) {
        e->x->parts[part].instead = &c->at[c->len - 1];
    }
}

/* ---- one part */

static void explain_part(explainer *e, pl_part part) {
    pl_explain_part *p = &e->x->parts[part];
    pl_trace trace;
    pl_value made;
    explain_target(e, part);
    p->custom = explain_config(e->x, pl_str_of(keys[part]));
    p->value = part == PL_PART_DATABASE ? explain_text(e->n->database)
               : part == PL_PART_SCHEMA ? explain_text(e->n->schema)
                                        : e->n->alias;
    p->whole = part == PL_PART_SCHEMA && pl_node_schema_is_call(e->w, e->n);
    pl_trace_init(&trace, e->a, true);
    p->failed = !pl_trace_name(e->w, e->n, part, &trace, &made);
    explain_macro(e, part, &trace);
    explain_instead(e, part);
    explain_branches(e, &trace, true, &p->branches);
    explain_variables(e, &trace, &p->reads);
    if (!p->failed) {
        p->made = p->instead ? explain_text(made) : PL_S("");
        explain_sum(e, part, &trace, explain_text(made));
    }
}

void explain_names(explainer *e) {
    for (int i = 0; i < PL_PART_COUNT; i++) {
        explain_part(e, (pl_part)i);
    }
}

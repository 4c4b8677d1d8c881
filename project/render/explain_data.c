/* Where configs, vars and names of sources were set. */
#include "project/render/explain_data.h"

#include "project/render/schema_call.h"

uint32_t pl_node_config_steps(pl_world *w, const pl_dbt_node *n, pl_arena *a,
                              pl_config_step **out) {
    pl_config_input in = pl_node_config_input(n);
    return pl_config_steps(w->configs, &in, a, out);
}

bool pl_node_schema_is_call(pl_world *w, const pl_dbt_node *n) {
    pl_schema_call call = {0};
    return n->config && pl_schema_call_of(w, n, &call);
}

/* ---- keys of dbt_project.yml */

/* The entry of a mapping whose value covers the byte, or begins there. */
static const pl_yaml_entry *covering(const pl_yaml *map, uint32_t lo) {
    for (uint32_t i = 0; pl_yaml_is(map, PL_YAML_MAP) && i < map->count; i++) {
        const pl_yaml_entry *e = &map->as.entries[i];
        if (e->value->src == map->src && e->value->lo <= lo &&
            (lo < e->value->hi || lo == e->value->lo)) {
            return e;
        }
    }
    return NULL;
}

pl_str pl_config_step_path(const pl_world *w, const pl_dbt_node *n,
                           const pl_config_step *step, pl_arena *a) {
    if (step->origin != PL_ORIGIN_PROJECT && step->origin != PL_ORIGIN_ROOT) {
        return PL_S("");
    }
    const pl_package *p =
        step->origin == PL_ORIGIN_ROOT || !n->owner ? &w->packages[0] : n->owner;
    const pl_yaml *map = p->file->raw;
    pl_str path = PL_S("");
    for (const pl_yaml_entry *e;
         step->span.src && (e = covering(map, step->span.lo)) != NULL;) {
        pl_str key = pl_yaml_text(e->key, PL_S("?"));
        path = path.len ? pl_str_cat3(a, path, PL_S("."), key) : key;
        bool arrived = e->value->lo == step->span.lo && e->value->hi == step->span.hi;
        map = arrived ? NULL : e->value;
    }
    return path;
}

/* ---- keys of schema files */

static const pl_yaml *yaml_at(const pl_world *w, pl_str path) {
    bool ok;
    pl_diag_sink quiet = {.arena = w->arena};
    return pl_workspace_yaml(w->ws, path, &quiet, &ok);
}

static const pl_yaml *item_named(const pl_yaml *list, pl_str name) {
    for (uint32_t i = 0; pl_yaml_is(list, PL_YAML_SEQ) && i < list->count; i++) {
        pl_str own = pl_yaml_text(pl_yaml_get(list->as.items[i], "name"), PL_S(""));
        if (pl_str_eq(own, name)) {
            return list->as.items[i];
        }
    }
    return NULL;
}

pl_span pl_node_patch_field(const pl_world *w, const pl_dbt_node *n, pl_str key) {
    static const char *const sections[] = {"models", "seeds", "snapshots", "analyses"};
    uint32_t at = pl_str_find(n->patch_path, PL_S("://"), 0);
    pl_span none = {NULL, 0, 0};
    if (at == UINT32_MAX || !n->owner) {
        return none;
    }
    pl_str file = pl_str_sub(n->patch_path, at + 3, n->patch_path.len);
    const pl_yaml *root =
        yaml_at(w, pl_path_join(w->arena, n->owner->file->root, file));
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        const pl_yaml *item = item_named(pl_yaml_get(root, sections[i]), n->name);
        const pl_yaml *value = pl_yaml_get_str(item, key);
        if (value) {
            return pl_yaml_span(value);
        }
    }
    return none;
}

/* ---- vars */

static bool find_var(const pl_project_file *file, pl_str scope, pl_str name,
                     pl_var_origin *out) {
    const pl_yaml *yaml = file->vars;
    const pl_value *all = &file->vars_value;
    if (scope.at) {
        const pl_value *scoped =
            all->kind == PL_DICT ? pl_dict_find(all->as.dict, scope) : NULL;
        yaml = pl_yaml_get_str(yaml, scope);
        all = scoped;
    }
    const pl_value *v =
        all && all->kind == PL_DICT ? pl_dict_find(all->as.dict, name) : NULL;
    if (v) {
        out->value = *v;
        out->span = pl_yaml_span(pl_yaml_get_str(yaml, name));
    }
    return v != NULL;
}

static bool find_in(const pl_project_file *file, pl_str package, pl_str name,
                    pl_var_from from, pl_var_origin *out) {
    out->from = from;
    return find_var(file, package, name, out) ||
           find_var(file, (pl_str){NULL, 0}, name, out);
}

pl_var_origin pl_node_var(const pl_world *w, const pl_dbt_node *n, pl_str name) {
    pl_var_origin v = {PL_VAR_COMMAND_LINE, pl_none(), {NULL, 0, 0}};
    const pl_value *given = w->options.cli_vars.kind == PL_DICT
                                ? pl_dict_find(w->options.cli_vars.as.dict, name)
                                : NULL;
    if (given) {
        v.value = *given;
        return v;
    }
    if (find_in(w->packages[0].file, n->package, name, PL_VAR_ROOT, &v) ||
        (n->owner && n->owner->index &&
         find_in(n->owner->file, n->package, name, PL_VAR_PACKAGE, &v))) {
        return v;
    }
    v.from = PL_VAR_UNSET;
    return v;
}

/* ---- sources */

static bool holds(const pl_yaml *y, pl_span span) {
    return y->src == span.src && y->lo <= span.lo && span.hi <= y->hi;
}

static const pl_yaml *item_around(const pl_yaml *list, pl_span span) {
    for (uint32_t i = 0; pl_yaml_is(list, PL_YAML_SEQ) && i < list->count; i++) {
        if (holds(list->as.items[i], span)) {
            return list->as.items[i];
        }
    }
    return NULL;
}

const pl_yaml *pl_source_field(const pl_world *w, const pl_dbt_node *n, bool of_table,
                               const char *key) {
    if (!n->span.src) {
        return NULL;
    }
    const pl_yaml *root = yaml_at(w, n->span.src->path);
    const pl_yaml *entry = item_around(pl_yaml_get(root, "sources"), n->span);
    if (of_table) {
        entry = item_around(pl_yaml_get(entry, "tables"), n->span);
    }
    return pl_yaml_get(entry, key);
}

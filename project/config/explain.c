/* Where a node's config values came from, and config paths that match nothing. */
#include "eval/ops/python_text.h"
#include "project/config/config_tree_priv.h"
#include "support/vec.h"

typedef PL_VEC(pl_config_step) step_list;

typedef struct teller {
    const pl_config_set *set;
    const pl_config_def *def;
    const pl_config_input *in;
    pl_arena *a;
    pl_dict *config; /* as it stands after the steps so far */
    step_list steps;
} teller;

static void add_step(teller *t, pl_str key, pl_value value, pl_value raw, pl_span span,
                     pl_config_origin origin) {
    pl_config_step step = {
        .key = key,
        .value = value,
        .raw = raw,
        .span = span,
        .origin = origin,
        .merge = pl_config_merge_of(t->def, key),
    };
    pl_value *result = pl_dict_find(t->config, key);
    step.result = result ? *result : pl_none();
    PL_PUSH(t->a, &t->steps, step);
}

static void tell_defaults(teller *t) {
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(t->config, &i)) != NULL;) {
        add_step(t, pl_str_from(e->key), e->value, (pl_value){.kind = PL_UNSET},
                 (pl_span){0}, PL_ORIGIN_DEFAULT);
    }
}

/* What `own` sets, with the places that `map` (as written) has for it. */
static void tell(teller *t, const pl_dict *own, const pl_dict *raw, const pl_yaml *map,
                 pl_span otherwise, pl_config_origin origin) {
    pl_str key, why;
    pl_config_join(t->def, t->set->defaults[t->in->cls], t->config, own, t->a, &key,
                   &why);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(own, &i)) != NULL;) {
        pl_str name = e->key.kind == PL_STR ? pl_str_from(e->key) : PL_S("");
        const pl_yaml_entry *at = pl_config_entry_of(t->set->adapter, map, name);
        pl_value *written = raw ? pl_dict_find(raw, name) : NULL;
        bool same = !written || pl_python_equal(t->a, *written, e->value);
        add_step(t, name, e->value, same ? (pl_value){.kind = PL_UNSET} : *written,
                 at ? pl_yaml_span(at->value) : otherwise, origin);
    }
}

static void tell_tree(teller *t, pl_str package, pl_config_origin origin) {
    const pl_config_level *level = pl_config_top(t->set, t->in->cls, package);
    for (uint32_t i = 0; level; i++) {
        tell(t, level->own, level->own_raw, level->raw, pl_yaml_span(level->raw),
             origin);
        level = i < t->in->fqn_len ? pl_config_child(level, t->in->fqn[i]) : NULL;
    }
}

static void tell_own(teller *t, const pl_dict *d, const pl_dict *raw,
                     const pl_yaml *map, pl_span otherwise, pl_config_origin origin) {
    pl_str why = {0};
    if (d && d->len) {
        tell(t, pl_config_canonical(t->set, d, true, t->a, &why), raw, map, otherwise,
             origin);
    }
}

uint32_t pl_config_steps(const pl_config_set *set, const pl_config_input *in,
                         pl_arena *a, pl_config_step **out) {
    teller t = {set, pl_config_def_of(in->cls), in, a, NULL, {0}};
    const pl_config_level *top = pl_config_top(set, in->cls, in->package);
    t.config = pl_config_copy(set->defaults[in->cls], a);
    tell_defaults(&t);
    tell_tree(&t, top ? in->package : set->projects[0]->name, PL_ORIGIN_PROJECT);
    tell_own(&t, in->patch, in->unrendered_patch, in->patch_yaml, in->where,
             PL_ORIGIN_SCHEMA);
    tell_own(&t, in->calls, in->unrendered_calls, NULL,
             in->calls_span.src ? in->calls_span : in->where, PL_ORIGIN_CALL);
    if (top && !pl_config_is_root(set, in->package)) {
        tell_tree(&t, set->projects[0]->name, PL_ORIGIN_ROOT);
    }
    *out = t.steps.at;
    return t.steps.len;
}

/* ---- paths that match nothing */

typedef struct seeker {
    const pl_fqns *fqns;
    const pl_fqns *disabled;
    pl_section section;
    pl_arena *a;
    PL_VEC(pl_config_unused) found;
    pl_str path[PL_YAML_DEPTH]; /* folders that lead here */
} seeker;

static bool leads_to(const pl_fqns *fqns, const pl_str *path, uint32_t depth) {
    for (uint32_t i = 0; fqns && i < fqns->len; i++) {
        uint32_t n = 0;
        while (n < depth && n < fqns->at[i].len &&
               pl_str_eq(fqns->at[i].at[n], path[n])) {
            n++;
        }
        if (n == depth) {
            return true;
        }
    }
    return false;
}

static void note_unused(seeker *s, uint32_t depth, pl_span span) {
    pl_config_unused u = {s->section, pl_str_of(pl_section_name(s->section)), span};
    if (leads_to(s->fqns, s->path, depth) || leads_to(s->disabled, s->path, depth)) {
        return;
    }
    for (uint32_t i = 0; i < depth; i++) {
        u.path = pl_str_cat3(s->a, u.path, PL_S("."), s->path[i]);
    }
    PL_PUSH(s->a, &s->found, u);
}

/* A level that sets something is a path; folders lead on. */
static void seek(seeker *s, const pl_yaml *map, const pl_dict *rendered, uint32_t depth,
                 pl_span span) {
    bool sets = false;
    for (uint32_t i = 0; i < map->count && depth < PL_YAML_DEPTH; i++) {
        const pl_yaml_entry *e = &map->as.entries[i];
        pl_str key = pl_yaml_text(e->key, PL_S(""));
        pl_value *value = pl_dict_find(rendered, key);
        bool folder = value && value->kind == PL_DICT &&
                      e->value->kind == PL_YAML_MAP && !(key.len && key.at[0] == '+');
        if (!folder) {
            sets = true;
            continue;
        }
        s->path[depth] = key;
        seek(s, e->value, value->as.dict, depth + 1, pl_yaml_span(e->key));
    }
    if (sets) {
        note_unused(s, depth, span);
    }
}

uint32_t pl_config_unused_paths(const pl_project_file *root,
                                const pl_fqns fqns[PL_SECTION_COUNT],
                                const pl_fqns *disabled, pl_arena *a,
                                pl_config_unused **out) {
    seeker s = {.disabled = disabled, .a = a};
    for (int i = 0; i < PL_SECTION_COUNT; i++) {
        const pl_section_tree *tree = &root->sections[i];
        s.section = (pl_section)i;
        s.fqns = &fqns[i];
        if (tree->raw && tree->rendered.kind == PL_DICT) {
            seek(&s, tree->raw, tree->rendered.as.dict, 0, pl_yaml_span(tree->raw));
        }
    }
    *out = s.found.at;
    return s.found.len;
}

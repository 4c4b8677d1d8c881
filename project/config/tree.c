/* Config trees of the projects, and a node's config from them. */
#include "project/config/tree.h"

#include "eval/ops/python_text.h"
#include "project/config/config_tree_priv.h"

/* ---- one level: its own keys */

typedef struct grower {
    pl_config_set *set;
    const pl_config_def *def;
    const pl_dict *defaults; /* of the class */
    pl_arena *a;
    pl_diag_sink *sink;
    bool ok;
} grower;

/* "+schema" -> "schema"; false: not a config key but a folder. */
static bool config_key(pl_str key, bool is_dict, pl_str *out) {
    if (key.len && key.at[0] == '+') {
        *out = pl_str_trim(pl_str_sub(key, 1, key.len));
        return true;
    }
    *out = key;
    return !is_dict;
}

/* dbt dies of a key that is no text ("'bool' object has no attribute 'startswith'"). */
static void bad_key(grower *g, const pl_yaml *key) {
    pl_str text = pl_str_sub(key->src->text, key->lo, key->hi);
    pl_diag *d = pl_diag_addf(g->sink, PL_E0502, pl_yaml_span(key),
                              "the key %.*s is no text: YAML reads it as %s",
                              PL_FMT(text), pl_yaml_type_name(key));
    d->help = PL_S("put it in quotes");
    d->dbt_text =
        pl_str_fmt(g->sink->arena, "'%s' object has no attribute 'startswith'",
                   pl_yaml_type_name(key));
    g->ok = false;
}

static void take_keys(grower *g, pl_config_level *level, const pl_dict *rendered) {
    pl_dict *own = pl_dict_new(g->a, 4).as.dict;
    pl_dict *raw = pl_dict_new(g->a, 4).as.dict;
    for (uint32_t i = 0; level->raw && i < level->raw->count; i++) {
        const pl_yaml_entry *e = &level->raw->as.entries[i];
        pl_str name;
        if (!pl_yaml_is_str(e->key)) {
            bad_key(g, e->key);
            continue;
        }
        pl_str key = pl_str_from(e->key->scalar);
        pl_value *value = pl_dict_find(rendered, key);
        bool is_dict = value ? value->kind == PL_DICT : e->value->kind == PL_YAML_MAP;
        if (config_key(key, is_dict, &name)) {
            pl_dict_put_str(g->a, own, name, value ? *value : pl_none());
        }
        if (config_key(key, e->value->kind == PL_YAML_MAP, &name)) {
            pl_dict_put_str(g->a, raw, name, pl_yaml_value(e->value, g->a, NULL));
        }
    }
    level->own = own;
    level->own_raw = raw;
}

const pl_yaml_entry *pl_config_entry_of(const pl_adapter *ad, const pl_yaml *map,
                                        pl_str key) {
    const pl_yaml_entry *found = NULL;
    for (uint32_t i = 0; pl_yaml_is(map, PL_YAML_MAP) && i < map->count; i++) {
        const pl_yaml_entry *e = &map->as.entries[i];
        pl_str name = pl_yaml_text(e->key, PL_S(""));
        bool plus = name.len && name.at[0] == '+';
        name = plus ? pl_str_trim(pl_str_sub(name, 1, name.len)) : name;
        bool same = pl_str_eq(name, key) ||
                    pl_str_eq(pl_adapter_canonical(ad, name), key) ||
                    (PL_STR_IS(name, "pre_hook") && PL_STR_IS(key, "pre-hook")) ||
                    (PL_STR_IS(name, "post_hook") && PL_STR_IS(key, "post-hook"));
        if (same && (plus || e->value->kind != PL_YAML_MAP || !found)) {
            found = e;
        }
    }
    return found;
}

static void level_fault(grower *g, pl_config_level *level, const char *type, pl_str key,
                        pl_str words) {
    const pl_yaml_entry *e = NULL;
    if (level->fault.text.len) {
        return;
    }
    for (const pl_config_level *l = level; l && !e; l = l->up) {
        e = pl_config_entry_of(g->set->adapter, l->raw, key);
    }
    level->fault.text = words;
    level->fault.dbt_text = pl_str_fmt(g->a, "%s Error\n  %.*s", type, PL_FMT(words));
    level->fault.span = pl_yaml_span(e ? e->value : level->raw);
}

const pl_dict *pl_config_canonical(const pl_config_set *set, const pl_dict *d,
                                   bool hooks, pl_arena *a, pl_str *why) {
    const pl_dict *out;
    if (!pl_adapter_translate(set->adapter, d, a, &out, why)) {
        return d;
    }
    return hooks ? pl_config_hook_names(out, a) : out;
}

/* Merge the level's keys onto its outer level's config, and check what it set. */
static void settle_level(grower *g, pl_config_level *level, const pl_dict *outer,
                         const pl_dict *outer_unrendered) {
    pl_str key = {0};
    pl_str why = {0};
    level->own = pl_config_canonical(g->set, level->own, true, g->a, &why);
    level->own_raw = pl_config_canonical(g->set, level->own_raw, false, g->a, &why);
    if (why.len) {
        level_fault(g, level, "Runtime", key, why);
    }
    level->merged = pl_config_copy(outer, g->a);
    if (!pl_config_join(g->def, g->defaults, level->merged, level->own, g->a, &key,
                        &why)) {
        level_fault(g, level, "Internal", key, why);
    }
    level->unrendered = pl_config_copy(outer_unrendered, g->a);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(level->own_raw, &i)) != NULL;) {
        pl_python_put(g->a, level->unrendered, e->key, e->value);
    }
    i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(level->own, &i)) != NULL;) {
        pl_config_words words = {0};
        if (!pl_config_check_key(g->def, level->merged, pl_str_from(e->key), g->a,
                                 &words)) {
            level_fault(g, level, "Parsing", pl_str_from(e->key), words.text);
        }
    }
    if (level->up && level->up->fault.text.len && !level->fault.text.len) {
        level->fault = level->up->fault;
    }
}

/* dbt makes the object of the values that aren't null, over those of `earlier`: so a
 * null gives way to an earlier value, or to the class's default. What the class doesn't
 * know stays null. */
static pl_dict *shown_of(const pl_dict *config, const pl_dict *earlier,
                         const pl_dict *defaults, pl_arena *a) {
    pl_dict *copy = NULL;
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(config, &i)) != NULL;) {
        if (e->value.kind != PL_NONE || e->key.kind != PL_STR) {
            continue;
        }
        pl_str key = pl_str_from(e->key);
        pl_value *known = pl_dict_find_str(defaults, key, e->hash);
        pl_value *v = earlier ? pl_dict_find_str(earlier, key, e->hash) : NULL;
        if (!v || v->kind == PL_NONE) {
            v = known;
        }
        if (known && v->kind != PL_NONE) {
            copy = copy ? copy : pl_config_copy(config, a);
            pl_dict_put_str(a, copy, key, *v);
        }
    }
    return copy ? copy : (pl_dict *)(uintptr_t)config;
}

static pl_config_level *grow(grower *g, const pl_config_level *up, const pl_yaml *raw,
                             const pl_dict *rendered) {
    pl_config_level *level = PL_NEW(g->a, pl_config_level);
    pl_dict *none = pl_dict_new(g->a, 0).as.dict;
    level->up = up;
    level->raw = raw;
    take_keys(g, level, rendered);
    settle_level(g, level, up ? up->merged : g->defaults, up ? up->unrendered : none);
    level->merged_shown = shown_of(level->merged, NULL, g->defaults, g->a);
    for (uint32_t i = 0; raw && i < raw->count; i++) {
        const pl_yaml_entry *e = &raw->as.entries[i];
        pl_value *value = pl_yaml_is_str(e->key)
                              ? pl_dict_find(rendered, pl_str_from(e->key->scalar))
                              : NULL;
        if (value && value->kind == PL_DICT && e->value->kind == PL_YAML_MAP) {
            pl_map_put(&level->children, g->a, pl_str_from(e->key->scalar),
                       grow(g, level, e->value, value->as.dict));
        }
    }
    return level;
}

/* ---- the set */

static void add_project(pl_config_set *set, const pl_project_file *p, pl_arena *a,
                        pl_diag_sink *sink, bool *ok) {
    pl_config_level **tops = PL_NEW_ARRAY0(a, pl_config_level *, PL_CONFIG_CLASS_COUNT);
    const pl_dict *none = pl_dict_new(a, 0).as.dict;
    for (int cls = 0; cls < PL_CONFIG_CLASS_COUNT; cls++) {
        const pl_config_def *def = pl_config_def_of((pl_config_class)cls);
        const pl_section_tree *tree = &p->sections[def->section];
        grower g = {set, def, set->defaults[cls], a, sink, true};
        /* Analyses read the tree of the models: its faults are told once. */
        pl_diag_point before = pl_diag_mark(sink);
        const pl_dict *rendered =
            tree->rendered.kind == PL_DICT ? tree->rendered.as.dict : none;
        tops[cls] = grow(&g, NULL, tree->raw, rendered);
        if (cls == PL_CONFIG_ANALYSIS) {
            pl_diag_rollback(sink, before);
        }
        *ok = *ok && g.ok;
    }
    pl_map_put(&set->packages, a, p->name, tops);
}

const pl_config_set *pl_config_set_new(const pl_project_file *const *projects,
                                       uint32_t project_count,
                                       const pl_adapter *adapter, pl_arena *a,
                                       pl_diag_sink *sink) {
    pl_config_set *set = PL_NEW(a, pl_config_set);
    bool ok = true;
    set->adapter = adapter;
    set->projects = projects;
    for (int cls = 0; cls < PL_CONFIG_CLASS_COUNT; cls++) {
        set->defaults[cls] =
            pl_config_defaults(pl_config_def_of((pl_config_class)cls), a);
    }
    for (uint32_t i = 0; i < project_count; i++) {
        add_project(set, projects[i], a, sink, &ok);
    }
    return ok ? set : NULL;
}

const pl_config_level *pl_config_top(const pl_config_set *set, pl_config_class cls,
                                     pl_str package) {
    pl_config_level **tops = pl_map_get(&set->packages, package);
    return tops ? tops[cls] : NULL;
}

const pl_config_level *pl_config_child(const pl_config_level *level, pl_str name) {
    return level->children.len ? pl_map_get(&level->children, name) : NULL;
}

const pl_config_level *pl_config_level_of(const pl_config_set *set, pl_config_class cls,
                                          pl_str package, const pl_str *fqn,
                                          uint32_t fqn_len) {
    const pl_config_level *level = pl_config_top(set, cls, package);
    if (!level) {
        level = pl_config_top(set, cls, set->projects[0]->name);
    }
    for (uint32_t i = 0; i < fqn_len; i++) {
        const pl_config_level *next = pl_config_child(level, fqn[i]);
        if (!next) {
            break;
        }
        level = next;
    }
    return level;
}

bool pl_config_is_root(const pl_config_set *set, pl_str package) {
    return pl_str_eq(set->projects[0]->name, package);
}

/* ---- building */

typedef struct build {
    const pl_config_set *set;
    const pl_config_def *def;
    const pl_config_input *in;
    pl_arena *a;
    pl_diag_sink *sink;
    pl_dict *config; /* private once `owned` */
    pl_dict *unrendered;
    bool owned;
    bool ok;
} build;

static pl_diag *report(build *b, const char *type, pl_str key, pl_str words) {
    pl_config_step *steps;
    uint32_t count = pl_config_steps(b->set, b->in, b->sink->arena, &steps);
    pl_span span = b->in->where;
    for (uint32_t i = 0; i < count; i++) {
        if (pl_str_eq(steps[i].key, key) && steps[i].span.src) {
            span = steps[i].span;
        }
    }
    pl_str text = b->in->node_name.len
                      ? pl_str_fmt(b->sink->arena, "config of %.*s: %.*s",
                                   PL_FMT(b->in->node_name), PL_FMT(words))
                      : words;
    pl_diag *d = pl_diag_add(b->sink, PL_E0502, span, text);
    d->node = b->in->node;
    d->dbt_text = pl_str_fmt(b->sink->arena, "%s Error\n  %.*s", type, PL_FMT(words));
    b->ok = false;
    return d;
}

static void own(build *b) {
    if (!b->owned) {
        b->config = pl_config_copy(b->config, b->a);
        b->unrendered = pl_config_copy(b->unrendered, b->a);
        b->owned = true;
    }
}

static void join(build *b, const pl_dict *from) {
    pl_str key = {0};
    pl_str why = {0};
    own(b);
    if (!pl_config_join(b->def, b->set->defaults[b->in->cls], b->config, from, b->a,
                        &key, &why)) {
        report(b, "Internal", key, why);
    }
}

static void join_unrendered(build *b, const pl_dict *from) {
    uint32_t i = 0;
    own(b);
    for (const pl_dict_entry *e; (e = pl_dict_next(from, &i)) != NULL;) {
        pl_python_put(b->a, b->unrendered, e->key, e->value);
    }
}

/* The patch or the calls of the node, rendered and unrendered. */
static void join_pair(build *b, const pl_dict *rendered, const pl_dict *unrendered) {
    pl_str why = {0};
    if (rendered && rendered->len) {
        join(b, pl_config_canonical(b->set, rendered, true, b->a, &why));
    }
    if (!unrendered) {
        unrendered = rendered;
    }
    if (unrendered && unrendered->len) {
        join_unrendered(b, pl_config_canonical(b->set, unrendered, false, b->a, &why));
    }
    if (why.len) {
        report(b, "Runtime", (pl_str){0}, why);
    }
}

/* A Python model is a table unless its schema file says otherwise. */
static void default_python(build *b) {
    bool given = b->in->patch && pl_dict_find(b->in->patch, PL_S("materialized"));
    if (b->in->python && b->in->cls == PL_CONFIG_MODEL && !given) {
        own(b);
        pl_dict_put_str(b->a, b->config, PL_S("materialized"),
                        pl_string(PL_S("table")));
        pl_dict_put_str(b->a, b->unrendered, PL_S("materialized"),
                        pl_string(PL_S("table")));
    }
}

static void join_root(build *b) {
    const pl_config_level *level =
        pl_config_top(b->set, b->in->cls, b->set->projects[0]->name);
    for (uint32_t i = 0; level; i++) {
        if (level->own->len) {
            join(b, level->own);
        }
        if (level->own_raw->len) {
            join_unrendered(b, level->own_raw);
        }
        level = i < b->in->fqn_len ? pl_config_child(level, b->in->fqn[i]) : NULL;
    }
}

/* Of the keys that the node itself set, the first bad one in the order of the class. */
static void check_dict(build *b, const pl_dict *d, uint32_t *best, pl_str *key,
                       pl_config_words *words) {
    uint32_t i = 0;
    for (const pl_dict_entry *e; d && (e = pl_dict_next(d, &i)) != NULL;) {
        uint32_t order = 0;
        pl_config_words why = {0};
        pl_str name = e->key.kind == PL_STR ? pl_str_from(e->key) : (pl_str){0};
        name = pl_adapter_canonical(b->set->adapter, name);
        name = PL_STR_IS(name, "pre_hook")    ? PL_S("pre-hook")
               : PL_STR_IS(name, "post_hook") ? PL_S("post-hook")
                                              : name;
        if (pl_config_field_of(b->def, name, &order) && order < *best &&
            !pl_config_check_key(b->def, b->config, name, b->a, &why)) {
            *best = order;
            *key = name;
            *words = why;
        }
    }
}

static void check(build *b, const pl_config_level *level) {
    uint32_t best = UINT32_MAX;
    pl_str key = {0};
    pl_config_words words = {0};
    if (level->fault.text.len) {
        pl_diag *d =
            pl_diag_add(b->sink, PL_E0502, level->fault.span, level->fault.text);
        d->dbt_text = level->fault.dbt_text;
        d->help = PL_S("it applies to every node below this path");
        b->ok = false;
        return;
    }
    check_dict(b, b->in->patch, &best, &key, &words);
    check_dict(b, b->in->calls, &best, &key, &words);
    if (!pl_config_is_root(b->set, b->in->package)) {
        const pl_config_level *l = pl_config_level_of(
            b->set, b->in->cls, b->set->projects[0]->name, b->in->fqn, b->in->fqn_len);
        for (; l; l = l->up) {
            check_dict(b, l->own, &best, &key, &words);
        }
    }
    if (!words.text.len && b->owned) {
        pl_config_check_whole(b->def, b->config, b->a, &words);
    }
    if (!words.text.len) {
        return;
    }
    pl_diag *d = report(b, "Parsing", key, words.text);
    if (words.boolean) {
        d->help = PL_S("a rendered text is no boolean: compare it, e.g. "
                       "\"{{ env_var('X') | lower == 'true' }}\"");
    }
}

bool pl_config_build(const pl_config_set *set, const pl_config_input *in,
                     const pl_dict *earlier, pl_arena *a, pl_diag_sink *sink,
                     pl_config_result *out) {
    const pl_config_level *level =
        pl_config_level_of(set, in->cls, in->package, in->fqn, in->fqn_len);
    build b = {set,           pl_config_def_of(in->cls), in,    a,   sink,
               level->merged, level->unrendered,         false, true};
    default_python(&b);
    join_pair(&b, in->patch, in->unrendered_patch);
    join_pair(&b, in->calls, in->unrendered_calls);
    if (!pl_config_is_root(set, in->package)) {
        join_root(&b);
    }
    if (b.ok) {
        check(&b, level);
    }
    out->config = b.config;
    out->unrendered = b.unrendered;
    if (!earlier && !b.owned) {
        out->shown = level->merged_shown;
    } else {
        earlier = earlier ? earlier : level->merged_shown;
        out->shown = shown_of(b.config, earlier, set->defaults[in->cls], a);
    }
    return b.ok;
}

const pl_dict *pl_config_base(const pl_config_set *set, pl_config_class cls,
                              pl_str package, const pl_str *fqn, uint32_t fqn_len,
                              pl_arena *a) {
    const pl_config_level *level = pl_config_level_of(set, cls, package, fqn, fqn_len);
    if (pl_config_is_root(set, package)) {
        return level->merged_shown;
    }
    pl_arena scratch = {0};
    pl_diag_sink quiet = {.arena = &scratch};
    pl_config_input in = {
        .cls = cls, .package = package, .fqn = fqn, .fqn_len = fqn_len};
    pl_config_result r;
    pl_config_build(set, &in, NULL, a, &quiet, &r);
    pl_arena_free(&scratch);
    return r.shown;
}

/* Why a node differs: its files, its configs, its names, what it stands on; what its
 * two renders did otherwise is in cause_render.c. */
#include "diff/cause_priv.h"

#include "project/render/explain_data.h"

enum { MOST_CAUSES = 8 };

static bool same_cause(const pl_cause *x, const pl_cause *y) {
    bool paths = !x->span.src == !y->span.src &&
                 (!x->span.src || pl_str_eq(x->span.src->path, y->span.src->path));
    return paths && x->kind == y->kind && x->span.lo == y->span.lo &&
           pl_str_eq(x->text, y->text);
}

void pl_cause_add(pl_cause_list *to, pl_arena *a, pl_cause cause) {
    for (uint32_t i = 0; i < to->len; i++) {
        if (same_cause(&to->at[i], &cause)) {
            return;
        }
    }
    if (to->len < MOST_CAUSES) {
        PL_PUSH(a, to, cause);
    }
}

static void add_cause(pl_finder *f, pl_cause_kind kind, bool in_a, pl_span span,
                      pl_str text) {
    pl_cause cause = {.kind = kind, .in_a = in_a, .span = span, .text = text};
    pl_cause_add(&f->all, f->arena, cause);
}

pl_str pl_one_line(const pl_diff *d, pl_arena *a, pl_str s) {
    const pl_side *sides[] = {&d->a, &d->b};
    pl_env both = {0};
    for (size_t i = 0; i < 2; i++) {
        if (sides[i]->world) {
            pl_env_hide_all(&both, a, sides[i]->world->options.env);
        }
    }
    s = pl_env_mask(&both, a, s);
    char *to = pl_str_z(a, s);
    uint32_t len = 0;
    for (uint32_t i = 0; i < s.len; i++) {
        bool space = to[i] == '\n' || to[i] == '\r' || to[i] == '\t' || to[i] == ' ';
        if (!space || (len && to[len - 1] != ' ')) {
            to[len++] = space ? ' ' : to[i];
        }
    }
    return (pl_str){to, len};
}

static pl_str both_values(pl_finder *f, pl_str what, pl_str a, pl_str b) {
    return pl_str_fmt(f->arena, "%.*s: %.*s in %.*s, %.*s in %.*s", PL_FMT(what),
                      PL_FMT(a), PL_FMT(f->d->a.label), PL_FMT(b),
                      PL_FMT(f->d->b.label));
}

/* ---- files */

static uint32_t line_end(pl_str text, uint32_t lo) {
    uint32_t end = pl_str_find(text, PL_S("\n"), lo);
    return end == UINT32_MAX ? text.len : end;
}

static pl_span line_at(const pl_source *s, uint32_t lo) {
    return (pl_span){s, lo, line_end(s->text, lo)};
}

pl_span pl_changed_line(const pl_source *a, const pl_source *b, bool *in_a) {
    uint32_t lo = 0, last = 0;
    while (lo < a->text.len && lo < b->text.len) {
        uint32_t x = line_end(a->text, lo), y = line_end(b->text, lo);
        if (!pl_str_eq(pl_str_sub(a->text, lo, x), pl_str_sub(b->text, lo, y))) {
            break;
        }
        last = lo;
        lo = y + 1;
    }
    bool gone = lo >= b->text.len && lo < a->text.len;
    if (in_a) {
        *in_a = gone;
    }
    return gone && in_a ? line_at(a, lo) : line_at(b, lo < b->text.len ? lo : last);
}

static void own_file(pl_finder *f) {
    const pl_template *a = f->a->template, *b = f->b->template;
    if (a && b && a->src != b->src && !pl_str_eq(a->src->text, b->src->text)) {
        bool in_a;
        pl_span span = pl_changed_line(a->src, b->src, &in_a);
        add_cause(f, PL_CAUSE_FILE, in_a, span, PL_S("the file changed"));
    } else if (!pl_str_eq(f->a->raw_code, f->b->raw_code)) {
        add_cause(f, PL_CAUSE_FILE, false, f->b->span, PL_S("its text changed"));
    } else if (f->b->type == PL_RES_SEED &&
               !pl_str_eq(f->a->checksum, f->b->checksum)) {
        add_cause(f, PL_CAUSE_FILE, false, f->b->span, PL_S("the data changed"));
    }
}

/* ---- configs */

static const pl_config_step *step_of(pl_world *w, const pl_dbt_node *n, pl_str key,
                                     pl_arena *a) {
    pl_config_step *steps;
    uint32_t len = pl_node_config_steps(w, n, a, &steps);
    const pl_config_step *last = NULL;
    for (uint32_t i = 0; i < len; i++) {
        bool set = pl_str_eq(steps[i].key, key) && steps[i].span.src;
        last = set ? &steps[i] : last;
    }
    return last;
}

/* The line that set the key, in the second side or, when it is
 * gone there, the first. */
static bool config_place(pl_finder *f, const pl_dbt_node *na, const pl_dbt_node *nb,
                         pl_str key, pl_span *span) {
    const pl_config_step *b = step_of(f->d->b.world, nb, key, f->scratch);
    const pl_config_step *a = b ? NULL : step_of(f->d->a.world, na, key, f->scratch);
    const pl_config_step *step = b ? b : a;
    *span = step ? step->span : (pl_span){0};
    return !b && a;
}

static void configs(pl_finder *f) {
    pl_config_change *changes = (pl_config_change *)(uintptr_t)f->n->changes;
    const pl_str absent = PL_S("not set");
    for (uint32_t i = 0; i < f->n->change_len; i++) {
        pl_config_change *c = &changes[i];
        bool in_a = config_place(f, f->a, f->b, c->key, &c->span);
        add_cause(
            f, PL_CAUSE_CONFIG, in_a, c->span,
            both_values(f, c->key, c->a.len ? c->a : absent, c->b.len ? c->b : absent));
    }
}

static bool same_value(pl_finder *f, pl_str key, pl_str *a, pl_str *b) {
    const pl_value *x = f->a->config ? pl_dict_find(f->a->config, key) : NULL;
    const pl_value *y = f->b->config ? pl_dict_find(f->b->config, key) : NULL;
    *a = x && x->kind == PL_STR ? pl_str_from(*x) : PL_S("");
    *b = y && y->kind == PL_STR ? pl_str_from(*y) : PL_S("");
    return pl_str_eq(*a, *b);
}

/* Config keys that names are made of. */
static void name_configs(pl_finder *f) {
    static const char *const keys[] = {"database", "schema", "alias", "target_database",
                                       "target_schema"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        pl_str key = pl_str_of(keys[i]), a, b;
        pl_span span;
        if (!same_value(f, key, &a, &b)) {
            bool in_a = config_place(f, f->a, f->b, key, &span);
            add_cause(f, PL_CAUSE_CONFIG, in_a, span,
                      pl_str_fmt(f->arena, "%s: '%.*s' in %.*s, '%.*s' in %.*s",
                                 keys[i], PL_FMT(a), PL_FMT(f->d->a.label), PL_FMT(b),
                                 PL_FMT(f->d->b.label)));
        }
    }
}

static pl_span quoting_line(const pl_world *w, const char *part) {
    const pl_yaml *quoting = pl_yaml_get(w->packages[0].file->raw, "quoting");
    return pl_yaml_span(pl_yaml_get(quoting, part));
}

/* The quoting of a part of the relation. */
static void quotes(pl_finder *f) {
    static const char *const parts[] = {"database", "schema", "identifier"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (f->a->quoted[i] != f->b->quoted[i] && f->a->has_relation &&
            f->b->has_relation) {
            pl_str what = pl_str_fmt(f->arena, "quoting of the %s", parts[i]);
            pl_span here = quoting_line(f->d->b.world, parts[i]);
            pl_span there = quoting_line(f->d->a.world, parts[i]);
            add_cause(f, PL_CAUSE_CONFIG, !here.src, here.src ? here : there,
                      both_values(f, what,
                                  f->a->quoted[i] ? PL_S("true") : PL_S("false"),
                                  f->b->quoted[i] ? PL_S("true") : PL_S("false")));
        }
    }
}

/* ---- the target's place */

static pl_str member(const pl_world *w, const char *name) {
    const pl_value *v = w->target.dict.kind == PL_DICT
                            ? pl_dict_find(w->target.dict.as.dict, pl_str_of(name))
                            : NULL;
    return v && v->kind == PL_STR ? pl_str_from(*v) : PL_S("");
}

/* Where the connection says it: an environment's schema, or the output's own line. */
static pl_span member_place(const pl_side *side, const char *name) {
    const pl_environment *e = side->environment;
    const pl_target *t = &side->world->target;
    if (e && e->schema && !strcmp(name, "schema")) {
        return pl_yaml_span(e->schema);
    }
    const pl_yaml *fields = e && e->connection ? e->connection : t->output;
    for (uint32_t i = 0; fields && i < fields->count; i++) {
        pl_str key = pl_yaml_text(fields->as.entries[i].key, PL_S(""));
        if (pl_str_eq(pl_adapter_canonical(t->adapter, key), pl_str_of(name))) {
            return pl_yaml_span(fields->as.entries[i].value);
        }
    }
    return t->span;
}

static void target_members(pl_finder *f) {
    static const char *const names[] = {"database", "schema"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        pl_str a = member(f->d->a.world, names[i]), b = member(f->d->b.world, names[i]);
        if (!pl_str_eq(a, b)) {
            pl_str what = pl_str_fmt(f->arena, "target.%s", names[i]);
            add_cause(f, PL_CAUSE_OUTPUT, false, member_place(&f->d->b, names[i]),
                      both_values(f, what, pl_str_fmt(f->arena, "'%.*s'", PL_FMT(a)),
                                  pl_str_fmt(f->arena, "'%.*s'", PL_FMT(b))));
        }
    }
}

/* ---- sources */

/* A source's names are written in its schema file. */
static void source_names(pl_finder *f) {
    static const char *const keys[] = {"database", "schema", "identifier"};
    const pl_side_node *a = f->n->a, *b = f->n->b;
    const pl_str left[] = {a->database, a->schema, a->alias};
    const pl_str right[] = {b->database, b->schema, b->alias};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (pl_str_eq(left[i], right[i])) {
            continue;
        }
        const pl_yaml *there = pl_source_field(f->d->b.world, f->b, i == 2, keys[i]);
        add_cause(f, PL_CAUSE_CONFIG, false, there ? pl_yaml_span(there) : f->b->span,
                  both_values(f, pl_str_of(keys[i]),
                              pl_str_fmt(f->arena, "'%.*s'", PL_FMT(left[i])),
                              pl_str_fmt(f->arena, "'%.*s'", PL_FMT(right[i]))));
    }
}

/* ---- ephemeral models, whose SQL is part of this one */

static void upstream_of(pl_finder *f, const pl_dbt_node *e) {
    const pl_diff_node *n = pl_map_get(&f->d->by_id, e->unique_id);
    if (!n || !n->a || !n->b || !n->a->node || !n->b->node) {
        return;
    }
    pl_str a = n->a->materialized, b = n->b->materialized;
    if (!pl_str_eq(a, b)) {
        pl_span span;
        bool in_a =
            config_place(f, n->a->node, n->b->node, PL_S("materialized"), &span);
        pl_str what = pl_str_fmt(f->arena, "materialized of %.*s", PL_FMT(n->name));
        add_cause(f, PL_CAUSE_UPSTREAM, in_a, span, both_values(f, what, a, b));
    } else if (!pl_str_eq(n->a->node->compiled_body, n->b->node->compiled_body) &&
               n->verdict >= PL_VERDICT_WHITESPACE && n->verdict != PL_VERDICT_CONFIG) {
        add_cause(f, PL_CAUSE_UPSTREAM, false, e->span,
                  pl_str_fmt(f->arena, "the ephemeral model %.*s differs (%s)",
                             PL_FMT(e->name), pl_verdict_name(n->verdict)));
    }
}

static void upstream(pl_finder *f) {
    for (uint32_t i = 0; i < f->b->ctes.len; i++) {
        upstream_of(f, f->b->ctes.at[i].node);
    }
    for (uint32_t i = 0; i < f->a->ctes.len; i++) {
        upstream_of(f, f->a->ctes.at[i].node);
    }
}

/* ---- nodes that one side lacks */

static void enabled(pl_finder *f) {
    pl_span span;
    bool in_a = config_place(f, f->a, f->b, PL_S("enabled"), &span);
    bool on = f->n->verdict == PL_VERDICT_ENABLED;
    if (span.src) {
        add_cause(f, PL_CAUSE_CONFIG, in_a, span,
                  both_values(f, PL_S("enabled"), on ? PL_S("false") : PL_S("true"),
                              on ? PL_S("true") : PL_S("false")));
    }
}

static pl_str one_side_words(const pl_finder *f, bool new) {
    const pl_diff_node *other = pl_map_get(&f->d->renames, f->n->unique_id);
    const pl_dbt_node *n = new ? f->b : f->a;
    if (!other) {
        return new ? PL_S("is new") : PL_S("is gone");
    }
    if (n->test && n->test->generic) {
        return PL_S("the test's arguments changed");
    }
    return pl_str_fmt(f->arena, "was renamed %s %.*s", new ? "from" : "to",
                      PL_FMT(other->name));
}

static void one_side_only(pl_finder *f) {
    bool new = f->n->verdict == PL_VERDICT_ADDED;
    add_cause(f, PL_CAUSE_FILE, !new, new ? f->b->span : f->a->span,
              one_side_words(f, new));
}

/* ---- what could not be rendered */

static void faults(pl_finder *f, const pl_side *side, const pl_side_node *n,
                   bool in_a) {
    if (side->state && n && n->failed) {
        add_cause(f, PL_CAUSE_FAULT, in_a, (pl_span){0},
                  pl_str_fmt(f->arena, "%.*s has no compiled SQL of it",
                             PL_FMT(side->label)));
    }
    const pl_diag_sink *sink = side->world ? &side->world->sink : NULL;
    for (uint32_t i = 0; sink && i < sink->len; i++) {
        const pl_diag *d = &sink->at[i];
        if (d->severity == PL_ERROR && pl_str_eq(d->node, f->n->unique_id)) {
            add_cause(f, PL_CAUSE_FAULT, in_a, d->span,
                      pl_str_fmt(f->arena, "in %.*s: %.*s", PL_FMT(side->label),
                                 PL_FMT(pl_one_line(f->d, f->arena, d->text))));
        }
    }
}

/* ---- the whole */

static bool holds(const pl_diff_node *n, pl_verdict v) {
    return n->verdicts & PL_VERDICT_BIT(v);
}

static void moved(pl_finder *f) {
    if (f->b->type == PL_RES_SOURCE) {
        source_names(f);
        return;
    }
    name_configs(f);
    quotes(f);
    target_members(f);
    pl_causes_of_renders(f, pl_trace_names);
}

static void both_sides(pl_finder *f) {
    const pl_diff_node *n = f->n;
    if (holds(n, PL_VERDICT_LOGIC) || holds(n, PL_VERDICT_CASE) ||
        n->verdict == PL_VERDICT_WHITESPACE) {
        own_file(f);
        upstream(f);
        pl_causes_of_renders(f, pl_trace_compile);
    }
    if (holds(n, PL_VERDICT_MOVED)) {
        moved(f);
    }
    configs(f);
    if (!f->all.len) {
        add_cause(f, PL_CAUSE_UNKNOWN, false, f->b->span,
                  PL_S("no single place found"));
    }
}

static void find(pl_finder *f) {
    bool nodes = f->d->a.world && f->d->b.world && f->a && f->b;
    switch (f->n->verdict) {
    case PL_VERDICT_UNRENDERABLE:
        faults(f, &f->d->a, f->n->a, true);
        faults(f, &f->d->b, f->n->b, false);
        break;
    case PL_VERDICT_ENABLED:
    case PL_VERDICT_DISABLED:
        if (nodes) {
            enabled(f);
        }
        break;
    case PL_VERDICT_ADDED:
    case PL_VERDICT_REMOVED:
        if (f->a || f->b) {
            one_side_only(f);
        }
        break;
    case PL_VERDICT_IDENTICAL:
    case PL_VERDICT_EXPECTED:
    case PL_VERDICT_COUNT:
        break;
    case PL_VERDICT_WHITESPACE:
    case PL_VERDICT_CASE:
    case PL_VERDICT_CONFIG:
    case PL_VERDICT_MOVED:
    case PL_VERDICT_LOGIC:
        if (nodes) {
            both_sides(f);
        }
    }
}

void pl_diff_causes(pl_diff *d, pl_diff_node *n, pl_arena *scratch) {
    pl_finder f = {.d = d, .n = n, .arena = d->arena, .scratch = scratch};
    f.a = n->a ? n->a->node : NULL;
    f.b = n->b ? n->b->node : NULL;
    find(&f);
    n->causes = f.all.at;
    n->cause_len = f.all.len;
    pl_arena_reset(scratch);
}

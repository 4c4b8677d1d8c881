/* Why a node differs: its files, its configs, and what its two renders did otherwise. */
#include "diff/diff_priv.h"

#include "project/explain_data.h"
#include "project/macro_calls.h"

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

typedef struct finder {
    pl_diff *d;
    pl_diff_node *n;
    pl_dbt_node *a, *b;
    pl_arena *arena;
    pl_cause_list all;
    pl_map changed;           /* unique_ids of macros whose text changed */
    PL_VEC(uint32_t) decided; /* events of b that are causes, in order */
} finder;

static void add(finder *f, pl_cause_kind kind, bool in_a, pl_span span, pl_str text) {
    pl_cause cause = {.kind = kind, .in_a = in_a, .span = span, .text = text};
    pl_cause_add(&f->all, f->arena, cause);
}

/* ---- files */

/* Byte of the first line of `b` that `a` has not at that place. */
static uint32_t first_change(pl_str a, pl_str b) {
    uint32_t line = 0;
    for (uint32_t i = 0; i < a.len && i < b.len && a.at[i] == b.at[i]; i++) {
        line = a.at[i] == '\n' ? i + 1 : line;
    }
    return line;
}

static void changed_text(finder *f, pl_cause_kind kind, const pl_source *a,
                         const pl_source *b, pl_str what) {
    uint32_t lo = first_change(a->text, b->text);
    uint32_t end = pl_str_find(b->text, PL_S("\n"), lo);
    bool gone = lo >= b->text.len && lo < a->text.len;
    pl_span span = {gone ? a : b, lo,
                    gone || end == UINT32_MAX ? (gone ? a : b)->text.len : end};
    add(f, kind, gone, span, what);
}

static void own_file(finder *f) {
    const pl_template *a = f->a->template, *b = f->b->template;
    if (a && b && a->src != b->src && !pl_str_eq(a->src->text, b->src->text)) {
        changed_text(f, PL_CAUSE_FILE, a->src, b->src, PL_S("the file changed"));
    } else if (!pl_str_eq(f->a->raw_code, f->b->raw_code)) {
        add(f, PL_CAUSE_FILE, false, f->b->span, PL_S("its text changed"));
    } else if (f->b->type == PL_RES_SEED &&
               !pl_str_eq(f->a->checksum, f->b->checksum)) {
        add(f, PL_CAUSE_FILE, false, f->b->span, PL_S("the data changed"));
    }
}

static bool compare_macro(finder *f, const pl_macro_def *a, const pl_macro_def *b) {
    pl_str x = pl_macro_text(a), y = pl_macro_text(b);
    if (pl_str_eq(x, y) || !a->macro.unit || !b->macro.unit) {
        return false;
    }
    const pl_source *left = pl_unit_ast(a->macro.unit)->src;
    const pl_source *right = pl_unit_ast(b->macro.unit)->src;
    changed_text(f, PL_CAUSE_MACRO, left, right,
                 pl_str_fmt(f->arena, "macro %.*s changed", PL_FMT(b->name)));
    return true;
}

/* Macros that ran on the second side, and are not what they were on the first. */
static void changed_macros(finder *f, const pl_trace *b) {
    pl_map seen = {0};
    for (uint32_t i = 0; i < b->events.len; i++) {
        const pl_trace_event *e = &b->events.at[i];
        if (e->kind != PL_TRACE_MACRO || pl_map_put(&seen, f->arena, e->macro->unique_id, f)) {
            continue;
        }
        const pl_macro_def *before =
            pl_map_get(&f->d->a.world->macros, e->macro->unique_id);
        if (before && before != e->macro && compare_macro(f, before, e->macro)) {
            pl_map_put(&f->changed, f->arena, e->macro->unique_id, f);
        }
    }
}

/* ---- two renders */

static bool is_stock(const pl_trace_event *e) {
    return e->span.src && pl_str_starts(e->span.src->path, PL_S("plumb:"));
}

/* Calls that led to event `i`, innermost first. A macro's event stands before those of
 * its body, one call less deep. */
static uint32_t calls_of(const pl_trace *t, uint32_t i, pl_arena *a,
                         const pl_diag_note **out) {
    PL_VEC(pl_diag_note) calls = {0};
    uint32_t depth = t->events.at[i].depth;
    while (depth && i--) {
        const pl_trace_event *e = &t->events.at[i];
        if (e->kind == PL_TRACE_MACRO && e->depth == depth - 1) {
            pl_diag_note call = {e->span, pl_str_fmt(a, "in macro %.*s, called at",
                                                     PL_FMT(e->macro->name))};
            PL_PUSH(a, &calls, call);
            depth--;
        }
    }
    *out = calls.at;
    return calls.len;
}

/* Where to point: the event's place, or, inside dbt's own macros, where the project
 * called them. */
static void add_event(finder *f, pl_cause_kind kind, const pl_trace *t, uint32_t i,
                      bool in_a, pl_str text) {
    const pl_trace_event *e = &t->events.at[i];
    pl_cause cause = {.kind = kind, .in_a = in_a, .span = e->span, .text = text};
    cause.chain_len = calls_of(t, i, f->arena, &cause.chain);
    while (is_stock(e) && cause.chain_len) {
        cause.span = cause.chain[0].span;
        cause.chain++;
        cause.chain_len--;
        if (!cause.span.src || !pl_str_starts(cause.span.src->path, PL_S("plumb:"))) {
            break;
        }
    }
    pl_cause_add(&f->all, f->arena, cause);
}

static uint32_t place_key(const pl_trace_event *e) {
    uint32_t h = (uint32_t)e->kind * 31 + e->depth;
    h = h * 31 + (e->span.src ? pl_str_hash(e->span.src->path) : 0);
    h = h * 31 + pl_str_hash(pl_trace_tag(e));
    return e->kind == PL_TRACE_MACRO ? h : h * 31 + pl_str_hash(e->name);
}

static pl_str variable_value(pl_arena *a, const pl_trace_event *e) {
    return e->value_kind == PL_UNSET
               ? e->has_default ? PL_S("not set (default)") : PL_S("not set")
               : pl_str_fmt(a, "'%.*s'", PL_FMT(e->value));
}

/* A condition says more than the variable in it. */
static void forget_reads(finder *f, const pl_trace_event *e) {
    uint32_t kept = 0;
    pl_str tag = pl_trace_tag(e);
    for (uint32_t i = 0; i < f->all.len; i++) {
        const pl_cause *c = &f->all.at[i];
        const char *at = c->span.src ? c->span.src->text.at + c->span.lo : NULL;
        bool inside = (c->kind == PL_CAUSE_ENV_VAR || c->kind == PL_CAUSE_VAR) &&
                      c->span.src == e->span.src && tag.len && at >= tag.at &&
                      at < tag.at + tag.len;
        if (!inside) {
            f->all.at[kept++] = *c;
        }
    }
    f->all.len = kept;
}

static void two_values(finder *f, pl_cause_kind kind, const pl_trace *t, uint32_t i,
                       pl_str what, pl_str a, pl_str b) {
    if (kind == PL_CAUSE_CONDITION) {
        forget_reads(f, &t->events.at[i]);
    }
    PL_PUSH(f->arena, &f->decided, i);
    pl_str text = pl_str_fmt(f->arena, "%.*s: %.*s in %.*s, %.*s in %.*s", PL_FMT(what),
                             PL_FMT(a), PL_FMT(f->d->a.label), PL_FMT(b),
                             PL_FMT(f->d->b.label));
    add_event(f, kind, t, i, false, text);
}

static pl_str one_line(pl_arena *a, pl_str s) {
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

/* What decides the text: branches, variables, the macro that a dispatch chose. */
static void compare_strong(finder *f, const pl_trace_event *a, const pl_trace_event *b,
                           const pl_trace *t, uint32_t i) {
    pl_arena *arena = f->arena;
    switch (b->kind) {
    case PL_TRACE_CONDITION:
        if (a->truth != b->truth) {
            two_values(f, PL_CAUSE_CONDITION, t, i,
                       pl_str_fmt(arena, "tests %.*s",
                                  PL_FMT(one_line(arena, pl_trace_tag(b)))),
                       a->truth ? PL_S("true") : PL_S("false"),
                       b->truth ? PL_S("true") : PL_S("false"));
        }
        break;
    case PL_TRACE_ENV_VAR:
    case PL_TRACE_VAR:
        if (a->value_kind != b->value_kind || a->hash != b->hash) {
            bool env = b->kind == PL_TRACE_ENV_VAR;
            two_values(f, env ? PL_CAUSE_ENV_VAR : PL_CAUSE_VAR, t, i,
                       pl_str_fmt(arena, "reads %s('%.*s')", env ? "env_var" : "var",
                                  PL_FMT(b->name)),
                       variable_value(arena, a), variable_value(arena, b));
        }
        break;
    case PL_TRACE_MACRO:
        if (!pl_str_eq(a->macro->unique_id, b->macro->unique_id)) {
            two_values(f, PL_CAUSE_DISPATCH, t, i, PL_S("calls another macro"),
                       a->macro->unique_id, b->macro->unique_id);
        }
        break;
    case PL_TRACE_OPERAND:
    case PL_TRACE_LOOP:
    case PL_TRACE_OUTPUT:
        break;
    }
}

/* Does something in the calls that event `i` is the result of tell why it differs? They
 * stand right before it, deeper. */
static bool told_inside(const finder *f, const pl_trace *t, uint32_t i) {
    uint32_t depth = t->events.at[i].depth;
    for (uint32_t k = i; k--;) {
        const pl_trace_event *e = &t->events.at[k];
        if (e->depth < depth || (e->depth == depth && e->kind != PL_TRACE_MACRO)) {
            return false;
        }
        if (e->kind == PL_TRACE_MACRO && pl_map_has(&f->changed, e->macro->unique_id)) {
            return true;
        }
        for (uint32_t c = 0; c < f->decided.len; c++) {
            if (f->decided.at[c] == k) {
                return true;
            }
        }
    }
    return false;
}

/* What is printed or gone over, where nothing stronger tells why it differs, or it
 * hangs on the target. */
static void compare_weak(finder *f, const pl_trace_event *a, const pl_trace_event *b,
                         const pl_trace *t, uint32_t i, bool alone) {
    bool loop = b->kind == PL_TRACE_LOOP;
    bool output = b->kind == PL_TRACE_OUTPUT && !a->marked && !b->marked;
    bool from_target = (a->flags | b->flags) & PL_FROM_TARGET;
    bool shown = b->kind != PL_TRACE_OUTPUT || b->value.len <= 80;
    if ((loop || output) && a->hash != b->hash && (alone || (from_target && shown)) &&
        !told_inside(f, t, i)) {
        pl_str tag = one_line(f->arena, pl_trace_tag(b));
        pl_str what =
            pl_str_fmt(f->arena, "%s %.*s", loop ? "goes over" : "prints", PL_FMT(tag));
        two_values(f, loop ? PL_CAUSE_LOOP : PL_CAUSE_OUTPUT, t, i, what,
                   pl_str_fmt(f->arena, "'%.*s'", PL_FMT(one_line(f->arena, a->value))),
                   pl_str_fmt(f->arena, "'%.*s'", PL_FMT(one_line(f->arena, b->value))));
    }
}

/* Where two traces have parted, the nearest pair of events at the same place. */
static bool meet_again(const uint32_t *a, uint32_t a_len, const uint32_t *b,
                       uint32_t b_len, uint32_t *i, uint32_t *k) {
    enum { FARTHEST = 400 };
    for (uint32_t steps = 1; steps < FARTHEST; steps++) {
        for (uint32_t s = 0; s <= steps; s++) {
            uint32_t x = *i + s, y = *k + (steps - s);
            if (x < a_len && y < b_len && a[x] == b[y]) {
                *i = x;
                *k = y;
                return true;
            }
        }
    }
    return false;
}

static uint32_t *keys_of(const pl_trace *t, pl_arena *a) {
    uint32_t *keys = PL_NEW_ARRAY(a, uint32_t, t->events.len);
    for (uint32_t i = 0; i < t->events.len; i++) {
        keys[i] = place_key(&t->events.at[i]);
    }
    return keys;
}

static void compare_traces(finder *f, const pl_trace *a, const pl_trace *b, bool weak) {
    uint32_t *x = keys_of(a, f->arena), *y = keys_of(b, f->arena);
    bool alone = !f->all.len;
    uint32_t i = 0, k = 0;
    while (i < a->events.len && k < b->events.len) {
        if (x[i] != y[k] &&
            !meet_again(x, a->events.len, y, b->events.len, &i, &k)) {
            return;
        }
        if (weak) {
            compare_weak(f, &a->events.at[i], &b->events.at[k], b, k, alone);
        } else {
            compare_strong(f, &a->events.at[i], &b->events.at[k], b, k);
        }
        i++;
        k++;
    }
}

typedef bool trace_fn(pl_world *w, pl_dbt_node *n, pl_trace *t);

static void renders(finder *f, trace_fn *run, pl_arena *scratch) {
    pl_trace a, b;
    pl_trace_init(&a, scratch, true);
    pl_trace_init(&b, scratch, true);
    run(f->d->a.world, f->a, &a);
    run(f->d->b.world, f->b, &b);
    changed_macros(f, &b);
    f->decided.len = 0;
    compare_traces(f, &a, &b, false);
    compare_traces(f, &a, &b, true);
}

/* An ephemeral model's SQL is part of this one. */
static void upstream(finder *f) {
    for (uint32_t i = 0; i < f->b->cte_len; i++) {
        const pl_dbt_node *e = f->b->ctes[i].node;
        const pl_diff_node *n = pl_map_get(&f->d->by_id, e->unique_id);
        if (n && n->verdict >= PL_VERDICT_WHITESPACE &&
            n->verdict != PL_VERDICT_CONFIG) {
            add(f, PL_CAUSE_UPSTREAM, false, e->span,
                pl_str_fmt(f->arena, "the ephemeral model %.*s differs (%s)",
                           PL_FMT(e->name), pl_verdict_name(n->verdict)));
        }
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

/* The line that set the key, in the second side or, when it is gone there, the first. */
static bool config_place(finder *f, pl_str key, pl_span *span) {
    const pl_config_step *b = step_of(f->d->b.world, f->b, key, f->arena);
    const pl_config_step *a = step_of(f->d->a.world, f->a, key, f->arena);
    const pl_config_step *step = b ? b : a;
    *span = step ? step->span : (pl_span){0};
    return !b && a;
}

static void configs(finder *f) {
    pl_config_change *changes =
        (pl_config_change *)(uintptr_t)f->n->changes;
    for (uint32_t i = 0; i < f->n->change_len; i++) {
        bool in_a = config_place(f, changes[i].key, &changes[i].span);
        pl_str absent = PL_S("not set");
        add(f, PL_CAUSE_CONFIG, in_a, changes[i].span,
            pl_str_fmt(f->arena, "%.*s: %.*s in %.*s, %.*s in %.*s",
                       PL_FMT(changes[i].key),
                       PL_FMT(changes[i].a.len ? changes[i].a : absent),
                       PL_FMT(f->d->a.label),
                       PL_FMT(changes[i].b.len ? changes[i].b : absent),
                       PL_FMT(f->d->b.label)));
    }
}

static bool same_value(finder *f, pl_str key, pl_str *a, pl_str *b) {
    const pl_value *x = f->a->config ? pl_dict_find(f->a->config, key) : NULL;
    const pl_value *y = f->b->config ? pl_dict_find(f->b->config, key) : NULL;
    *a = x && x->kind == PL_STR ? pl_str_from(*x) : PL_S("");
    *b = y && y->kind == PL_STR ? pl_str_from(*y) : PL_S("");
    return pl_str_eq(*a, *b);
}

/* Config keys that names are made of. */
static void name_configs(finder *f) {
    static const char *const keys[] = {"database", "schema", "alias", "target_database",
                                       "target_schema"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        pl_str key = pl_str_of(keys[i]), a, b;
        pl_span span;
        if (!same_value(f, key, &a, &b)) {
            bool in_a = config_place(f, key, &span);
            add(f, PL_CAUSE_CONFIG, in_a, span,
                pl_str_fmt(f->arena, "%s: '%.*s' in %.*s, '%.*s' in %.*s", keys[i],
                           PL_FMT(a), PL_FMT(f->d->a.label), PL_FMT(b),
                           PL_FMT(f->d->b.label)));
        }
    }
}

static pl_str member(const pl_world *w, const char *name) {
    const pl_value *v = w->target.dict.kind == PL_DICT
                            ? pl_dict_find(w->target.dict.as.dict, pl_str_of(name))
                            : NULL;
    return v && v->kind == PL_STR ? pl_str_from(*v) : PL_S("");
}

static void target_members(finder *f) {
    static const char *const names[] = {"database", "schema"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        pl_str a = member(f->d->a.world, names[i]), b = member(f->d->b.world, names[i]);
        if (!pl_str_eq(a, b)) {
            add(f, PL_CAUSE_OUTPUT, false, (pl_span){0},
                pl_str_fmt(f->arena, "target.%s: '%.*s' in %.*s, '%.*s' in %.*s",
                           names[i], PL_FMT(a), PL_FMT(f->d->a.label), PL_FMT(b),
                           PL_FMT(f->d->b.label)));
        }
    }
}

static void enabled(finder *f) {
    pl_span span;
    bool in_a = config_place(f, PL_S("enabled"), &span);
    bool on = f->n->verdict == PL_VERDICT_ENABLED;
    if (span.src) {
        add(f, PL_CAUSE_CONFIG, in_a, span,
            pl_str_fmt(f->arena, "enabled: %s in %.*s, %s in %.*s",
                       on ? "false" : "true", PL_FMT(f->d->a.label),
                       on ? "true" : "false", PL_FMT(f->d->b.label)));
    }
}

/* ---- what could not be rendered */

static void faults(finder *f, const pl_side *side, bool in_a) {
    const pl_diag_sink *sink = side->world ? &side->world->sink : NULL;
    for (uint32_t i = 0; sink && i < sink->len; i++) {
        const pl_diag *d = &sink->at[i];
        if (d->severity == PL_ERROR && pl_str_eq(d->node, f->n->unique_id)) {
            add(f, PL_CAUSE_FAULT, in_a, d->span,
                pl_str_fmt(f->arena, "in %.*s: %.*s", PL_FMT(side->label),
                           PL_FMT(one_line(f->arena, d->text))));
        }
    }
}

/* ---- the whole */

static bool holds(const pl_diff_node *n, pl_verdict v) {
    return n->verdicts & PL_VERDICT_BIT(v);
}

static void both_sides(finder *f, pl_arena *scratch) {
    const pl_diff_node *n = f->n;
    if (holds(n, PL_VERDICT_LOGIC) || holds(n, PL_VERDICT_WHITESPACE)) {
        own_file(f);
        upstream(f);
        renders(f, pl_trace_compile, scratch);
    }
    if (holds(n, PL_VERDICT_MOVED)) {
        name_configs(f);
        target_members(f);
        renders(f, pl_trace_names, scratch);
    }
    configs(f);
    if (!f->all.len) {
        add(f, PL_CAUSE_UNKNOWN, false, f->b->span, PL_S("no single place found"));
    }
}

void pl_diff_causes(pl_diff *d, pl_diff_node *n) {
    finder f = {.d = d, .n = n, .arena = d->arena};
    pl_arena scratch = {0};
    f.a = n->a ? n->a->node : NULL;
    f.b = n->b ? n->b->node : NULL;
    bool worlds = d->a.world && d->b.world && f.a && f.b;
    if (n->verdict == PL_VERDICT_UNRENDERABLE) {
        faults(&f, &d->a, true);
        faults(&f, &d->b, false);
    } else if (worlds && (n->verdict == PL_VERDICT_ENABLED ||
                          n->verdict == PL_VERDICT_DISABLED)) {
        enabled(&f);
    } else if (worlds && n->verdict > PL_VERDICT_EXPECTED) {
        both_sides(&f, &scratch);
    }
    n->causes = f.all.at;
    n->cause_len = f.all.len;
    pl_arena_free(&scratch);
}

/* What two renders of a node did otherwise: macros that changed, branches, variables,
 * loops and printed values. */
#include "diff/cause_priv.h"

#include "project/render/explain_data.h"
#include "project/render/macro_calls.h"

typedef struct comparer {
    pl_finder *f;
    pl_arena *arena;
    const pl_trace *a, *b;
    pl_map changed;           /* unique_ids of macros whose text changed */
    PL_VEC(uint32_t) decided; /* events of b that are causes, in order */
} comparer;

typedef PL_VEC(pl_diag_note) note_list;

static void put_call(note_list *to, pl_arena *a, const pl_trace_event *e) {
    pl_diag_note call = {
        e->span, pl_str_fmt(a, "in macro %.*s, called at", PL_FMT(e->macro->name))};
    PL_PUSH(a, to, call);
}

/* Calls that led to event `i`, innermost first. A macro's event stands before those of
 * its body, one call less deep. */
static void put_calls(note_list *to, pl_arena *a, const pl_trace *t, uint32_t i) {
    uint32_t depth = t->events.at[i].depth;
    while (depth && i--) {
        const pl_trace_event *e = &t->events.at[i];
        if (e->kind == PL_TRACE_MACRO && e->depth == depth - 1) {
            put_call(to, a, e);
            depth--;
        }
    }
}

static void add_with(comparer *c, pl_cause cause, const note_list *chain) {
    cause.chain = chain->at;
    cause.chain_len = chain->len;
    pl_cause_add(&c->f->all, c->arena, cause);
}

/* Where to point: the event's place, or, inside dbt's own macros, where the project
 * called them; where it did not, they only carry out what another cause says. */
static void add_event(comparer *c, pl_cause_kind kind, uint32_t i, pl_str text) {
    note_list chain = {0};
    uint32_t first = 0;
    pl_cause cause = {.kind = kind, .span = c->b->events.at[i].span, .text = text};
    put_calls(&chain, c->arena, c->b, i);
    while (pl_span_stock(cause.span) && first < chain.len) {
        cause.span = chain.at[first++].span;
    }
    if (first) {
        chain.at += first;
        chain.len -= first;
    }
    if (!c->f->all.len || (cause.span.src && !pl_span_stock(cause.span))) {
        add_with(c, cause, &chain);
    }
}

/* ---- macros that changed */

static void compare_macro(comparer *c, uint32_t event, const pl_macro_def *a,
                          const pl_macro_def *b) {
    if (pl_str_eq(pl_macro_text(a), pl_macro_text(b)) || !a->macro.unit ||
        !b->macro.unit) {
        return;
    }
    note_list chain = {0};
    pl_cause cause = {.kind = PL_CAUSE_MACRO,
                      .text =
                          pl_str_fmt(c->arena, "macro %.*s changed", PL_FMT(b->name))};
    cause.span = pl_changed_line(pl_unit_ast(a->macro.unit)->src,
                                 pl_unit_ast(b->macro.unit)->src, NULL);
    put_call(&chain, c->arena, &c->b->events.at[event]);
    put_calls(&chain, c->arena, c->b, event);
    add_with(c, cause, &chain);
    pl_map_put(&c->changed, c->f->scratch, b->unique_id, c);
}

/* Macros that ran on the second side, and are not what they were on the first. */
static void changed_macros(comparer *c) {
    pl_map seen = {0};
    const pl_map *before = &c->f->d->a.world->macros;
    for (uint32_t i = 0; i < c->b->events.len; i++) {
        const pl_trace_event *e = &c->b->events.at[i];
        if (e->kind != PL_TRACE_MACRO ||
            pl_map_put(&seen, c->f->scratch, e->macro->unique_id, c)) {
            continue;
        }
        const pl_macro_def *a = pl_map_get(before, e->macro->unique_id);
        if (a && a != e->macro) {
            compare_macro(c, i, a, e->macro);
        }
    }
}

/* ---- what decides the text: branches, variables, the macro that a dispatch chose */

static pl_str value_or_unset(pl_arena *a, const pl_trace_event *e) {
    return e->value_kind != PL_UNSET ? pl_str_fmt(a, "'%.*s'", PL_FMT(e->shown))
           : e->has_default          ? PL_S("not set (default)")
                                     : PL_S("not set");
}

static pl_str both_values(comparer *c, pl_str what, pl_str a, pl_str b) {
    const pl_diff *d = c->f->d;
    return pl_str_fmt(c->arena, "%.*s: %.*s in %.*s, %.*s in %.*s", PL_FMT(what),
                      PL_FMT(a), PL_FMT(d->a.label), PL_FMT(b), PL_FMT(d->b.label));
}

static void two_values(comparer *c, pl_cause_kind kind, uint32_t i, pl_str what,
                       pl_str a, pl_str b) {
    PL_PUSH(c->f->scratch, &c->decided, i);
    add_event(c, kind, i, both_values(c, what, a, b));
}

/* A condition says more than a variable in it that is only known to be read there. */
static void forget_reads(comparer *c, const pl_trace_event *e) {
    pl_cause_list *all = &c->f->all;
    uint32_t kept = 0;
    pl_str tag = pl_trace_tag(e);
    for (uint32_t i = 0; i < all->len; i++) {
        const pl_cause *x = &all->at[i];
        const char *at = x->span.src ? x->span.src->text.at + x->span.lo : NULL;
        bool inside = (x->kind == PL_CAUSE_ENV_VAR || x->kind == PL_CAUSE_VAR) &&
                      x->span.src == e->span.src && tag.len && at >= tag.at &&
                      at < tag.at + tag.len;
        if (!inside) {
            all->at[kept++] = *x;
        }
    }
    all->len = kept;
}

static const pl_trace_read *same_read(const pl_trace_event *e,
                                      const pl_trace_read *wanted) {
    for (uint32_t i = 0; i < e->read_len; i++) {
        const pl_trace_read *r = &e->reads[i];
        if (r->kind == wanted->kind && pl_str_eq(r->name, wanted->name)) {
            return r;
        }
    }
    return NULL;
}

/* What a loop knows of its turns follows from what it goes over: a condition that differs
 * by nothing else than that is no cause. */
static bool follows_from_loop(const pl_trace_event *a, const pl_trace_event *b) {
    bool shown = false, differs = false;
    for (uint32_t i = 0; i < b->read_len; i++) {
        const pl_trace_read *r = &b->reads[i], *other = same_read(a, r);
        bool same = other && pl_str_eq(r->value, other->value);
        if (!(r->of & PL_READS_LOOP) && !same) {
            return false;
        }
        shown = shown || (r->of & PL_READS_LOOP);
        differs = differs || ((r->of & PL_READS_LOOP) && !same);
    }
    return (b->reads_of & PL_READS_LOOP) && (differs || !shown);
}

static void compare_condition(comparer *c, const pl_trace_event *a,
                              const pl_trace_event *b, uint32_t i) {
    if (a->truth == b->truth || follows_from_loop(a, b)) {
        return;
    }
    pl_str tag = pl_one_line(c->f->d, c->arena, pl_trace_tag(b));
    forget_reads(c, b);
    two_values(c, PL_CAUSE_CONDITION, i,
               pl_str_fmt(c->arena, "tests %.*s", PL_FMT(tag)),
               a->truth ? PL_S("true") : PL_S("false"),
               b->truth ? PL_S("true") : PL_S("false"));
}

/* Where the variable was given its value; src NULL: the process, the command line. */
static pl_span set_at(comparer *c, const pl_side *side, const pl_dbt_node *n,
                      const pl_trace_event *e) {
    if (e->kind == PL_TRACE_VAR) {
        return pl_node_var(side->world, n, e->name).span;
    }
    const pl_yaml *vars = side->environment ? side->environment->env_vars : NULL;
    return pl_yaml_span(pl_yaml_get_str(vars, pl_str_copy(c->arena, e->name)));
}

static void compare_variable(comparer *c, const pl_trace_event *a,
                             const pl_trace_event *b, uint32_t i) {
    if (a->value_kind == b->value_kind && a->hash == b->hash) {
        return;
    }
    pl_finder *f = c->f;
    bool env = b->kind == PL_TRACE_ENV_VAR;
    pl_cause_kind kind = env ? PL_CAUSE_ENV_VAR : PL_CAUSE_VAR;
    const char *word = env ? "env_var" : "var";
    pl_str left = value_or_unset(c->arena, a), right = value_or_unset(c->arena, b);
    pl_span here = set_at(c, &f->d->b, f->b, b);
    pl_span there = here.src ? here : set_at(c, &f->d->a, f->a, a);
    if (!there.src) {
        two_values(c, kind, i,
                   pl_str_fmt(c->arena, "reads %s('%.*s')", word, PL_FMT(b->name)),
                   left, right);
        return;
    }
    note_list chain = {0};
    pl_span read_at = here.src ? b->span : a->span;
    PL_PUSH(c->arena, &chain, ((pl_diag_note){read_at, PL_S("read at")}));
    if (here.src) {
        put_calls(&chain, c->arena, c->b, i);
    }
    PL_PUSH(c->f->scratch, &c->decided, i);
    pl_str what = pl_str_fmt(c->arena, "sets %s %.*s", word, PL_FMT(b->name));
    add_with(c,
             (pl_cause){.kind = kind,
                        .in_a = !here.src,
                        .span = there,
                        .text = both_values(c, what, left, right)},
             &chain);
}

static void compare_strong(comparer *c, const pl_trace_event *a,
                           const pl_trace_event *b, uint32_t i) {
    switch (b->kind) {
    case PL_TRACE_CONDITION:
        compare_condition(c, a, b, i);
        break;
    case PL_TRACE_ENV_VAR:
    case PL_TRACE_VAR:
        compare_variable(c, a, b, i);
        break;
    case PL_TRACE_MACRO:
        if (!pl_str_eq(a->macro->unique_id, b->macro->unique_id)) {
            two_values(c, PL_CAUSE_DISPATCH, i, PL_S("calls another macro"),
                       a->macro->unique_id, b->macro->unique_id);
        }
        break;
    case PL_TRACE_OPERAND:
    case PL_TRACE_LOOP:
    case PL_TRACE_OUTPUT:
        break;
    }
}

/* ---- what is printed or gone over */

static bool is_decided(const comparer *c, uint32_t event) {
    for (uint32_t i = 0; i < c->decided.len; i++) {
        if (c->decided.at[i] == event) {
            return true;
        }
    }
    return false;
}

/* Does something in the calls that event `i` is the result of, or in its own tag, tell
 * why it differs? They stand right before it. */
static bool told_inside(const comparer *c, uint32_t i) {
    const pl_trace_event *at = c->b->events.at, *e = &at[i];
    pl_str tag = pl_trace_tag(e);
    for (uint32_t k = i; k--;) {
        bool here = at[k].depth == e->depth && pl_trace_tag(&at[k]).at == tag.at;
        if (at[k].depth < e->depth ||
            (at[k].depth == e->depth && at[k].kind != PL_TRACE_MACRO && !here)) {
            return false;
        }
        bool macro = at[k].kind == PL_TRACE_MACRO &&
                     pl_map_has(&c->changed, at[k].macro->unique_id);
        if (macro || is_decided(c, k)) {
            return true;
        }
    }
    return false;
}

/* Where nothing stronger tells why it differs (`alone`), or it reads the target. */
static void compare_weak(comparer *c, const pl_trace_event *a, const pl_trace_event *b,
                         uint32_t i, bool alone) {
    bool loop = b->kind == PL_TRACE_LOOP;
    bool output = b->kind == PL_TRACE_OUTPUT && !a->marked && !b->marked;
    if ((!loop && !output) || a->hash == b->hash) {
        return;
    }
    pl_str tag = pl_trace_tag(b);
    bool target = (a->reads_of | b->reads_of) & PL_READS_TARGET;
    if ((alone || target) && !told_inside(c, i)) {
        pl_arena *arena = c->arena;
        pl_str what = pl_str_fmt(arena, "%s %.*s", loop ? "goes over" : "prints",
                                 PL_FMT(pl_one_line(c->f->d, arena, tag)));
        two_values(
            c, loop ? PL_CAUSE_LOOP : PL_CAUSE_OUTPUT, i, what,
            pl_str_fmt(arena, "'%.*s'", PL_FMT(pl_one_line(c->f->d, arena, a->shown))),
            pl_str_fmt(arena, "'%.*s'", PL_FMT(pl_one_line(c->f->d, arena, b->shown))));
    }
}

/* ---- another node is read */

static pl_str text_of_mark(const pl_side_node *n, uint32_t i) {
    return pl_str_sub(n->sql, n->marks[i].lo, n->marks[i].hi);
}

static void add_other_node(comparer *c, uint32_t mark) {
    const pl_diff_node *n = c->f->n;
    pl_str text = text_of_mark(n->b, mark);
    for (uint32_t i = 0; i < c->b->events.len; i++) {
        const pl_trace_event *e = &c->b->events.at[i];
        if (e->kind == PL_TRACE_OUTPUT && pl_str_eq(e->value, text)) {
            two_values(c, PL_CAUSE_OUTPUT, i, PL_S("reads another node"),
                       n->a->marks[mark].unique_id, n->b->marks[mark].unique_id);
            return;
        }
    }
}

static void other_nodes(comparer *c) {
    const pl_side_node *a = c->f->n->a, *b = c->f->n->b;
    for (uint32_t i = 0; i < a->mark_len && i < b->mark_len; i++) {
        if (!pl_str_eq(a->marks[i].unique_id, b->marks[i].unique_id)) {
            add_other_node(c, i);
        }
    }
}

/* ---- two traces */

static uint32_t place_key(const pl_trace_event *e) {
    uint32_t h = (uint32_t)e->kind * 31 + e->depth;
    h = h * 31 + (e->span.src ? pl_str_hash(e->span.src->path) : 0);
    h = h * 31 + pl_str_hash(pl_trace_tag(e));
    return e->kind == PL_TRACE_MACRO ? h : h * 31 + pl_str_hash(e->name);
}

static uint32_t *keys_of(const pl_trace *t, pl_arena *a) {
    uint32_t *keys = PL_NEW_ARRAY(a, uint32_t, t->events.len);
    for (uint32_t i = 0; i < t->events.len; i++) {
        keys[i] = place_key(&t->events.at[i]);
    }
    return keys;
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

static void compare_traces(comparer *c, bool weak) {
    const pl_trace *a = c->a, *b = c->b;
    uint32_t *x = keys_of(a, c->f->scratch), *y = keys_of(b, c->f->scratch);
    bool alone = !c->f->all.len;
    uint32_t i = 0, k = 0;
    while (i < a->events.len && k < b->events.len) {
        if (x[i] != y[k] && !meet_again(x, a->events.len, y, b->events.len, &i, &k)) {
            return;
        }
        if (weak) {
            compare_weak(c, &a->events.at[i], &b->events.at[k], k, alone);
        } else {
            compare_strong(c, &a->events.at[i], &b->events.at[k], k);
        }
        i++;
        k++;
    }
}

void pl_causes_of_renders(pl_finder *f, pl_trace_fn *run) {
    pl_trace a, b;
    comparer c = {.f = f, .arena = f->arena, .a = &a, .b = &b};
    pl_trace_init(&a, f->scratch, true);
    pl_trace_init(&b, f->scratch, true);
    run(f->d->a.world, f->a, &a);
    run(f->d->b.world, f->b, &b);
    changed_macros(&c);
    compare_traces(&c, false);
    compare_traces(&c, true);
    if (!f->all.len) {
        other_nodes(&c);
    }
}

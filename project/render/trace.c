/* What rendering did, noted as it happens; single nodes run again for it. */
#include "project/render/trace.h"

#include "project/render/host_priv.h"

/* Two runs of a trace may be compared text by text; what is longer
 * is told by its hash. */
enum { SHOWN_BYTES = 200, STEPS_FOR_TEXT = 100000 };

/* ---- noting */

static bool noted_before(pl_trace *t, const pl_trace_event *e) {
    struct {
        const pl_ast *ast;
        const char *name;
        uint32_t lo, kind_and_truth;
    } key;
    memset(&key, 0, sizeof key);
    key.ast = e->ast;
    key.lo = e->span.lo;
    key.kind_and_truth = (uint32_t)e->kind << 1 | e->truth;
    pl_str bytes = {(const char *)&key, sizeof key};
    if (pl_map_has(&t->seen, bytes)) {
        return true;
    }
    pl_map_put(&t->seen, t->arena, pl_str_copy(t->arena, bytes), t);
    return false;
}

static pl_phase phase_of(const pl_eval *ev) {
    const pl_dbt *d = ev->host_data;
    return d->phase;
}

static void place(pl_trace_event *e, const pl_eval *ev, uint32_t lo) {
    const pl_ast *ast =
        pl_interp_of(ev)->unit ? pl_unit_ast(pl_interp_of(ev)->unit) : NULL;
    if (ast && !PL_STR_IS(ast->src->path, "<text>")) {
        e->ast = ast;
        e->span = (pl_span){ast->src, lo, lo + 1};
    }
}

/* str(v), for as long as that is cheap; the render itself is not touched. */
static pl_str text_of(const pl_eval *ev, pl_value v, bool *marked) {
    pl_interp probe = *pl_interp_of(ev);
    pl_value text;
    probe.observer = NULL;
    probe.ev.fuel = STEPS_FOR_TEXT;
    probe.ev.rest = 0;
    bool ok =
        v.kind != PL_UNDEFINED && v.kind != PL_ITER && pl_to_str(&probe.ev, v, &text);
    *marked = ok && (text.flags & PL_MARKED);
    return ok ? pl_str_from(text) : PL_S("");
}

static pl_str start_of(pl_str text) {
    uint32_t shown = text.len < SHOWN_BYTES ? text.len : SHOWN_BYTES;
    while (shown < text.len && shown &&
           ((unsigned char)text.at[shown] & 0xc0) == 0x80) {
        shown--;
    }
    return pl_str_sub(text, 0, shown);
}

static void keep_value(pl_trace *t, pl_trace_event *e, const pl_eval *ev, pl_value v) {
    pl_str text = text_of(ev, v, &e->marked);
    e->hash = pl_str_hash(text);
    e->bytes = text.at;
    const pl_dbt *d = ev->host_data;
    pl_str masked = pl_env_mask(pl_host_world(d)->options.env, t->arena, text);
    e->value = pl_str_copy(t->arena, start_of(text));
    e->shown = masked.at == text.at ? e->value : start_of(masked);
}

static pl_trace_kind kind_of(pl_observed what) {
    switch (what) {
    case PL_OBSERVED_CONDITION:
        return PL_TRACE_CONDITION;
    case PL_OBSERVED_OPERAND:
        return PL_TRACE_OPERAND;
    case PL_OBSERVED_LOOP:
        return PL_TRACE_LOOP;
    case PL_OBSERVED_OUTPUT:
        break;
    }
    return PL_TRACE_OUTPUT;
}

static void observed(pl_observer *self, const pl_eval *ev, pl_observed what,
                     pl_ref node, pl_value v, bool truth) {
    pl_trace *t = (pl_trace *)(void *)self;
    if (!t->everything && !(v.flags & PL_PROVENANCE)) {
        return;
    }
    pl_trace_event e = {
        .kind = kind_of(what),
        .phase = phase_of(ev),
        .node = t->node,
        .depth = pl_interp_of(ev)->macro_depth,
        .expr = node,
        .flags = v.flags & PL_PROVENANCE,
        .truth = truth,
        .value_kind = v.kind,
    };
    const pl_ast *ast = pl_unit_ast(pl_interp_of(ev)->unit);
    place(&e, ev, ast->nodes[node].lo);
    if (!t->everything && (!e.ast || noted_before(t, &e))) {
        return;
    }
    keep_value(t, &e, ev, v);
    if (t->everything &&
        (what == PL_OBSERVED_CONDITION || what == PL_OBSERVED_OUTPUT)) {
        e.read_len =
            pl_trace_reads(ev, node, what == PL_OBSERVED_OUTPUT, t->arena, &e.reads);
    }
    if (t->everything && what != PL_OBSERVED_OPERAND) {
        e.reads_of = pl_trace_reads_of(ev, node, t->arena);
    }
    PL_PUSH(t->arena, &t->events, e);
}

void pl_trace_variable(pl_trace *t, const pl_eval *ev, pl_trace_kind kind, pl_str name,
                       bool has_default, const pl_value *value) {
    pl_trace_event e = {
        .kind = kind,
        .depth = pl_interp_of(ev)->macro_depth,
        .phase = phase_of(ev),
        .node = t->node,
        .has_default = has_default,
        .flags = kind == PL_TRACE_ENV_VAR ? PL_FROM_ENV : PL_FROM_VAR,
    };
    place(&e, ev, pl_interp_of(ev)->at);
    if (!t->everything && (!e.ast || noted_before(t, &e))) {
        return;
    }
    e.name = pl_str_copy(t->arena, name);
    if (value) {
        e.value_kind = value->kind;
        keep_value(t, &e, ev, *value);
    }
    PL_PUSH(t->arena, &t->events, e);
}

void pl_trace_macro(pl_trace *t, const pl_eval *ev, const pl_macro_def *def) {
    if (!t->everything) {
        return;
    }
    pl_trace_event e = {
        .kind = PL_TRACE_MACRO,
        .phase = phase_of(ev),
        .node = t->node,
        .depth = pl_interp_of(ev)->macro_depth,
        .macro = def,
        .name = def->name,
    };
    place(&e, ev, pl_interp_of(ev)->at);
    PL_PUSH(t->arena, &t->events, e);
}

void pl_trace_init(pl_trace *t, pl_arena *a, bool everything) {
    *t = (pl_trace){.observer = {.observed = observed, .outputs = everything},
                    .arena = a,
                    .everything = everything};
}

/* ---- reading */

/* The tag around byte `at` of a template; a brace in a text within it may cut it short,
 * which only shortens what is shown. */
pl_str pl_trace_tag(const pl_trace_event *e) {
    if (!e->span.src) {
        return PL_S("");
    }
    pl_str text = e->span.src->text;
    uint32_t lo = e->span.lo < text.len ? e->span.lo : text.len;
    while (lo > 0 && !(text.at[lo] == '{' &&
                       (text.at[lo + 1] == '%' || text.at[lo + 1] == '{'))) {
        lo--;
    }
    uint32_t hi = e->span.lo;
    while (hi + 1 < text.len &&
           !((text.at[hi] == '%' || text.at[hi] == '}') && text.at[hi + 1] == '}')) {
        hi++;
    }
    return pl_str_sub(text, lo, hi + 2 < text.len ? hi + 2 : text.len);
}

const pl_macro_def *pl_trace_macro_of(const pl_world *w, const pl_ast *ast) {
    for (uint32_t i = 0; ast && i < w->macros.len; i++) {
        const pl_macro_def *def = w->macros.at[i].value;
        if (def->macro.unit && pl_unit_ast(def->macro.unit) == ast) {
            return def;
        }
    }
    return NULL;
}

/* Errors of renders as diagnostics. */
#include "project/render/report.h"

#include "project/node/dbt_error.h"

pl_diag_code pl_error_code(const pl_error *e) {
    if (e->code) {
        return e->code;
    }
    switch ((int)e->kind) {
    case PL_EXC_UNDEFINED:
        return PL_E0402;
    case PL_EXC_FUEL:
    case PL_EXC_RECURSION:
        return PL_E0403;
    case PL_EXC_SYNTAX:
        return PL_E0201;
    case PL_EXC_UNKNOWN_FILTER:
    case PL_EXC_UNKNOWN_TEST:
        return PL_E0202;
    case PL_EXC_COMPILATION:
        return PL_E0420;
    case PL_EXC_DEPENDENCY:
        return PL_E0301;
    case PL_EXC_WAREHOUSE:
        return PL_E0430;
    default:
        return PL_E0401;
    }
}

/* A text of a YAML file has no place of its own: `where` is that of the YAML. */
static pl_span call_place(const pl_source *src, uint32_t lo, pl_span where) {
    bool text = src && PL_STR_IS(src->path, "<text>");
    return text && where.src ? where : (pl_span){src, lo, lo + 1};
}

/* A fault inside dbt's own macros is told where the project called them. `notes` has
 * room for one more. */
static void lead_to_project(pl_diag *d, pl_diag_note *notes) {
    uint32_t i = 0;
    while (i < d->note_count && pl_span_stock(notes[i].span)) {
        i++;
    }
    if (!pl_span_stock(d->span) || i == d->note_count) {
        return;
    }
    pl_diag_note raised = {d->span, PL_S("raised at")};
    d->span = notes[i].span;
    memmove(notes + 1, notes, d->note_count * sizeof *notes);
    notes[0] = raised;
    d->note_count++;
}

/* How many calls from `i` on are the same one: a macro that calls itself. */
static uint32_t repeated_calls(const pl_error *e, uint32_t i) {
    uint32_t n = 1;
    while (i + n < e->trace_len && e->trace[i + n].src == e->trace[i].src &&
           e->trace[i + n].lo == e->trace[i].lo &&
           pl_str_eq(e->trace[i + n].macro, e->trace[i].macro)) {
        n++;
    }
    return n;
}

static void add_trace(pl_world *w, pl_diag *d, const pl_error *e, pl_span where) {
    pl_diag_note *notes = PL_NEW_ARRAY0(w->arena, pl_diag_note, e->trace_len + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < e->trace_len; n++) {
        uint32_t times = repeated_calls(e, i);
        pl_str name = e->trace[i].macro;
        if (pl_str_starts(name, PL_S("dbt_macro__"))) {
            name = pl_str_sub(name, 11, name.len);
        }
        notes[n].span = call_place(e->trace[i].src, e->trace[i].lo, where);
        notes[n].text = pl_str_fmt(w->arena, "in macro %.*s%s%s", PL_FMT(name),
                                   times == 1 ? "" : ", again and again",
                                   notes[n].span.src ? ", called at" : "");
        i += times;
    }
    d->notes = notes;
    d->note_count = n;
    lead_to_project(d, notes);
}

pl_str pl_error_words(pl_world *w, const pl_error *e) {
    if (e->kind == PL_EXC_RETURN) {
        return PL_S("return() outside of a macro");
    }
    pl_str text = pl_str_copy(w->arena, e->text);
    return pl_env_mask(w->options.env, w->arena, text);
}

void pl_report_error(pl_world *w, const pl_eval *ev, const pl_dbt_node *n,
                     pl_span where) {
    const pl_error *e = &ev->error;
    pl_span span = where;
    if (e->ast && !(where.src && PL_STR_IS(e->ast->src->path, "<text>"))) {
        span = (pl_span){e->ast->src, e->lo, e->lo + 1};
    }
    pl_diag_code code = pl_error_code(e);
    if (code == PL_E0430 && n && pl_is_unasked_hook(w, n)) {
        code = PL_W0431;
    }
    pl_diag *d = pl_diag_add(&w->sink, code, span, pl_error_words(w, e));
    if (n) {
        d->node = n->unique_id;
    }
    add_trace(w, d, e, where);
    if (d->code == PL_E0402) {
        pl_suggest_name(w, n, d);
    }
    if (w->options.strict_dbt) {
        pl_dbt_error_raised(w, ev, n, d);
    }
}

void pl_report_syntax(pl_world *w, const pl_template *t, const pl_dbt_node *n) {
    pl_span span = {t->src, t->error.lo, t->error.lo + 1};
    pl_diag *d = pl_diag_add(&w->sink, PL_E0201, span, t->error.text);
    d->dbt_whole = pl_dbt_error_of(w->arena, "Compilation", n,
                                   pl_dbt_syntax_words(w->arena, t->src, &t->error));
    pl_suggest_tag(w, d);
    if (n) {
        d->node = n->unique_id;
    }
}

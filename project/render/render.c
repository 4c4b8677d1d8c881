/* Rendering in a world: contexts, YAML texts, errors as diagnostics. */
#include "project/node/dbt_error.h"
#include "project/node/world_priv.h"

void pl_dbt_init(pl_dbt *d, pl_world *w, pl_phase phase, pl_str package,
                 pl_dbt_node *node) {
    memset(d, 0, sizeof *d);
    d->ops = &pl_world_ops;
    d->world = w;
    d->node = node;
    d->phase = phase;
    d->strict_dbt = w->options.strict_dbt;
    d->package = package;
    d->style = w->target.adapter ? &w->style : NULL;
    d->target = w->target.dict;
    d->now_us = w->options.now_us;
    d->invocation_id = w->options.invocation_id;
    d->dbt_version = PL_S("1.9.11");
}

/* ---- diagnostics */

static pl_diag_code code_of(const pl_error *e) {
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

static bool is_stock(pl_span span) {
    return span.src && pl_str_starts(span.src->path, PL_S("plumb:"));
}

/* A fault inside dbt's own macros is told where the project called them. `notes` has
 * room for one more. */
static void lead_to_project(pl_diag *d, pl_diag_note *notes) {
    uint32_t i = 0;
    while (i < d->note_count && is_stock(notes[i].span)) {
        i++;
    }
    if (!is_stock(d->span) || i == d->note_count) {
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

static pl_str error_text(pl_world *w, const pl_error *e) {
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
    pl_diag_code code = code_of(e);
    if (code == PL_E0430 && n && pl_is_unasked_hook(w, n)) {
        code = PL_W0431;
    }
    pl_diag *d = pl_diag_add(&w->sink, code, span, error_text(w, e));
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

/* ---- texts of YAML files */

typedef struct fault {
    pl_diag_code code;
    pl_str words;
    pl_str dbt_words; /* empty: the same */
    bool bare;        /* dbt says no more than the words */
} fault;

static pl_str about_text(pl_world *w, pl_str text, pl_str reason) {
    pl_str words = pl_str_fmt(w->arena, "Could not render %.*s: %.*s", PL_FMT(text),
                              PL_FMT(reason));
    return pl_env_mask(w->options.env, w->arena, words);
}

static bool could_not_render(pl_world *w, pl_str text, pl_span where, fault f) {
    if (f.bare) {
        pl_str words = pl_env_mask(w->options.env, w->arena, f.words);
        pl_diag_add(&w->sink, f.code, where, words);
        return false;
    }
    pl_str dbt_words = f.dbt_words.len ? f.dbt_words : f.words;
    pl_diag *d = pl_diag_add(&w->sink, f.code, where, about_text(w, text, f.words));
    d->dbt_whole = pl_dbt_error_text(w->arena, "Compilation Error",
                                     about_text(w, text, dbt_words));
    return false;
}

static void warn_of_lower_bool(pl_world *w, pl_value taken, pl_span where) {
    pl_diag *d =
        pl_diag_add(&w->sink, PL_W0521, where,
                    PL_S("as_bool is given true or false in lower case: accepted "
                         "here, rejected by dbt"));
    d->dbt_text = pl_str_fmt(w->arena, "Could not convert value '%s' into type 'bool'",
                             taken.as.i ? "true" : "false");
    d->help =
        PL_S("write \"{{ env_var('X') | lower == 'true' }}\", which dbt takes too");
}

/* The rendered value leaves the arena of the render. */
static bool render_text(pl_text_context *c, pl_str text, pl_span where, pl_value *out) {
    pl_world *w = c->w;
    const pl_template *t = pl_workspace_text(w->ws, text, PL_MODE_NATIVE);
    if (!t->unit) {
        pl_str dbt_words = pl_dbt_syntax_words(w->arena, t->src, &t->error);
        return could_not_render(w, text, where,
                                (fault){PL_E0201, t->error.text, dbt_words, false});
    }
    pl_dbt d;
    pl_str package = c->package ? c->package->file->name : PL_S("");
    pl_dbt_init(&d, w, c->phase, package, NULL);
    pl_arena scratch = {0};
    pl_eval ev;
    pl_error unknown;
    bool ok = pl_unit_check(t->unit, w->arena, &unknown);
    if (!ok) {
        pl_str dbt_words = pl_dbt_unknown_words(w->arena, &unknown);
        return could_not_render(w, text, where,
                                (fault){PL_E0202, unknown.text, dbt_words, false});
    }
    pl_eval_init(&ev, &scratch, &pl_dbt_host, &d, PL_MODE_NATIVE);
    ev.any_case_bool = !d.strict_dbt;
    pl_value v;
    ok = pl_render_native(&ev, t->unit, &v);
    if (ok && c->phase == PL_PHASE_PROFILE) {
        pl_value filled;
        if (pl_secrets_fill(&d, &scratch, v, &filled) == PL_FOUND) {
            v = filled;
        }
    }
    if (ok) {
        *out = pl_value_copy(w->arena, v);
        if (ev.took_lower_bool) {
            warn_of_lower_bool(w, v, where);
        }
    } else {
        fault f = {.code = code_of(&ev.error),
                   .words = error_text(w, &ev.error),
                   .bare = ev.error.kind == PL_EXC_PARSING};
        could_not_render(w, text, where, f);
    }
    pl_eval_done(&ev);
    pl_arena_leave(&scratch, w->arena);
    return ok;
}

bool pl_render_yaml_text(void *ctx, pl_str text, pl_span where, pl_value *out) {
    return render_text(ctx, text, where, out);
}

bool pl_render_schema_text(pl_world *w, pl_package *p, pl_str text, pl_span where,
                           pl_value *out) {
    pl_text_context c = {w, p, PL_PHASE_SCHEMA, NULL};
    return render_text(&c, text, where, out);
}

pl_yaml_rules pl_schema_rules(pl_world *w, pl_package *p,
                              bool (*skip)(void *ctx, const pl_yaml_path *path)) {
    pl_text_context *c = PL_NEW(w->arena, pl_text_context);
    *c = (pl_text_context){w, p, PL_PHASE_SCHEMA, skip};
    return (pl_yaml_rules){
        .render = pl_render_yaml_text, .ctx = c, .skip = skip, .sink = &w->sink};
}

/* dbt's own messages in full. */
#include "project/node/dbt_error.h"

/* ---- texts */

static pl_str taken(pl_buf *b, pl_arena *a) {
    pl_str out = pl_buf_take(b, a);
    pl_buf_free(b);
    return out;
}

static void put_node(pl_buf *to, const pl_dbt_node *n) {
    pl_buf_fmt(to, "%s %.*s (%.*s)", pl_resource_name(n->type), PL_FMT(n->name),
               PL_FMT(n->original_file_path));
}

static void put_macro(pl_buf *to, const pl_macro_def *m) {
    pl_buf_fmt(to, "macro %.*s (%.*s)", PL_FMT(m->name), PL_FMT(m->path));
}

static void put_head(pl_buf *to, const char *kind, const pl_dbt_node *n) {
    pl_buf_fmt(to, "%s Error", kind);
    if (n) {
        PL_BUF_LIT(to, " in ");
        put_node(to, n);
    }
}

pl_str pl_dbt_error_of(pl_arena *a, const char *kind, const pl_dbt_node *n,
                       pl_str text) {
    pl_buf b = {0};
    put_head(&b, kind, n);
    pl_dbt_put_text(&b, text);
    return taken(&b, a);
}

/* ---- syntax errors */

static pl_str line_of(pl_str text, uint32_t number) {
    while (--number) {
        uint32_t end = pl_str_find_char(text, '\n');
        if (end == UINT32_MAX) {
            return PL_S("");
        }
        text = pl_str_sub(text, end + 1, text.len);
    }
    uint32_t end = pl_str_find_char(text, '\n');
    return pl_str_trim(end == UINT32_MAX ? text : pl_str_sub(text, 0, end));
}

pl_str pl_dbt_syntax_words(pl_arena *a, const pl_source *src,
                           const pl_syntax_error *e) {
    if (!e->line) {
        return e->text;
    }
    pl_str line = line_of(src->text, e->line);
    return pl_str_fmt(a, "%.*s\n  line %u\n    %.*s", PL_FMT(e->text), e->line,
                      PL_FMT(line));
}

pl_str pl_dbt_unknown_words(pl_arena *a, const pl_error *e) {
    const pl_source *src = e->ast->src;
    pl_syntax_error as_syntax = {
        .text = e->text,
        .lo = e->lo,
        .line = pl_source_line(src, e->lo) - src->skipped_lines,
    };
    return pl_dbt_syntax_words(a, src, &as_syntax);
}

pl_diag *pl_dbt_block_error(pl_world *w, const pl_source *src,
                            const pl_syntax_error *e) {
    pl_span span = {src, e->lo, e->lo + 1};
    pl_diag *d = pl_diag_add(&w->sink, PL_E0204, span, e->text);
    if (e->dbt_text.len) {
        d->dbt_whole = pl_dbt_error_text(w->arena, "Compilation Error", e->dbt_text);
    }
    return d;
}

/* ---- errors of a render */

pl_str pl_dbt_undefined_words(pl_arena *a, pl_str text) {
    return pl_str_cat(
        a, text,
        PL_S(". This can happen when calling a macro that does not exist. Check for "
             "typos and/or install package dependencies with \"dbt deps\"."));
}

/* Python's TypeError and Jinja2's own errors become dbt's in the innermost macro, which
 * is itself not listed then; other errors of Python pass through all macros. */
static bool macros_catch(pl_exc kind) {
    switch ((int)kind) {
    case PL_EXC_TYPE:
    case PL_EXC_UNDEFINED:
    case PL_EXC_SECURITY:
    case PL_EXC_FILTER_ARGUMENT:
    case PL_EXC_RUNTIME:
        return true;
    default:
        return false;
    }
}

static bool is_compilation(pl_exc kind) {
    return kind == PL_EXC_COMPILATION || kind == PL_EXC_DEPENDENCY;
}

static const char *kind_word(const pl_error *e) {
    if (e->dbt_kind) {
        return e->dbt_kind;
    }
    return e->kind == PL_EXC_PARSING       ? "Parsing"
           : e->kind == PL_EXC_DBT_RUNTIME ? "Runtime"
                                           : "Compilation";
}

/* Macros of the project that were running, innermost first. */
static uint32_t macros_of(const pl_error *e, const pl_macro_def **out) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < e->trace_len; i++) {
        if (e->trace[i].data) {
            out[n++] = e->trace[i].data;
        }
    }
    return n;
}

static void put_caller(pl_buf *to, const pl_macro_def *m, const pl_dbt_node *n) {
    if (m) {
        put_macro(to, m);
    } else if (n) {
        put_node(to, n);
    } else {
        PL_BUF_LIT(to, "<Unknown>");
    }
}

/* The macros that passed the error on, then what called the outermost. */
static void put_stack(pl_buf *to, const pl_macro_def **macros, uint32_t len,
                      const pl_macro_def *holder, const pl_dbt_node *n) {
    for (uint32_t i = 0; i < len; i++) {
        pl_buf_fmt(to, "%s\n  > %s ", i ? "" : "\n  ", i ? "called by" : "in");
        put_macro(to, macros[i]);
    }
    if (len) {
        PL_BUF_LIT(to, "\n  > called by ");
        put_caller(to, holder, n);
    }
}

typedef struct context {
    const pl_dbt_node *node;    /* named in the first line */
    const pl_macro_def *holder; /* a macro in its stead: names are made by one */
} context;

/* Compiling, every error gets its node; parsing, dbt's own ones other than compilation
 * errors do not, unless the project raised them. */
static context context_of(const pl_error *e, pl_phase phase, const pl_dbt_node *n,
                          const pl_macro_def *outermost) {
    bool raised = e->code == PL_E0420;
    bool bare = e->kind == PL_EXC_PARSING || e->kind == PL_EXC_DBT_RUNTIME;
    context c = {0};
    if (phase == PL_PHASE_NAMES) {
        c.holder = raised ? outermost : NULL;
    } else if (phase == PL_PHASE_COMPILE ||
               (phase == PL_PHASE_PARSE && (!bare || raised))) {
        c.node = n;
    }
    return c;
}

void pl_dbt_error_raised(pl_world *w, const pl_eval *ev, const pl_dbt_node *n,
                         pl_diag *d) {
    const pl_error *e = &ev->error;
    if (e->kind == PL_EXC_WAREHOUSE || e->kind == PL_EXC_FUEL) {
        return;
    }
    const pl_macro_def *macros[sizeof e->trace / sizeof *e->trace];
    uint32_t len = macros_of(e, macros);
    const pl_dbt *dbt = ev->host_data;
    pl_phase phase = dbt ? dbt->phase : PL_PHASE_DOCS;
    context c = context_of(e, phase, n, len ? macros[len - 1] : NULL);
    uint32_t caught = macros_catch(e->kind) && len;
    bool listed = caught || is_compilation(e->kind);
    pl_buf b = {0};
    put_head(&b, kind_word(e), c.node);
    if (c.holder) {
        PL_BUF_LIT(&b, " in ");
        put_macro(&b, c.holder);
    }
    bool unknown = e->kind == PL_EXC_UNDEFINED && !len;
    pl_dbt_put_text(&b, unknown ? pl_dbt_undefined_words(w->arena, d->text) : d->text);
    if (listed) {
        put_stack(&b, macros + caught, len - caught, c.holder, c.node);
    }
    d->dbt_whole = taken(&b, w->arena);
    if (phase == PL_PHASE_COMPILE) {
        d->dbt_whole = pl_dbt_error_text(w->arena, "Runtime Error", d->dbt_whole);
    }
}

/* The form of GitHub Actions: workflow commands that become annotations. A step shows
 * ten of each severity, so the most serious come first and the rest is counted. */
#include "report/report_priv.h"

enum { SHOWN = 10 };

typedef struct annotations {
    pl_printer *p;
    uint32_t count[PL_ERROR + 1]; /* of each severity, shown or not */
} annotations;

/* Data of a command; in properties ':' and ',' have a meaning too. */
static void put_escaped(pl_printer *p, pl_str text, bool property) {
    pl_buf shown = {0};
    pl_put_visible(&shown, pl_shown(p, text), true);
    for (uint32_t i = 0; i < shown.len; i++) {
        char c = shown.at[i];
        if (c == '%' || c == '\n' || (property && (c == ':' || c == ','))) {
            pl_buf_fmt(p->to, "%%%02X", (unsigned)(unsigned char)c);
        } else {
            pl_buf_char(p->to, c);
        }
    }
    pl_buf_free(&shown);
}

static void put_position(pl_printer *p, pl_span span) {
    pl_spot s = pl_spot_of(p, span);
    if (!s.line) {
        return;
    }
    pl_buf_fmt(p->to, ",line=%u,endLine=%u", s.line, s.end_line);
    if (s.line == s.end_line) { /* columns of several lines are refused */
        pl_buf_fmt(p->to, ",col=%u,endColumn=%u", s.column, s.end_column);
    }
}

/* The head of an annotation, up to its message. False: enough of these are shown. */
static bool begin(annotations *a, pl_severity severity, pl_str path, pl_span span,
                  pl_str title) {
    static const char *const words[] = {"notice", "warning", "error"};
    pl_printer *p = a->p;
    if (++a->count[severity] > SHOWN) {
        return false;
    }
    bool known;
    pl_str file = pl_repository_path(p, path, &known);
    pl_buf_fmt(p->to, "::%s file=", words[severity]);
    put_escaped(p, file, true);
    if (known) {
        put_position(p, span);
    }
    PL_BUF_LIT(p->to, ",title=");
    put_escaped(p, title, true);
    PL_BUF_LIT(p->to, "::");
    if (path.len && !known) {
        pl_buf place = {0};
        pl_put_place(p, &place, path, span);
        put_escaped(p, pl_buf_view(&place), false);
        PL_BUF_LIT(p->to, ": ");
        pl_buf_free(&place);
    }
    return true;
}

static void put_more(pl_printer *p, const char *words, pl_str text) {
    if (text.len) {
        pl_buf_fmt(p->to, "%%0A%s: ", words);
        put_escaped(p, text, false);
    }
}

static pl_str raised_at(pl_printer *p, const pl_diag *d) {
    pl_buf place = {0};
    pl_put_place(p, &place, pl_span_path(d->span), d->span);
    pl_str kept = pl_buf_take(&place, p->r->arena);
    pl_buf_free(&place);
    return kept;
}

static void put_fault(annotations *a, const pl_diag *d) {
    char name[8];
    pl_span span = pl_fault_span(a->p, d);
    pl_str title = pl_str_fmt(a->p->r->arena, "plumb %s", pl_diag_name(d->code, name));
    if (begin(a, d->severity, pl_span_path(span), span, title)) {
        put_escaped(a->p, d->text, false);
        put_more(a->p, "node", d->node);
        put_more(a->p, "raised at",
                 span.src == d->span.src ? PL_S("") : raised_at(a->p, d));
        put_more(a->p, "help", d->help);
        pl_buf_char(a->p->to, '\n');
    }
}

static void put_finding(annotations *a, const pl_finding *f) {
    pl_str title = pl_str_fmt(a->p->r->arena, "plumb %s", f->kind->id);
    if (begin(a, f->severity, f->path, f->span, title)) {
        put_escaped(a->p, f->message, false);
        put_more(a->p, f->environment_len == 1 ? "environment" : "environments",
                 pl_environments_named(a->p, f));
        put_more(a->p, "help", f->help);
        put_more(a->p, "instead", f->fix);
        pl_buf_char(a->p->to, '\n');
    }
}

static void put_rest(annotations *a) {
    pl_buf *to = a->p->to;
    const char *between = "Not annotated: ";
    for (int severity = PL_ERROR; severity >= PL_NOTE; severity--) {
        if (a->count[severity] > SHOWN) {
            pl_buf_fmt(to, "%s", between);
            pl_put_count(to, a->count[severity] - SHOWN,
                         pl_severity_word((pl_severity)severity));
            between = ", ";
        }
    }
    if (*between == ',') {
        pl_buf_fmt(to, "; a step shows %d of each.\n", SHOWN);
    }
}

void pl_form_github(pl_printer *p) {
    annotations a = {.p = p};
    for (uint32_t i = 0; p->r->faults && i < p->r->faults->len; i++) {
        put_fault(&a, &p->r->faults->at[i]);
    }
    for (uint32_t i = 0; i < p->r->len; i++) {
        if (pl_finding_counts(&p->r->at[i])) {
            put_finding(&a, &p->r->at[i]);
        }
    }
    put_rest(&a);
    pl_buf_fmt(p->to, "plumb %s: ", p->r->command);
    pl_put_summary(p, p->to);
    pl_buf_char(p->to, '\n');
}

/* The JSON form: everything that is known, for scripts.
 * docs/FORMATS.md describes it. */
#include "report/report_priv.h"

static void put_key(pl_printer *p, const char *key) {
    pl_buf_fmt(p->to, ", \"%s\": ", key);
}

static void put_text(pl_printer *p, const char *key, pl_str text) {
    put_key(p, key);
    pl_put_json_or_null(p, text);
}

static void put_names(pl_printer *p, const pl_str *at, uint32_t len) {
    pl_buf_char(p->to, '[');
    for (uint32_t i = 0; i < len; i++) {
        pl_buf_str(p->to, i ? PL_S(", ") : PL_S(""));
        pl_put_json(p, at[i]);
    }
    pl_buf_char(p->to, ']');
}

static void put_place(pl_printer *p, pl_str path, pl_span span) {
    pl_spot s = pl_spot_of(p, span);
    PL_BUF_LIT(p->to, "\"path\": ");
    pl_put_json_or_null(p, pl_shown_path(p, path));
    if (s.line) {
        pl_buf_fmt(
            p->to,
            ", \"line\": %u, \"column\": %u, \"end_line\": %u, \"end_column\": %u",
            s.line, s.column, s.end_line, s.end_column);
    } else {
        PL_BUF_LIT(
            p->to,
            ", \"line\": null, \"column\": null, \"end_line\": null, \"end_column\": null");
    }
}

static void put_note(pl_printer *p, pl_str text, pl_span span, bool first) {
    pl_buf_str(p->to, first ? PL_S("{\"message\": ") : PL_S(", {\"message\": "));
    pl_put_json(p, text);
    PL_BUF_LIT(p->to, ", ");
    put_place(p, span.src ? span.src->path : PL_S(""), span);
    pl_buf_char(p->to, '}');
}

static void put_related(pl_printer *p, const pl_finding *f) {
    put_key(p, "related");
    pl_buf_char(p->to, '[');
    for (uint32_t i = 0; i < f->related_len; i++) {
        put_note(p, f->related[i].text, f->related[i].span, !i);
    }
    pl_buf_char(p->to, ']');
}

static void put_finding(pl_printer *p, const pl_finding *f) {
    PL_BUF_LIT(p->to, "{\"rule\": ");
    pl_put_json(p, pl_str_of(f->kind->id));
    put_text(p, "group", pl_str_of(f->kind->group));
    put_text(p, "title", pl_str_of(f->kind->title));
    pl_buf_fmt(p->to, ", \"severity\": \"%s\", ", pl_severity_word(f->severity));
    put_place(p, f->path, f->span);
    put_text(p, "node", f->node);
    put_key(p, "environments");
    put_names(p, f->environments, f->environment_len);
    pl_buf_fmt(p->to, ", \"everywhere\": %s", f->everywhere ? "true" : "false");
    put_key(p, "message");
    pl_put_json(p, f->message);
    put_text(p, "help", f->help);
    put_text(p, "fix", f->fix);
    put_related(p, f);
    put_text(p, "fingerprint", f->fingerprint);
    put_text(p, "suppressed", f->suppressed);
    pl_buf_char(p->to, '}');
}

static void put_fault(pl_printer *p, const pl_diag *d) {
    char name[8];
    pl_buf_fmt(p->to, "{\"code\": \"%s\", \"severity\": \"%s\", ",
               pl_diag_name(d->code, name), pl_severity_word(d->severity));
    put_place(p, pl_span_path(d->span), d->span);
    put_text(p, "node", d->node);
    put_key(p, "message");
    pl_put_json(p, d->text);
    put_text(p, "help", d->help);
    put_key(p, "notes");
    pl_buf_char(p->to, '[');
    for (uint32_t i = 0; i < d->note_count; i++) {
        put_note(p, d->notes[i].text, d->notes[i].span, !i);
    }
    PL_BUF_LIT(p->to, "]}");
}

static void put_summary(pl_printer *p) {
    const pl_report *r = p->r;
    uint32_t all = pl_report_count(r, PL_NOTE);
    uint32_t serious = pl_report_count(r, PL_WARNING);
    uint32_t errors = pl_report_count(r, PL_ERROR);
    bool failed = pl_fault_count(r) || pl_report_count(r, r->fail_on);
    pl_buf_fmt(p->to,
               "{\"errors\": %u, \"warnings\": %u, \"notes\": %u, \"suppressed\": %u, "
               "\"faults\": %u, \"nodes\": %u, \"fail_on\": \"%s\", \"failed\": %s}",
               errors, serious - errors, all - serious, r->len - all, pl_fault_count(r),
               r->nodes, pl_severity_word(r->fail_on), failed ? "true" : "false");
}

void pl_form_json(pl_printer *p) {
    const pl_report *r = p->r;
    PL_BUF_LIT(p->to, "{\"command\": ");
    pl_put_json(p, pl_str_of(r->command));
    put_key(p, "environments");
    put_names(p, r->environments, r->environment_len);
    PL_BUF_LIT(p->to, ",\n \"findings\": [");
    for (uint32_t i = 0; i < r->len; i++) {
        pl_buf_str(p->to, i ? PL_S(",\n  ") : PL_S("\n  "));
        put_finding(p, &r->at[i]);
    }
    PL_BUF_LIT(p->to, "],\n \"faults\": [");
    for (uint32_t i = 0; r->faults && i < r->faults->len; i++) {
        pl_buf_str(p->to, i ? PL_S(",\n  ") : PL_S("\n  "));
        put_fault(p, &r->faults->at[i]);
    }
    PL_BUF_LIT(p->to, "],\n \"summary\": ");
    put_summary(p);
    PL_BUF_LIT(p->to, "}\n");
}

/* GitLab's code quality report: a list of degradations. Suppressed findings are not in
 * it, since GitLab has no word for them; faults are its blockers. */
#include "report/report_priv.h"

#include "project/input/digest.h"

typedef struct entries {
    pl_printer *p;
    uint32_t count;
    pl_map faults; /* by digest */
} entries;

/* The head of an entry, up to the description's opening quote and what stands for a
 * path that GitLab can't show. */
static void put_entry(entries *e, const char *check, const char *severity, pl_str path,
                      pl_span span, pl_str description, pl_str fingerprint) {
    pl_printer *p = e->p;
    bool known;
    pl_str file = pl_repository_path(p, path, &known);
    pl_buf text = {0};
    if (path.len && !known) {
        pl_put_place(p, &text, path, span);
        PL_BUF_LIT(&text, ": ");
    }
    pl_buf_str(&text, description);
    pl_buf_fmt(p->to, "%s{\"description\": ", e->count++ ? ",\n " : "\n ");
    pl_put_json(p, pl_buf_view(&text));
    pl_buf_free(&text);
    PL_BUF_LIT(p->to, ", \"check_name\": ");
    pl_put_json(p, pl_str_of(check));
    pl_buf_fmt(p->to, ", \"severity\": \"%s\", \"fingerprint\": ", severity);
    pl_put_json(p, fingerprint);
    PL_BUF_LIT(p->to, ", \"location\": {\"path\": ");
    pl_put_json(p, file);
    uint32_t line = known ? pl_spot_of(p, span).line : 0;
    pl_buf_fmt(p->to, ", \"lines\": {\"begin\": %u}}}", line ? line : 1);
}

/* Of code, path, node and text; numbered where these are equal. */
static pl_str fault_fingerprint(entries *e, const pl_diag *d) {
    pl_arena *a = e->p->r->arena;
    const pl_str parts[] = {pl_span_path(d->span), d->node, d->text};
    pl_buf room = {0};
    pl_buf_fmt(&room, "%d", (int)d->code);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        pl_buf_fmt(&room, ":%u:", parts[i].len);
        pl_buf_str(&room, parts[i]);
    }
    pl_str digest = pl_sha256_hex(a, pl_buf_view(&room));
    uint32_t before = pl_times_seen(&e->faults, a, digest);
    if (before) {
        pl_buf_fmt(&room, "%u", before);
        digest = pl_sha256_hex(a, pl_buf_view(&room));
    }
    pl_buf_free(&room);
    return digest;
}

static void put_fault(entries *e, const pl_diag *d) {
    static const char *const severities[] = {"info", "minor", "blocker"};
    char name[8];
    pl_span span = pl_fault_span(e->p, d);
    put_entry(e, pl_diag_name(d->code, name), severities[d->severity],
              pl_span_path(span), span, d->text, fault_fingerprint(e, d));
}

static void put_finding(entries *e, const pl_finding *f) {
    static const char *const severities[] = {"info", "minor", "major"};
    pl_str names = pl_environments_named(e->p, f);
    pl_buf text = {0};
    pl_buf_str(&text, f->message);
    if (names.len) {
        PL_BUF_LIT(&text, " (in ");
        pl_buf_str(&text, names);
        pl_buf_char(&text, ')');
    }
    put_entry(e, f->kind->id, severities[f->severity], f->path, f->span,
              pl_buf_view(&text), f->fingerprint);
    pl_buf_free(&text);
}

void pl_form_gitlab(pl_printer *p) {
    entries e = {.p = p};
    pl_buf_char(p->to, '[');
    for (uint32_t i = 0; p->r->faults && i < p->r->faults->len; i++) {
        put_fault(&e, &p->r->faults->at[i]);
    }
    for (uint32_t i = 0; i < p->r->len; i++) {
        if (pl_finding_counts(&p->r->at[i])) {
            put_finding(&e, &p->r->at[i]);
        }
    }
    PL_BUF_LIT(p->to, "\n]\n");
}

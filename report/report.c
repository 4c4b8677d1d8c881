/* Reports: the table of forms, the order of findings and their fingerprints. */
#include "report/report.h"

#include <stdlib.h>

#include "project/input/digest.h"
#include "report/report_priv.h"
#include "support/tree.h"

/* ---- forms */

static const struct {
    const char *name;
    void (*print)(pl_printer *p);
} forms[] = {
#define FORM(id, name, suffix) {name, pl_form_##suffix},
#include "report/forms.def"
#undef FORM
};

const char *pl_report_form_name(pl_report_form form) {
    return forms[form].name;
}

bool pl_report_form_parse(pl_str word, pl_report_form *out) {
    for (int i = 0; i < PL_FORM_COUNT; i++) {
        if (pl_str_eq(word, pl_str_of(forms[i].name))) {
            *out = (pl_report_form)i;
            return true;
        }
    }
    return false;
}

pl_report_form pl_report_form_default(const char *(*env)(const char *name)) {
    const char *actions = env("GITHUB_ACTIONS");
    return actions && !strcmp(actions, "true") ? PL_FORM_GITHUB : PL_FORM_TEXT;
}

void pl_report_print(const pl_report *r, pl_report_form form, pl_buf *to) {
    pl_printer p = {.r = r, .to = to};
    forms[form].print(&p);
}

uint32_t pl_report_count(const pl_report *r, pl_severity least) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->len; i++) {
        n += pl_finding_counts(&r->at[i]) && r->at[i].severity >= least;
    }
    return n;
}

/* ---- order */

static int by_place(const void *x, const void *y) {
    const pl_finding *a = x;
    const pl_finding *b = y;
    int order = (a->severity < b->severity) - (a->severity > b->severity);
    if (!order) {
        order = pl_str_cmp(a->path, b->path);
    }
    if (!order) {
        order = (a->span.lo > b->span.lo) - (a->span.lo < b->span.lo);
    }
    if (!order) {
        order = strcmp(a->kind->id, b->kind->id);
    }
    if (!order) {
        order = pl_str_cmp(a->node, b->node);
    }
    return order ? order : pl_str_cmp(a->message, b->message);
}

/* ---- fingerprints */

/* What stands around a place in its line, without the white space at its ends. Lines
 * that may hold credentials are left out: a digest can be tried out. */
static pl_str line_text(pl_span span) {
    enum { FAR = 256 };
    if (!span.src || span.src->secret) {
        return PL_S("");
    }
    pl_str text = span.src->text;
    uint32_t lo = span.lo < text.len ? span.lo : text.len;
    uint32_t from = lo, end = lo;
    while (from && lo - from < FAR && text.at[from - 1] != '\n') {
        from--;
    }
    while (end < text.len && end - lo < FAR && text.at[end] != '\n') {
        end++;
    }
    return pl_str_trim(pl_str_sub(text, from, end));
}

static pl_str path_key(pl_str path) {
    bool outside = pl_str_starts(path, PL_S("/")) || pl_str_starts(path, PL_S("../"));
    return outside ? pl_path_base(path) : path;
}

static pl_str digest_of(const pl_finding *f, uint32_t number, pl_buf *room,
                        pl_arena *a) {
    const pl_str parts[] = {pl_str_of(f->kind->id), path_key(f->path), f->node,
                            f->message, line_text(f->span)};
    room->len = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        pl_buf_fmt(room, "%u:", parts[i].len);
        pl_buf_str(room, parts[i]);
    }
    if (number) {
        pl_buf_fmt(room, "%u", number);
    }
    return pl_sha256_hex(a, pl_buf_view(room));
}

void pl_findings_settle(pl_finding *at, uint32_t len, pl_arena *a) {
    pl_map seen = {0};
    pl_buf room = {0};
    if (len) {
        qsort(at, len, sizeof *at, by_place);
    }
    for (uint32_t i = 0; i < len; i++) {
        pl_str digest = digest_of(&at[i], 0, &room, a);
        uint32_t before = pl_times_seen(&seen, a, digest);
        at[i].fingerprint = before ? digest_of(&at[i], before, &room, a) : digest;
    }
    pl_buf_free(&room);
}

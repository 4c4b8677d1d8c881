/* What the forms of a report share: texts made fit to be shown, places, sums. */
#include "report/report_priv.h"

#include "support/tree.h"
#include "support/utf8.h"
#include "support/vec.h"

/* ---- texts */

pl_str pl_shown(pl_printer *p, pl_str text) {
    if (!text.len) {
        return PL_S("");
    }
    if (p->r->mask) {
        text = p->r->mask(p->r->mask_data, p->r->arena, text);
    }
    return pl_utf8_mend(p->r->arena, text);
}

pl_str pl_shown_line(pl_printer *p, pl_str text) {
    pl_buf line = {0};
    pl_put_visible(&line, pl_shown(p, text), false);
    pl_str kept = pl_buf_take(&line, p->r->arena);
    pl_buf_free(&line);
    return kept;
}

void pl_put_json(pl_printer *p, pl_str text) {
    pl_buf_json(p->to, pl_shown(p, text));
}

void pl_put_json_or_null(pl_printer *p, pl_str text) {
    if (text.len) {
        pl_put_json(p, text);
    } else {
        PL_BUF_LIT(p->to, "null");
    }
}

uint32_t pl_times_seen(pl_map *seen, pl_arena *a, pl_str key) {
    void **slot = pl_map_slot(seen, a, key);
    if (!*slot) {
        *slot = PL_NEW(a, uint32_t);
    }
    uint32_t *times = *slot;
    return (*times)++;
}

void pl_put_uri(pl_buf *to, pl_str path) {
    for (uint32_t i = 0; i < path.len; i++) {
        char c = path.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     (c >= '0' && c <= '9') || (c && strchr("-._~/", c));
        if (plain) {
            pl_buf_char(to, c);
        } else {
            pl_buf_fmt(to, "%%%02X", (unsigned)(unsigned char)c);
        }
    }
}

void pl_put_count(pl_buf *to, uint32_t n, const char *words) {
    pl_buf_fmt(to, "%u %s%s", n, words, n == 1 ? "" : "s");
}

const char *pl_severity_word(pl_severity severity) {
    static const char *const words[] = {"note", "warning", "error"};
    return words[severity];
}

/* ---- places */

typedef struct line_table {
    PL_VEC(uint32_t) starts; /* byte offsets */
    /* The place that was asked for last: the next one is mostly behind it. */
    uint32_t offset, column;
} line_table;

static line_table *lines_of(pl_printer *p, const pl_source *src) {
    pl_arena *a = p->r->arena;
    line_table *t = pl_map_get(&p->lines, (pl_str){(const char *)&src, sizeof src});
    if (t) {
        return t;
    }
    t = PL_NEW(a, line_table);
    PL_PUSH(a, &t->starts, 0);
    for (uint32_t i = 0; i < src->text.len; i++) {
        if (src->text.at[i] == '\n') {
            PL_PUSH(a, &t->starts, i + 1);
        }
    }
    pl_str key = pl_str_copy(a, (pl_str){(const char *)&src, sizeof src});
    pl_map_put(&p->lines, a, key, t);
    return t;
}

/* Column of an offset in the line that starts at `start`. */
static uint32_t column_of(line_table *t, pl_str text, uint32_t start, uint32_t offset) {
    bool behind = t->column && t->offset >= start && t->offset <= offset;
    uint32_t from = behind ? t->offset : start;
    t->column =
        (behind ? t->column : 1) + pl_utf8_chars(pl_str_sub(text, from, offset));
    t->offset = offset;
    return t->column;
}

pl_place pl_place_at(pl_printer *p, const pl_source *src, uint32_t offset) {
    line_table *t = lines_of(p, src);
    uint32_t lo = 0, hi = t->starts.len;
    offset = offset < src->text.len ? offset : src->text.len;
    while (hi - lo > 1) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (t->starts.at[mid] <= offset) {
            lo = mid;
        } else {
            hi = mid;
        }
    }
    uint32_t start = t->starts.at[lo];
    uint32_t end = hi < t->starts.len ? t->starts.at[hi] - 1 : src->text.len;
    if (end > start && src->text.at[end - 1] == '\r') {
        end--;
    }
    return (pl_place){
        .line = lo + 1 + src->skipped_lines,
        .column = column_of(t, src->text, start, offset),
        .text = pl_str_sub(src->text, start, end),
    };
}

pl_spot pl_spot_of(pl_printer *p, pl_span span) {
    if (!span.src) {
        return (pl_spot){0};
    }
    pl_place lo = pl_place_at(p, span.src, span.lo);
    pl_str inside = pl_str_sub(span.src->text, span.lo, span.hi);
    if (pl_str_find_char(inside, '\n') == UINT32_MAX) {
        return (pl_spot){lo.line, lo.column, lo.line,
                         lo.column + pl_utf8_chars(inside)};
    }
    pl_place hi = pl_place_at(p, span.src, span.hi);
    return (pl_spot){lo.line, lo.column, hi.line, hi.column};
}

/* A path as the project knows it: profiles.yml may be named from the root. */
static pl_str project_path(const pl_printer *p, pl_str path) {
    pl_str folder = p->r->folder;
    bool below = folder.len && folder.at[0] == '/' && pl_str_starts(path, folder) &&
                 path.len > folder.len && path.at[folder.len] == '/';
    return below ? pl_str_sub(path, folder.len + 1, path.len) : path;
}

pl_str pl_shown_path(pl_printer *p, pl_str path) {
    return pl_shown_line(p, project_path(p, path));
}

pl_str pl_repository_path(pl_printer *p, pl_str path, bool *known) {
    pl_arena *a = p->r->arena;
    path = project_path(p, path);
    pl_str whole = path.len && path.at[0] != '/'
                       ? pl_path_normal(a, pl_str_cat(a, p->r->prefix, path))
                       : PL_S("");
    *known = whole.len && whole.at[0] != '/' && !PL_STR_IS(whole, "..") &&
             !pl_str_starts(whole, PL_S("../"));
    if (!*known) {
        whole = pl_str_cat(a, p->r->prefix, PL_S("dbt_project.yml"));
    }
    return pl_shown_line(p, whole);
}

/* Not in an installed package, nor in plumb's own macros. */
static bool is_own(const pl_printer *p, const pl_source *src) {
    pl_str folder = p->r->packages, path = src->path;
    bool installed = folder.len && pl_str_starts(path, folder) &&
                     path.len > folder.len && path.at[folder.len] == '/';
    return !installed && !src->stock;
}

pl_span pl_fault_span(const pl_printer *p, const pl_diag *d) {
    if (!d->span.src || is_own(p, d->span.src)) {
        return d->span;
    }
    for (uint32_t i = 0; i < d->note_count; i++) {
        pl_span span = d->notes[i].span;
        if (span.src && is_own(p, span.src)) {
            return span;
        }
    }
    return d->span;
}

void pl_put_place(pl_printer *p, pl_buf *to, pl_str path, pl_span span) {
    pl_spot s = pl_spot_of(p, span);
    pl_buf_str(to, pl_shown_path(p, path));
    if (s.line) {
        pl_buf_fmt(to, ":%u:%u", s.line, s.column);
    }
}

/* ---- findings */

static void put_names(pl_printer *p, pl_buf *to, const pl_str *at, uint32_t len) {
    for (uint32_t i = 0; i < len; i++) {
        pl_buf_str(to, i ? PL_S(", ") : PL_S(""));
        pl_buf_str(to, pl_shown_line(p, at[i]));
    }
}

pl_str pl_environments_named(pl_printer *p, const pl_finding *f) {
    pl_buf names = {0};
    if (!f->everywhere) {
        put_names(p, &names, f->environments, f->environment_len);
    }
    pl_str kept = pl_buf_take(&names, p->r->arena);
    pl_buf_free(&names);
    return kept;
}

uint32_t pl_fault_count(const pl_report *r) {
    return r->faults ? r->faults->errors : 0;
}

static void put_counts(pl_buf *to, const pl_report *r) {
    uint32_t errors = pl_report_count(r, PL_ERROR);
    uint32_t warnings = pl_report_count(r, PL_WARNING) - errors;
    uint32_t notes = pl_report_count(r, PL_NOTE) - errors - warnings;
    const uint32_t n[] = {errors, warnings, notes};
    static const char *const words[] = {"error", "warning", "note"};
    const char *between = "";
    for (size_t i = 0; i < 3; i++) {
        if (n[i]) {
            pl_buf_fmt(to, "%s", between);
            pl_put_count(to, n[i], words[i]);
            between = ", ";
        }
    }
    pl_buf_fmt(to, "%s", *between ? "" : "no findings");
}

void pl_put_summary(pl_printer *p, pl_buf *to) {
    enum { NAMED = 6 }; /* environments */
    const pl_report *r = p->r;
    uint32_t suppressed = r->len - pl_report_count(r, PL_NOTE);
    uint32_t faults = pl_fault_count(r);
    put_counts(to, r);
    if (suppressed) {
        pl_buf_fmt(to, "; %u suppressed", suppressed);
    }
    if (faults) {
        pl_buf_fmt(to, "; %u could not be evaluated", faults);
    }
    if (r->nodes) {
        PL_BUF_LIT(to, "; ");
        pl_put_count(to, r->nodes, "node");
    }
    PL_BUF_LIT(to, " in ");
    if (r->environment_len && r->environment_len <= NAMED) {
        put_names(p, to, r->environments, r->environment_len);
    } else {
        pl_put_count(to, r->environment_len, "environment");
    }
}

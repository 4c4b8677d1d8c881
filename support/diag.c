#include "support/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/utf8.h"
#include "support/vec.h"
#include "support/visible.h"

static const struct {
    uint16_t number;
    pl_severity severity;
    const char *dbt;
    const char *words;
} codes[] = {
#define DIAG(id, number, severity, dbt, words) {number, severity, dbt, words},
#include "support/diag.def"
#undef DIAG
};

pl_diag *pl_diag_add(pl_diag_sink *sink, pl_diag_code code, pl_span span, pl_str text) {
    pl_diag d = {
        .code = code,
        .severity = codes[code].severity,
        .span = span,
        .text = text,
        .node = {"", 0},
        .dbt_text = {"", 0},
        .dbt_whole = {"", 0},
        .help = {"", 0},
        .order = sink->len,
    };
    PL_PUSH(sink->arena, sink, d);
    sink->errors += d.severity == PL_ERROR;
    sink->warnings += d.severity == PL_WARNING;
    return &sink->at[sink->len - 1];
}

pl_diag *pl_diag_addf(pl_diag_sink *sink, pl_diag_code code, pl_span span,
                      const char *format, ...) {
    pl_buf b = {0};
    va_list args;
    va_start(args, format);
    char *text = NULL;
    int len = vasprintf(&text, format, args);
    va_end(args);
    if (len < 0) {
        pl_out_of_memory();
    }
    pl_buf_put(&b, text, (size_t)len);
    free(text);
    pl_str kept = pl_buf_take(&b, sink->arena);
    pl_buf_free(&b);
    return pl_diag_add(sink, code, span, kept);
}

pl_diag_point pl_diag_mark(const pl_diag_sink *sink) {
    return (pl_diag_point){sink->len, sink->errors, sink->warnings};
}

void pl_diag_rollback(pl_diag_sink *sink, pl_diag_point to) {
    sink->len = to.len;
    sink->errors = to.errors;
    sink->warnings = to.warnings;
}

void pl_diag_merge(pl_diag_sink *to, const pl_diag_sink *from) {
    for (uint32_t i = 0; i < from->len; i++) {
        const pl_diag *f = &from->at[i];
        pl_diag *d = pl_diag_add(to, f->code, f->span, pl_str_copy(to->arena, f->text));
        d->severity = f->severity;
        d->node = pl_str_copy(to->arena, f->node);
        d->dbt_text = pl_str_copy(to->arena, f->dbt_text);
        d->dbt_whole = pl_str_copy(to->arena, f->dbt_whole);
        d->dbt_kind = f->dbt_kind;
        d->help = pl_str_copy(to->arena, f->help);
        pl_diag_note *notes = PL_NEW_ARRAY(to->arena, pl_diag_note, f->note_count);
        for (uint32_t n = 0; n < f->note_count; n++) {
            notes[n].span = f->notes[n].span;
            notes[n].text = pl_str_copy(to->arena, f->notes[n].text);
        }
        d->notes = notes;
        d->note_count = f->note_count;
    }
}

static pl_str path_of(const pl_diag *d) {
    return d->span.src ? d->span.src->path : (pl_str){"", 0};
}

static int compare(const void *x, const void *y) {
    const pl_diag *a = x;
    const pl_diag *b = y;
    int order = pl_str_cmp(path_of(a), path_of(b));
    if (!order) {
        order = (a->span.lo > b->span.lo) - (a->span.lo < b->span.lo);
    }
    if (!order) {
        order = (a->code > b->code) - (a->code < b->code);
    }
    if (!order) {
        order = pl_str_cmp(a->text, b->text);
    }
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

void pl_diag_sort(pl_diag_sink *sink) {
    if (!sink->len) {
        return;
    }
    qsort(sink->at, sink->len, sizeof *sink->at, compare);
    uint32_t n = 1;
    for (uint32_t i = 1; i < sink->len; i++) {
        pl_diag *last = &sink->at[n - 1];
        pl_diag *d = &sink->at[i];
        bool same = last->code == d->code && pl_str_eq(path_of(last), path_of(d)) &&
                    last->span.lo == d->span.lo && pl_str_eq(last->text, d->text) &&
                    pl_str_eq(last->node, d->node);
        if (!same) {
            sink->at[n++] = *d;
        } else {
            sink->errors -= d->severity == PL_ERROR;
            sink->warnings -= d->severity == PL_WARNING;
        }
    }
    sink->len = n;
}

const char *pl_diag_name(pl_diag_code code, char room[8]) {
    snprintf(room, 8, "%c%04u", "NWE"[codes[code].severity],
             (unsigned)codes[code].number);
    return room;
}

static const char *const severity_words[] = {"note", "warning", "error"};
static const char *const severity_colors[] = {"\033[36m", "\033[33m", "\033[31m"};

static pl_str masked(pl_diag_style style, pl_str text) {
    return style.mask && text.len ? style.mask(style.mask_data, style.arena, text)
                                  : text;
}

static void print_place(pl_buf *to, pl_span span, pl_diag_style style) {
    if (!span.src) {
        return;
    }
    pl_place p = pl_source_place(span.src, span.lo);
    pl_put_visible(to, masked(style, span.src->path), false);
    pl_buf_fmt(to, ":%u:%u: ", p.line, p.column);
}

void pl_excerpt(pl_buf *to, pl_place p, uint32_t lo, uint32_t hi) {
    enum { WIDEST = 160 };
    uint32_t from = lo > WIDEST / 2 ? lo - WIDEST / 2 : 0;
    while (from && ((unsigned char)p.text.at[from] & 0xc0) == 0x80) {
        from++;
    }
    uint32_t end = from + WIDEST < p.text.len ? from + WIDEST : p.text.len;
    while (end < p.text.len && ((unsigned char)p.text.at[end] & 0xc0) == 0x80) {
        end++;
    }
    pl_buf_fmt(to, "%4u | ", p.line);
    pl_put_visible(to, pl_str_sub(p.text, from, end), false);
    PL_BUF_LIT(to, "\n     | ");
    for (uint32_t i = from; i < lo && i < end;) {
        char c = p.text.at[i];
        pl_utf8_next(p.text, &i);
        pl_buf_char(to, c == '\t' ? '\t' : ' ');
    }
    hi = hi < end ? hi : end;
    pl_buf_char(to, '^');
    for (uint32_t i = lo; i < hi;) {
        pl_utf8_next(p.text, &i);
        if (i < hi) {
            pl_buf_char(to, '^');
        }
    }
    pl_buf_char(to, '\n');
}

/* Where byte `at` of a line is once the line is masked; `len`: of what that made. */
static uint32_t moved(pl_diag_style style, pl_str line, uint32_t at, uint32_t len) {
    uint32_t to = masked(style, pl_str_sub(line, 0, at)).len;
    return to < len ? to : len;
}

static void print_excerpt(pl_buf *to, pl_span span, pl_diag_style style) {
    pl_place p = pl_source_place(span.src, span.lo);
    if (!p.text.len || span.src->secret) {
        return;
    }
    uint32_t lo = (uint32_t)(span.src->text.at + span.lo - p.text.at);
    uint32_t hi = lo + (span.hi > span.lo ? span.hi - span.lo : 1);
    pl_str shown = masked(style, p.text);
    if (shown.at != p.text.at) {
        lo = moved(style, p.text, lo, shown.len);
        hi = moved(style, p.text, hi, shown.len);
        while (lo && lo < shown.len && ((unsigned char)shown.at[lo] & 0xc0) == 0x80) {
            lo--;
        }
        hi = hi > lo ? hi : lo + 1;
        p.text = shown;
    }
    pl_excerpt(to, p, lo, hi);
}

/* Lines after the first stand further in, so that they are not taken for new messages.
 * Lines of nothing but blanks are empty. */
static void print_text(pl_buf *to, pl_str text, const char *margin) {
    for (uint32_t from = 0; from <= text.len;) {
        pl_str rest = pl_str_sub(text, from, text.len);
        uint32_t end = pl_str_find_char(rest, '\n');
        end = end == UINT32_MAX ? rest.len : end;
        bool blank = !pl_str_trim(pl_str_sub(rest, 0, end)).len;
        if (from && !blank) {
            pl_buf_str(to, pl_str_of(margin));
        }
        pl_put_visible(to, blank ? PL_S("") : pl_str_sub(rest, 0, end), false);
        pl_buf_char(to, '\n');
        from += end + 1;
    }
}

static void print_note(pl_buf *to, const char *title, pl_str text) {
    if (text.len) {
        pl_buf_fmt(to, "   = %s: ", title);
        print_text(to, text, "     ");
    }
}

/* dbt's message in full: a text that is dbt's own lacks its first line. */
static void print_whole(pl_buf *to, const pl_diag *d) {
    const char *kind = d->dbt_kind ? d->dbt_kind : codes[d->code].dbt;
    if (d->dbt_whole.len || d->dbt_text.len) {
        print_note(to, "dbt says", d->dbt_whole.len ? d->dbt_whole : d->dbt_text);
    } else if (*kind && d->severity == PL_ERROR) {
        pl_buf_fmt(to, "   = dbt says: %s Error\n       ", kind);
        print_text(to, d->text, "       ");
    }
}

static void print_dbt(pl_buf *to, const pl_diag *d, bool whole) {
    bool quotes_source = d->code == PL_E0501 && d->span.src && d->span.src->secret;
    if (quotes_source) {
        return;
    }
    if (whole) {
        print_whole(to, d);
    } else {
        print_note(to, "dbt says", d->dbt_text);
    }
}

static void print_chain(pl_buf *to, const pl_diag *d, pl_diag_style style) {
    for (uint32_t i = 0; i < d->note_count; i++) {
        PL_BUF_LIT(to, "   = ");
        pl_put_visible(to, masked(style, d->notes[i].text), true);
        if (d->notes[i].span.src) {
            pl_place p = pl_source_place(d->notes[i].span.src, d->notes[i].span.lo);
            PL_BUF_LIT(to, " (");
            pl_put_visible(to, masked(style, d->notes[i].span.src->path), false);
            pl_buf_fmt(to, ":%u:%u)", p.line, p.column);
        }
        pl_buf_char(to, '\n');
    }
}

void pl_diag_print(pl_buf *to, const pl_diag *given, pl_diag_style style) {
    char name[8];
    pl_diag d = *given;
    d.text = masked(style, d.text);
    d.node = masked(style, d.node);
    d.dbt_text = masked(style, d.dbt_text);
    d.dbt_whole = masked(style, d.dbt_whole);
    d.help = masked(style, d.help);
    print_place(to, d.span, style);
    pl_buf_fmt(to, "%s%s[%s]%s: ", style.color ? severity_colors[d.severity] : "",
               severity_words[d.severity], pl_diag_name(d.code, name),
               style.color ? "\033[0m" : "");
    print_text(to, d.text, "  ");
    if (d.span.src) {
        print_excerpt(to, d.span, style);
    }
    print_chain(to, &d, style);
    print_note(to, "node", d.node);
    print_dbt(to, &d, style.whole);
    print_note(to, "help", d.help);
}

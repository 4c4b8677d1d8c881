/* The text form: findings as compilers print them, then one line of sums. */
#include "report/report_priv.h"
#include "support/utf8.h"

static const char *const colors[] = {"\033[36m", "\033[33m", "\033[31m"};

static void put_line(pl_printer *p, pl_str text) {
    pl_buf_str(p->to, pl_shown_line(p, text));
}

/* Where byte `at` of a line is in the line as it is shown. */
static uint32_t shown_at(pl_printer *p, pl_str line, pl_str shown, uint32_t at) {
    if (pl_str_eq(line, shown)) {
        return at;
    }
    uint32_t moved = pl_shown_line(p, pl_str_sub(line, 0, at)).len;
    moved = moved < shown.len ? moved : shown.len;
    return moved && moved < shown.len ? pl_utf8_prev(shown, moved + 1) : moved;
}

/* What of a line is looked at for an excerpt: some around byte *at, which
 * becomes an offset in it. More than is shown, so that no credential is cut
 * before it is masked. */
static pl_str around(pl_str line, uint32_t *at) {
    enum { FAR = 128 << 10 }; /* what a variable of a process may hold */
    uint32_t lo = *at > FAR ? pl_utf8_prev(line, *at - FAR + 1) : 0;
    uint32_t hi = line.len - *at > FAR ? pl_utf8_prev(line, *at + FAR + 1) : line.len;
    *at -= lo;
    return pl_str_sub(line, lo, hi);
}

static void put_excerpt(pl_printer *p, pl_span span) {
    if (!span.src || span.src->secret) {
        return;
    }
    pl_place place = pl_place_at(p, span.src, span.lo);
    if (!place.text.len) {
        return;
    }
    uint32_t lo = (uint32_t)(span.src->text.at + span.lo - place.text.at);
    lo = lo < place.text.len ? lo : place.text.len;
    pl_arena_mark mark = pl_arena_mark_get(p->r->arena);
    pl_str line = around(place.text, &lo);
    uint32_t hi = lo + (span.hi > span.lo ? span.hi - span.lo : 1);
    pl_str shown = pl_shown_line(p, line);
    lo = shown_at(p, line, shown, lo);
    hi = shown_at(p, line, shown, hi);
    place.text = shown;
    pl_excerpt(p->to, place, lo, hi);
    pl_arena_rewind(p->r->arena, mark);
}

static void put_note(pl_printer *p, const char *title, pl_str text) {
    if (!text.len) {
        return;
    }
    pl_buf_fmt(p->to, "   = %s: ", title);
    pl_buf lines = {0};
    pl_put_visible(&lines, pl_shown(p, text), true);
    pl_str rest = pl_buf_view(&lines);
    for (uint32_t end; (end = pl_str_find_char(rest, '\n')) != UINT32_MAX;) {
        pl_buf_str(p->to, pl_str_sub(rest, 0, end));
        PL_BUF_LIT(p->to, "\n     ");
        rest = pl_str_sub(rest, end + 1, rest.len);
    }
    pl_buf_str(p->to, rest);
    pl_buf_char(p->to, '\n');
    pl_buf_free(&lines);
}

static void put_related(pl_printer *p, const pl_place_note *n) {
    PL_BUF_LIT(p->to, "   = ");
    put_line(p, n->text);
    if (n->span.src) {
        PL_BUF_LIT(p->to, " (");
        pl_put_place(p, p->to, n->span.src->path, n->span);
        PL_BUF_LIT(p->to, ")");
    }
    pl_buf_char(p->to, '\n');
}

void pl_put_finding(pl_printer *p, const pl_finding *f, bool color) {
    if (f->path.len) {
        pl_put_place(p, p->to, f->path, f->span);
        PL_BUF_LIT(p->to, ": ");
    }
    pl_buf_fmt(p->to, "%s%s[%s]%s: ", color ? colors[f->severity] : "",
               pl_severity_word(f->severity), f->kind->id, color ? "\033[0m" : "");
    put_line(p, f->message);
    pl_buf_char(p->to, '\n');
    put_excerpt(p, f->span);
    pl_str names = pl_environments_named(p, f);
    put_note(p, "node", f->node);
    put_note(p, f->environment_len == 1 ? "environment" : "environments", names);
    for (uint32_t i = 0; i < f->related_len; i++) {
        put_related(p, &f->related[i]);
    }
    put_note(p, "help", f->help);
    put_note(p, "instead", f->fix);
}

void pl_form_text(pl_printer *p) {
    for (uint32_t i = 0; i < p->r->len; i++) {
        if (pl_finding_counts(&p->r->at[i])) {
            pl_put_finding(p, &p->r->at[i], p->r->color);
        }
    }
    pl_buf_fmt(p->to, "plumb %s: ", p->r->command);
    pl_put_summary(p, p->to);
    pl_buf_char(p->to, '\n');
}

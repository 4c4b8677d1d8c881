/* Differences for a terminal. */
#include "diff/report.h"

#include "support/utf8.h"
#include "support/visible.h"

typedef struct printer {
    const pl_diff_report *r;
    const pl_diff *d;
    pl_buf *to;
} printer;

/* ---- colours */

/* Stands for our own escape until all is written: no text of a project, being UTF-8,
 * has this byte, so that its escapes and ours can be told apart. */
enum { OWN_ESCAPE = 0xff };

static void style(printer *p, const char *code) {
    if (p->r->color) {
        pl_buf_char(p->to, (char)OWN_ESCAPE);
        pl_buf_fmt(p->to, "[%sm", code);
    }
}

static void put_finished(pl_buf *to, pl_str text) {
    for (;;) {
        uint32_t own = pl_str_find_char(text, (char)OWN_ESCAPE);
        pl_put_visible(to, pl_str_sub(text, 0, own), true);
        if (own == UINT32_MAX) {
            return;
        }
        pl_buf_char(to, '\033');
        text = pl_str_sub(text, own + 1, text.len);
    }
}

static const char *verdict_color(pl_verdict v) {
    switch (v) {
    case PL_VERDICT_IDENTICAL:
    case PL_VERDICT_EXPECTED:
    case PL_VERDICT_WHITESPACE:
    case PL_VERDICT_CASE:
    case PL_VERDICT_COUNT:
        return "2";
    case PL_VERDICT_CONFIG:
    case PL_VERDICT_MOVED:
        return "33";
    case PL_VERDICT_ADDED:
    case PL_VERDICT_ENABLED:
        return "32";
    case PL_VERDICT_LOGIC:
        return "36";
    case PL_VERDICT_DISABLED:
    case PL_VERDICT_REMOVED:
    case PL_VERDICT_UNRENDERABLE:
        break;
    }
    return "31";
}

static void put_verdict(printer *p, pl_verdict v) {
    style(p, verdict_color(v));
    pl_buf_fmt(p->to, "%s", pl_verdict_name(v));
    style(p, "0");
}

/* ---- shared pieces */

pl_str pl_diff_masked(const pl_diff_report *r, pl_str text) {
    return r->mask ? r->mask(r->mask_data, r->arena, text) : text;
}

pl_text_diff pl_diff_shown_text(const pl_diff_report *r, const pl_diff *d,
                                const pl_diff_node *n) {
    pl_str a = pl_diff_text_of_a(d, n, r->arena);
    pl_str b = n->b && n->b->has_sql ? n->b->sql : PL_S("");
    return pl_text_compare(pl_diff_masked(r, a), pl_diff_masked(r, b), r->context,
                           r->arena);
}

pl_str pl_diff_place_text(const pl_diff *d, pl_span span, bool in_a, pl_arena *a) {
    if (!span.src) {
        return PL_S("");
    }
    pl_str path = span.src->path;
    uint32_t line = pl_source_line(span.src, span.lo);
    pl_str revision = in_a ? d->a.revision : PL_S("");
    return revision.len
               ? pl_str_fmt(a, "%.*s:%.*s:%u", PL_FMT(revision), PL_FMT(path), line)
               : pl_str_fmt(a, "%.*s:%u", PL_FMT(path), line);
}

pl_str pl_diff_counts_text(const pl_diff *d, pl_arena *a) {
    pl_buf to = {0};
    for (uint32_t v = PL_VERDICT_COUNT; v--;) {
        if (d->counts[v]) {
            pl_buf_fmt(&to, "%s%u %s", to.len ? ", " : "", d->counts[v],
                       pl_verdict_name((pl_verdict)v));
        }
    }
    pl_str s = to.len ? pl_buf_take(&to, a) : PL_S("no nodes");
    pl_buf_free(&to);
    return s;
}

pl_str pl_diff_drop_text(const pl_diff_node *n, pl_arena *a) {
    bool view = PL_STR_IS(n->a->materialized, "view");
    return pl_str_fmt(a, "drop %s if exists %.*s;", view ? "view" : "table",
                      PL_FMT(n->a->relation));
}

uint32_t pl_diff_total(const pl_diff_report *r, uint32_t verdicts) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->len; i++) {
        for (uint32_t v = 0; v < PL_VERDICT_COUNT; v++) {
            n += verdicts & PL_VERDICT_BIT(v) ? r->at[i]->counts[v] : 0;
        }
    }
    return n;
}

/* ---- one node */

static void put_padded(printer *p, pl_str s, uint32_t width) {
    pl_buf_str(p->to, s);
    for (uint32_t chars = pl_utf8_chars(s); chars < width; chars++) {
        pl_buf_char(p->to, ' ');
    }
}

static void put_cause(printer *p, const pl_cause *c, const char *lead) {
    pl_str place = pl_diff_place_text(p->d, c->span, c->in_a, p->r->arena);
    pl_buf_fmt(p->to, "%s%.*s%s%.*s", lead, PL_FMT(place), place.len ? " " : "",
               PL_FMT(c->text));
}

/* name, verdict, place, and the cause that tells most. */
static void put_head(printer *p, const pl_diff_node *n, uint32_t name_width,
                     uint32_t verdict_width) {
    put_padded(p, n->name, name_width);
    PL_BUF_LIT(p->to, "  ");
    put_verdict(p, n->verdict);
    uint32_t len = (uint32_t)strlen(pl_verdict_name(n->verdict));
    for (; len < verdict_width; len++) {
        pl_buf_char(p->to, ' ');
    }
    pl_buf_fmt(p->to, "  %.*s", PL_FMT(n->path));
    if (n->cause_len) {
        put_cause(p, &n->causes[0], "  because ");
    }
    pl_buf_char(p->to, '\n');
}

static pl_str relation_or_none(const pl_side_node *n) {
    return n->relation.len ? n->relation : PL_S("no relation");
}

static void put_relations(printer *p, const pl_diff_node *n) {
    if (!(n->verdicts & PL_VERDICT_BIT(PL_VERDICT_MOVED))) {
        return;
    }
    pl_buf_fmt(p->to, "    %.*s\n -> %.*s\n", PL_FMT(relation_or_none(n->a)),
               PL_FMT(relation_or_none(n->b)));
}

static void put_chain(printer *p, const pl_cause *c) {
    for (uint32_t i = 0; i < c->chain_len; i++) {
        pl_str place = pl_diff_place_text(p->d, c->chain[i].span, c->in_a, p->r->arena);
        if (place.len && !pl_span_stock(c->chain[i].span)) {
            pl_buf_fmt(p->to, "      %.*s %.*s\n", PL_FMT(c->chain[i].text),
                       PL_FMT(place));
        }
    }
}

static void put_causes(printer *p, const pl_diff_node *n) {
    for (uint32_t i = 0; i < n->cause_len; i++) {
        if (i) {
            put_cause(p, &n->causes[i], "    also ");
            pl_buf_char(p->to, '\n');
        }
        put_chain(p, &n->causes[i]);
    }
}

enum { IMPACT_SHOWN = 8 };

static void put_impact(printer *p, const pl_diff_node *n) {
    if (!n->impact_len) {
        return;
    }
    pl_buf_fmt(p->to, "    downstream: %u, of them changed too: %u", n->impact_len,
               n->impact_changed);
    if (n->impact_unknown) {
        pl_buf_fmt(p->to, ", not compared: %u", n->impact_unknown);
    }
    pl_buf_char(p->to, ':');
    for (uint32_t i = 0; i < n->impact_len && i < IMPACT_SHOWN; i++) {
        const pl_impact *m = &n->impact[i];
        pl_buf_fmt(
            p->to, "%s %.*s%.*s", i ? "," : "",
            PL_FMT(PL_STR_IS(m->type, "exposure") ? PL_S("exposure ") : PL_S("")),
            PL_FMT(m->name));
        if (m->sql_changed || !m->compared) {
            pl_buf_fmt(p->to, " (%s)",
                       m->compared ? pl_verdict_name(m->verdict) : "not compared");
        }
    }
    if (n->impact_len > IMPACT_SHOWN) {
        pl_buf_fmt(p->to, ", and %u more", n->impact_len - IMPACT_SHOWN);
    }
    pl_buf_char(p->to, '\n');
}

/* ---- SQL */

static void put_words(printer *p, const pl_diff_line *l, const char *color) {
    uint32_t at = 0;
    for (uint32_t i = 0; p->r->color && i < l->word_len; i++) {
        pl_buf_str(p->to, pl_str_sub(l->text, at, l->words[i].lo));
        style(p, "7");
        pl_buf_str(p->to, pl_str_sub(l->text, l->words[i].lo, l->words[i].hi));
        style(p, "27");
        style(p, color);
        at = l->words[i].hi;
    }
    pl_buf_str(p->to, pl_str_sub(l->text, at, l->text.len));
}

static void put_line(printer *p, const pl_diff_line *l) {
    static const char signs[] = {' ', '-', '+'};
    static const char *const colors[] = {"0", "31", "32"};
    PL_BUF_LIT(p->to, "    ");
    style(p, colors[l->kind]);
    pl_buf_char(p->to, signs[l->kind]);
    put_words(p, l, colors[l->kind]);
    style(p, "0");
    pl_buf_char(p->to, '\n');
}

static void put_sql(printer *p, const pl_diff_node *n) {
    bool both = n->a && n->b && n->a->has_sql && n->b->has_sql;
    uint32_t wanted = PL_VERDICT_BIT(PL_VERDICT_LOGIC) |
                      PL_VERDICT_BIT(PL_VERDICT_CASE) |
                      PL_VERDICT_BIT(PL_VERDICT_WHITESPACE);
    if (!p->r->sql || !both || !(n->verdicts & wanted)) {
        return;
    }
    pl_text_diff t = pl_diff_shown_text(p->r, p->d, n);
    for (uint32_t i = 0; i < t.len; i++) {
        style(p, "36");
        pl_buf_fmt(p->to, "    @@ -%u,%u +%u,%u @@", t.at[i].a_start, t.at[i].a_len,
                   t.at[i].b_start, t.at[i].b_len);
        style(p, "0");
        pl_buf_char(p->to, '\n');
        for (uint32_t k = 0; k < t.at[i].len; k++) {
            put_line(p, &t.at[i].at[k]);
        }
    }
}

static void put_node(printer *p, const pl_diff_node *n, uint32_t name_width,
                     uint32_t verdict_width) {
    put_head(p, n, name_width, verdict_width);
    put_relations(p, n);
    put_causes(p, n);
    put_sql(p, n);
    put_impact(p, n);
}

/* ---- the whole */

static bool is_shown(const printer *p, const pl_diff_node *n) {
    return p->r->shown & PL_VERDICT_BIT(n->verdict);
}

/* Relations that the change leaves behind, as statements that
 * nobody runs by mistake. */
static void put_left_behind(printer *p) {
    bool any = false;
    for (uint32_t i = 0; i < p->d->len; i++) {
        const pl_diff_node *n = &p->d->at[i];
        if (!n->left_behind) {
            continue;
        }
        if (!any) {
            PL_BUF_LIT(p->to, "\nleft behind in the warehouse:\n");
        }
        any = true;
        pl_buf_fmt(p->to, "-- %.*s\n", PL_FMT(pl_diff_drop_text(n, p->r->arena)));
    }
}

static void print_pair(printer *p) {
    uint32_t name_width = 0, verdict_width = 0;
    for (uint32_t i = 0; i < p->d->len; i++) {
        const pl_diff_node *n = &p->d->at[i];
        if (is_shown(p, n)) {
            uint32_t chars = pl_utf8_chars(n->name);
            uint32_t len = (uint32_t)strlen(pl_verdict_name(n->verdict));
            name_width = chars > name_width ? chars : name_width;
            verdict_width = len > verdict_width ? len : verdict_width;
        }
    }
    name_width = name_width > 40 ? 40 : name_width;
    for (uint32_t i = 0; i < p->d->len; i++) {
        if (is_shown(p, &p->d->at[i])) {
            put_node(p, &p->d->at[i], name_width, verdict_width);
        }
    }
    put_left_behind(p);
    pl_buf_fmt(p->to, "%s%.*s -> %.*s: %.*s\n", name_width ? "\n" : "",
               PL_FMT(p->d->a.label), PL_FMT(p->d->b.label),
               PL_FMT(pl_diff_counts_text(p->d, p->r->arena)));
}

void pl_diff_print_text(const pl_diff_report *r, pl_buf *to) {
    pl_buf text = {0};
    for (uint32_t i = 0; i < r->len; i++) {
        printer p = {.r = r, .d = r->at[i], .to = &text};
        pl_buf_put(&text, "\n", i ? 1 : 0);
        print_pair(&p);
    }
    put_finished(to, pl_buf_view(&text));
    pl_buf_free(&text);
}

/* One node of the HTML report:
 *
 *   {also: [verdicts], causes: [[place, text, [[place, text] of calls]]],
 *    config: [[key, a, b, place]], down: [nodes downstream, changed ones],
 *    drop: text, state: [a, b], materialized: [a, b],
 *    sql: [[line of a, line of b, [lines]] a hunk], cut: context, left_out: true}
 *
 * A line begins with " ", "-" or "+"; one with changed words is a list of that sign and
 * pieces: equal, changed, equal, ... */
#include "diff/print_html_priv.h"

static void put_key(pl_html *h, const char *name) {
    pl_buf_fmt(&h->page.json, ",\"%s\":", name);
}

static void put_place(pl_html *h, pl_span span, bool in_a, bool first) {
    pl_str place = pl_diff_place_text(h->d, span, in_a, h->page.arena);
    pl_page_item(&h->page, pl_span_stock(span) ? PL_S("") : place, first);
}

/* ---- why */

static void put_cause(pl_html *h, const pl_cause *c) {
    pl_buf *to = &h->page.json;
    pl_buf_char(to, '[');
    put_place(h, c->span, c->in_a, true);
    pl_page_item(&h->page, c->text, false);
    PL_BUF_LIT(to, ",[");
    for (uint32_t i = 0; i < c->chain_len; i++) {
        pl_buf_fmt(to, "%s[", i ? "," : "");
        put_place(h, c->chain[i].span, c->in_a, true);
        pl_page_item(&h->page, c->chain[i].text, false);
        pl_buf_char(to, ']');
    }
    PL_BUF_LIT(to, "]]");
}

static void put_causes(pl_html *h, const pl_diff_node *n) {
    for (uint32_t i = 0; i < n->cause_len; i++) {
        if (i) {
            pl_buf_char(&h->page.json, ',');
        } else {
            put_key(h, "causes");
            pl_buf_char(&h->page.json, '[');
        }
        put_cause(h, &n->causes[i]);
    }
    pl_buf_put(&h->page.json, "]", n->cause_len ? 1 : 0);
}

static void put_config(pl_html *h, const pl_diff_node *n) {
    for (uint32_t i = 0; i < n->change_len; i++) {
        const pl_config_change *c = &n->changes[i];
        if (i) {
            pl_buf_char(&h->page.json, ',');
        } else {
            put_key(h, "config");
            pl_buf_char(&h->page.json, '[');
        }
        pl_buf_char(&h->page.json, '[');
        pl_page_text(&h->page, c->key);
        pl_page_item(&h->page, c->a, false);
        pl_page_item(&h->page, c->b, false);
        put_place(h, c->span, false, false);
        pl_buf_char(&h->page.json, ']');
    }
    pl_buf_put(&h->page.json, "]", n->change_len ? 1 : 0);
}

/* ---- sides */

static pl_str state_of(const pl_side_node *n) {
    return !n            ? PL_S("not there")
           : n->disabled ? PL_S("disabled")
           : n->failed   ? PL_S("could not be rendered")
                         : PL_S("");
}

static void put_two(pl_html *h, const char *key, pl_str a, pl_str b) {
    if (a.len || b.len) {
        put_key(h, key);
        pl_buf_char(&h->page.json, '[');
        pl_page_text(&h->page, a);
        pl_page_item(&h->page, b, false);
        pl_buf_char(&h->page.json, ']');
    }
}

static void put_sides(pl_html *h, const pl_diff_node *n) {
    put_two(h, "state", state_of(n->a), state_of(n->b));
    put_two(h, "materialized", n->a ? n->a->materialized : PL_S(""),
            n->b ? n->b->materialized : PL_S(""));
}

/* ---- SQL */

static void put_line(pl_html *h, const pl_diff_line *l) {
    static const char *const signs[] = {" ", "-", "+"};
    pl_arena *a = h->page.arena;
    if (!l->word_len) {
        pl_page_text(&h->page, pl_str_cat(a, pl_str_of(signs[l->kind]), l->text));
        return;
    }
    uint32_t at = 0;
    pl_buf_fmt(&h->page.json, "[\"%s\"", signs[l->kind]);
    for (uint32_t i = 0; i < l->word_len; i++) {
        pl_page_item(&h->page, pl_str_sub(l->text, at, l->words[i].lo), false);
        pl_page_item(&h->page, pl_str_sub(l->text, l->words[i].lo, l->words[i].hi),
                     false);
        at = l->words[i].hi;
    }
    pl_page_item(&h->page, pl_str_sub(l->text, at, l->text.len), false);
    pl_buf_char(&h->page.json, ']');
}

static void put_hunk(pl_html *h, const pl_diff_hunk *hunk) {
    pl_buf_fmt(&h->page.json, "[%u,%u,[", hunk->a_start, hunk->b_start);
    for (uint32_t i = 0; i < hunk->len; i++) {
        pl_buf_put(&h->page.json, ",", i ? 1 : 0);
        put_line(h, &hunk->at[i]);
    }
    PL_BUF_LIT(&h->page.json, "]]");
}

static bool differs(const pl_diff_node *n) {
    return n->verdicts &
           ~(PL_VERDICT_BIT(PL_VERDICT_IDENTICAL) |
             PL_VERDICT_BIT(PL_VERDICT_EXPECTED) | PL_VERDICT_BIT(PL_VERDICT_CONFIG) |
             PL_VERDICT_BIT(PL_VERDICT_MOVED));
}

/* Masked before they are compared: a word of a secret is no secret
 * that could be found. */
static void put_sql(pl_html *h, const pl_diff_node *n) {
    pl_arena *a = h->page.arena;
    if (!h->r->sql || !differs(n)) {
        return;
    }
    pl_str left = pl_page_masked(&h->page, pl_diff_text_of_a(h->d, n, a));
    pl_str right = pl_page_masked(&h->page, n->b ? n->b->sql : PL_S(""));
    bool whole = left.len <= PL_HTML_WHOLE_BYTES && right.len <= PL_HTML_WHOLE_BYTES;
    if (h->sql + left.len + right.len > PL_HTML_SQL_BYTES) {
        put_key(h, "left_out");
        PL_BUF_LIT(&h->page.json, "true");
        h->left_out++;
        return;
    }
    uint32_t context = whole ? PL_HTML_WHOLE_BYTES : PL_HTML_CONTEXT;
    pl_text_diff t = pl_text_compare(left, right, context, a);
    uint32_t before = h->page.json.len;
    for (uint32_t i = 0; i < t.len; i++) {
        if (i) {
            pl_buf_char(&h->page.json, ',');
        } else {
            put_key(h, "sql");
            pl_buf_char(&h->page.json, '[');
        }
        put_hunk(h, &t.at[i]);
    }
    pl_buf_put(&h->page.json, "]", t.len ? 1 : 0);
    if (!whole) {
        pl_buf_fmt(&h->page.json, ",\"cut\":%u", (unsigned)PL_HTML_CONTEXT);
    }
    h->sql += h->page.json.len - before;
}

/* ---- the row */

static void put_impact(pl_html *h, const pl_diff_node *n) {
    if (n->impact_len) {
        put_key(h, "down");
        pl_buf_fmt(&h->page.json, "[%u,%u,%u]", n->impact_len, n->impact_changed,
                   n->impact_unknown);
    }
}

static void put_details(pl_html *h, const pl_diff_node *n) {
    bool first = true;
    PL_BUF_LIT(&h->page.json, ",{\"also\":[");
    for (uint32_t v = PL_VERDICT_COUNT; v--;) {
        if (n->verdicts & PL_VERDICT_BIT(v) && v != n->verdict &&
            v > PL_VERDICT_EXPECTED) {
            pl_buf_fmt(&h->page.json, "%s%u", first ? "" : ",", v);
            first = false;
        }
    }
    pl_buf_char(&h->page.json, ']');
    put_causes(h, n);
    put_config(h, n);
    put_sides(h, n);
    put_impact(h, n);
    if (n->left_behind) {
        put_key(h, "drop");
        pl_page_text(&h->page, pl_diff_drop_text(n, h->page.arena));
    }
    put_sql(h, n);
    pl_buf_char(&h->page.json, '}');
}

void pl_html_row(pl_html *h, const pl_diff_node *n) {
    pl_buf *to = &h->page.json;
    pl_str a = n->a ? n->a->relation : PL_S(""), b = n->b ? n->b->relation : PL_S("");
    pl_buf_fmt(to, "[%u,%u,", pl_html_number(h, n->unique_id), n->verdict);
    pl_page_text(&h->page, a);
    if (pl_str_eq(a, b)) {
        PL_BUF_LIT(to, ",0");
    } else {
        pl_page_item(&h->page, b, false);
    }
    if (n->verdict > PL_VERDICT_EXPECTED) {
        put_details(h, n);
    }
    pl_buf_char(to, ']');
}

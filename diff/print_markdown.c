/* Differences as Markdown: a pull request's comment that is kept up to date, and the
 * summary of a step. Cut to a limit, with a count of what was left out. */
#include "diff/report.h"

#include "support/visible.h"

typedef struct printer {
    const pl_diff_report *r;
    const pl_diff *d;
    pl_buf *to;
    uint32_t left_out;
} printer;

/* Text within a table's cell. */
static void put_cell(const printer *p, pl_str text) {
    pl_buf *to = p->to;
    pl_str s = pl_visible(p->r->arena, pl_diff_masked(p->r, text), false);
    for (uint32_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        switch (c) {
        case '|':
            PL_BUF_LIT(to, "\\|");
            break;
        case '<':
            PL_BUF_LIT(to, "&lt;");
            break;
        case '&':
            PL_BUF_LIT(to, "&amp;");
            break;
        case '\n':
        case '\r':
            pl_buf_char(to, ' ');
            break;
        case '*':
        case '_':
        case '`':
        case '[':
            pl_buf_char(to, '\\');
            pl_buf_char(to, c);
            break;
        case '@': /* no backslash keeps a name behind it from being told */
        case '#':
            pl_buf_fmt(to, "%c&#8203;", c);
            break;
        default:
            pl_buf_char(to, c);
        }
    }
}

/* Text within HTML, where Markdown's escapes mean nothing. */
static void put_html(const printer *p, pl_str text) {
    pl_buf *to = p->to;
    pl_str s = pl_visible(p->r->arena, pl_diff_masked(p->r, text), false);
    for (uint32_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        pl_buf_str(to, c == '<'   ? PL_S("&lt;")
                       : c == '&' ? PL_S("&amp;")
                                  : pl_str_sub(s, i, i + 1));
    }
}

static void put_cause(printer *p, const pl_diff_node *n) {
    for (uint32_t i = 0; i < n->cause_len && i < 3; i++) {
        const pl_cause *c = &n->causes[i];
        pl_str place = pl_diff_place_text(p->d, c->span, c->in_a, p->r->arena);
        pl_buf_put(p->to, "<br>", i ? 4 : 0);
        put_cell(p, place);
        pl_buf_put(p->to, " ", place.len ? 1 : 0);
        put_cell(p, c->text);
    }
    if (n->verdicts & PL_VERDICT_BIT(PL_VERDICT_MOVED)) {
        put_cell(p, pl_str_fmt(p->r->arena, " (%.*s to %.*s)", PL_FMT(n->a->relation),
                               PL_FMT(n->b->relation)));
    }
}

static void put_impact(printer *p, const pl_diff_node *n) {
    if (n->impact_len) {
        pl_buf_fmt(p->to, "%u, %u changed too", n->impact_len, n->impact_changed);
    }
    if (n->impact_unknown) {
        pl_buf_fmt(p->to, ", %u not compared", n->impact_unknown);
    }
}

static bool is_shown(const printer *p, const pl_diff_node *n) {
    return p->r->shown & PL_VERDICT_BIT(n->verdict);
}

/* Room kept for what must follow. */
enum { TAIL_BYTES = 400 };

/* Keep what was just written if it fits. */
static bool fits(printer *p, uint32_t before) {
    if (p->to->len + TAIL_BYTES <= p->r->limit) {
        return true;
    }
    p->to->len = before;
    return false;
}

static void put_rows(printer *p) {
    PL_BUF_LIT(p->to, "\n| node | verdict | because | downstream |\n"
                      "|--|--|--|--|\n");
    for (uint32_t i = 0; i < p->d->len; i++) {
        const pl_diff_node *n = &p->d->at[i];
        if (!is_shown(p, n)) {
            continue;
        }
        uint32_t before = p->to->len;
        PL_BUF_LIT(p->to, "| ");
        put_cell(p, n->name);
        pl_buf_fmt(p->to, " | **%s** | ", pl_verdict_name(n->verdict));
        put_cause(p, n);
        PL_BUF_LIT(p->to, " | ");
        put_impact(p, n);
        PL_BUF_LIT(p->to, " |\n");
        p->left_out += !fits(p, before);
    }
}

/* A fence longer than any run of backticks in the text. */
static uint32_t fence_for(const pl_text_diff *t) {
    uint32_t longest = 2, run = 0;
    pl_str texts[] = {t->a, t->b};
    for (size_t k = 0; k < 2; k++) {
        for (uint32_t i = 0; i < texts[k].len; i++) {
            run = texts[k].at[i] == '`' ? run + 1 : 0;
            longest = run > longest ? run : longest;
        }
    }
    return longest + 1;
}

static void put_fence(printer *p, uint32_t len, const char *info) {
    for (uint32_t i = 0; i < len; i++) {
        pl_buf_char(p->to, '`');
    }
    pl_buf_fmt(p->to, "%s\n", info);
}

static void put_sql(printer *p, const pl_diff_node *n) {
    static const char signs[] = {' ', '-', '+'};
    bool both = n->a && n->b && n->a->has_sql && n->b->has_sql;
    if (!p->r->sql || !both || !(n->verdicts & PL_VERDICT_BIT(PL_VERDICT_LOGIC))) {
        return;
    }
    uint32_t before = p->to->len;
    pl_text_diff t = pl_diff_shown_text(p->r, p->d, n);
    uint32_t fence = fence_for(&t);
    PL_BUF_LIT(p->to, "\n<details><summary>");
    put_html(p, n->name);
    PL_BUF_LIT(p->to, "</summary>\n\n");
    put_fence(p, fence, "diff");
    for (uint32_t i = 0; i < t.len; i++) {
        pl_buf_fmt(p->to, "@@ -%u,%u +%u,%u @@\n", t.at[i].a_start, t.at[i].a_len,
                   t.at[i].b_start, t.at[i].b_len);
        for (uint32_t k = 0; k < t.at[i].len; k++) {
            pl_buf_char(p->to, signs[t.at[i].at[k].kind]);
            pl_put_visible(p->to, t.at[i].at[k].text, false);
            pl_buf_char(p->to, '\n');
        }
    }
    put_fence(p, fence, "");
    PL_BUF_LIT(p->to, "\n</details>\n");
    p->left_out += !fits(p, before);
}

static void put_left_behind(printer *p) {
    uint32_t before = p->to->len;
    uint32_t count = 0;
    for (uint32_t i = 0; i < p->d->len; i++) {
        const pl_diff_node *n = &p->d->at[i];
        if (n->left_behind) {
            pl_buf_fmt(p->to, "%s-- %.*s\n",
                       count++ ? "" : "\nLeft behind in the warehouse:\n\n```sql\n",
                       PL_FMT(pl_diff_drop_text(n, p->r->arena)));
        }
    }
    if (count) {
        PL_BUF_LIT(p->to, "```\n");
        p->left_out += fits(p, before) ? 0 : count;
    }
}

static void print_pair(printer *p) {
    bool any = false;
    PL_BUF_LIT(p->to, "\n### ");
    put_cell(p, p->d->a.label);
    PL_BUF_LIT(p->to, " → ");
    put_cell(p, p->d->b.label);
    pl_buf_fmt(p->to, "\n\n%.*s\n", PL_FMT(pl_diff_counts_text(p->d, p->r->arena)));
    for (uint32_t i = 0; i < p->d->len; i++) {
        any = any || is_shown(p, &p->d->at[i]);
    }
    if (!any) {
        return;
    }
    put_rows(p);
    for (uint32_t i = 0; i < p->d->len; i++) {
        if (is_shown(p, &p->d->at[i])) {
            put_sql(p, &p->d->at[i]);
        }
    }
    put_left_behind(p);
}

void pl_diff_print_markdown(const pl_diff_report *r, pl_buf *to) {
    uint32_t left_out = 0;
    PL_BUF_LIT(to, "<!-- plumb diff");
    pl_buf_str(to, r->prefix.len ? PL_S(" ") : PL_S("")); /* a comment a project */
    put_html(&(printer){.r = r, .to = to}, r->prefix);
    PL_BUF_LIT(to, " -->\n## plumb diff\n");
    for (uint32_t i = 0; i < r->len; i++) {
        printer p = {.r = r, .d = r->at[i], .to = to};
        print_pair(&p);
        left_out += p.left_out;
    }
    if (r->faults && r->faults->errors) {
        pl_buf_fmt(to, "\n**%u errors**: not everything could be evaluated.\n",
                   r->faults->errors);
    }
    if (left_out) {
        pl_buf_fmt(
            to,
            "\n%u parts of this report were left out: it would be longer than %u bytes.\n",
            left_out, r->limit);
    }
}

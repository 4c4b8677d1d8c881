/* The Markdown form: for a comment that is kept up to date (its first line, which is
 * not shown, tells which one it is) and for the summary of a step. It is cut to a size
 * limit, and then says how much it left out. */
#include "report/report_priv.h"

#include "support/utf8.h"

enum {
    CELL_MAX = 2000, /* bytes of a text in a table */
    FOOTER = 256,    /* kept free for the last lines */
};

typedef struct page {
    pl_printer *p;
    pl_buf piece; /* a row or section, until it is known to fit */
    uint32_t limit;
    bool full;
} page;

/* Take the piece onto the page, unless it would be too long. */
static bool flush(page *g) {
    pl_str piece = pl_buf_view(&g->piece);
    g->full = g->full || (uint64_t)g->p->to->len + piece.len + FOOTER > g->limit;
    if (!g->full) {
        pl_buf_str(g->p->to, piece);
    }
    g->piece.len = 0;
    return !g->full;
}

/* ---- escaping */

/* The longest part of at most `max` bytes that ends between two characters. */
static pl_str cut(pl_str s, uint32_t max) {
    return s.len > max ? pl_str_sub(s, 0, pl_utf8_prev(s, max + 1)) : s;
}

static bool is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Does the byte at `i` mean something to Markdown? A '_' inside a word does not. */
static bool is_markup(pl_str s, uint32_t i) {
    char c = s.at[i];
    bool inside = i && i + 1 < s.len && is_alnum(s.at[i - 1]) && is_alnum(s.at[i + 1]);
    return c && strchr("\\`*_[]|~$", c) && !(c == '_' && inside);
}

/* Returns false for what needs none of it. */
static bool put_entity(pl_buf *to, char c) {
    const char *entity = c == '&'   ? "&amp;"
                         : c == '<' ? "&lt;"
                         : c == '>' ? "&gt;"
                                    : "";
    pl_buf_str(to, pl_str_of(entity));
    return *entity;
}

/* Text in HTML, where Markdown has no say. */
static void put_html(page *g, pl_str text) {
    pl_str s = pl_shown_line(g->p, text);
    for (uint32_t i = 0; i < s.len; i++) {
        if (!put_entity(&g->piece, s.at[i])) {
            pl_buf_char(&g->piece, s.at[i]);
        }
    }
}

static uint32_t longest_run(pl_str s, char c) {
    uint32_t longest = 0, run = 0;
    for (uint32_t i = 0; i < s.len; i++) {
        run = s.at[i] == c ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* A code span in a cell; fenced by one backtick more than stand in it. */
static void put_span(page *g, pl_str s) {
    uint32_t fence = longest_run(s, '`') + 1;
    for (uint32_t i = 0; i < fence; i++) {
        pl_buf_char(&g->piece, '`');
    }
    pl_buf_str(&g->piece, fence > 1 ? PL_S(" ") : PL_S(""));
    for (uint32_t i = 0; i < s.len; i++) {
        pl_buf_put(&g->piece, "\\", s.at[i] == '|');
        pl_buf_char(&g->piece, s.at[i]);
    }
    pl_buf_str(&g->piece, fence > 1 ? PL_S(" ") : PL_S(""));
    for (uint32_t i = 0; i < fence; i++) {
        pl_buf_char(&g->piece, '`');
    }
}

static void put_code(page *g, pl_str text) {
    pl_str whole = pl_shown_line(g->p, text), s = cut(whole, CELL_MAX);
    put_span(g, s);
    pl_buf_str(&g->piece, s.len < whole.len ? PL_S(" …") : PL_S(""));
}

/* Nothing in it is markup, a name behind '@' is no mention and a number
 * behind '#' no reference. */
static void put_plain(page *g, pl_str s) {
    for (uint32_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '@' || c == '#') {
            pl_buf_fmt(&g->piece, "%c&#8203;", c);
        } else if (!put_entity(&g->piece, c)) {
            pl_buf_put(&g->piece, "\\", is_markup(s, i));
            pl_buf_char(&g->piece, c);
        }
    }
}

static uint32_t count_of(pl_str s, char c) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < s.len; i++) {
        n += s.at[i] == c;
    }
    return n;
}

/* Text in a cell. What stands between backticks is code, as messages mean it. */
static void put_words(page *g, pl_str text) {
    pl_str whole = pl_shown_line(g->p, text), s = cut(whole, CELL_MAX);
    bool pairs = count_of(s, '`') % 2 == 0 && longest_run(s, '`') == 1;
    for (bool code = false; pairs && s.len; code = !code) {
        pl_str part = pl_str_sub(s, 0, pl_str_find_char(s, '`'));
        (code ? put_span : put_plain)(g, part);
        s = pl_str_sub(s, part.len + 1, s.len);
    }
    put_plain(g, s);
    pl_buf_str(&g->piece, whole.len > CELL_MAX ? PL_S(" …") : PL_S(""));
}

static void put_place(page *g, pl_str path, pl_span span) {
    if (!path.len) {
        return;
    }
    pl_buf place = {0};
    bool known;
    uint32_t line = pl_spot_of(g->p, span).line;
    pl_str file = pl_repository_path(g->p, path, &known);
    pl_buf_str(&place, known ? file : path);
    if (line) {
        pl_buf_fmt(&place, ":%u", line);
    }
    put_code(g, pl_buf_view(&place));
    pl_buf_free(&place);
}

/* The node, and the place where it fails. */
static void put_fault_place(page *g, const pl_diag *d) {
    pl_span span = pl_fault_span(g->p, d);
    if (d->node.len) {
        put_code(g, d->node);
        pl_buf_str(&g->piece, span.src ? PL_S("<br>") : PL_S(""));
    }
    put_place(g, pl_span_path(span), span);
}

/* ---- the parts of a page */

/* Returns how many were left out. */
static uint32_t put_faults(page *g) {
    const pl_diag_sink *faults = g->p->r->faults;
    uint32_t left = pl_fault_count(g->p->r);
    if (!left) {
        return 0;
    }
    PL_BUF_LIT(&g->piece,
               "\n#### Could not be evaluated\n\n| place | fault |\n|--|--|\n");
    for (uint32_t i = 0; i < faults->len && !g->full; i++) {
        const pl_diag *d = &faults->at[i];
        if (d->severity != PL_ERROR) {
            continue;
        }
        PL_BUF_LIT(&g->piece, "| ");
        put_fault_place(g, d);
        PL_BUF_LIT(&g->piece, " | ");
        put_words(g, d->text);
        if (d->help.len) {
            PL_BUF_LIT(&g->piece, "<br>");
            put_words(g, d->help);
        }
        PL_BUF_LIT(&g->piece, " |\n");
        left -= flush(g);
    }
    return left;
}

static void put_finding(page *g, const pl_finding *f) {
    pl_str names = pl_environments_named(g->p, f);
    pl_buf_fmt(&g->piece, "| %s | `%s` | ", pl_severity_word(f->severity), f->kind->id);
    put_place(g, f->path, f->span);
    PL_BUF_LIT(&g->piece, " | ");
    put_words(g, f->message);
    if (names.len) {
        PL_BUF_LIT(&g->piece, "<br>in ");
        put_words(g, names);
    }
    if (f->help.len) {
        PL_BUF_LIT(&g->piece, "<br>");
        put_words(g, f->help);
    }
    if (f->fix.len) {
        PL_BUF_LIT(&g->piece, "<br>instead: ");
        put_code(g, f->fix);
    }
    PL_BUF_LIT(&g->piece, " |\n");
}

static uint32_t put_findings(page *g) {
    const pl_report *r = g->p->r;
    uint32_t left = pl_report_count(r, PL_NOTE);
    if (left) {
        PL_BUF_LIT(&g->piece,
                   "\n| severity | rule | place | finding |\n|--|--|--|--|\n");
    }
    for (uint32_t i = 0; i < r->len && !g->full; i++) {
        if (pl_finding_counts(&r->at[i])) {
            put_finding(g, &r->at[i]);
            left -= flush(g);
        }
    }
    return left;
}

/* What the rules that are broken are about. */
static void put_rules(page *g) {
    const pl_report *r = g->p->r;
    pl_map seen = {0};
    for (uint32_t i = 0; i < r->len && !g->full; i++) {
        const pl_finding_kind *k = r->at[i].kind;
        bool old = pl_map_put(&seen, r->arena, pl_str_of(k->id), (void *)&r->at[i]);
        if (old || !pl_finding_counts(&r->at[i]) || !k->help || !*k->help) {
            continue;
        }
        pl_buf_fmt(&g->piece, "\n<details><summary><code>%s</code>: ", k->id);
        put_html(g, pl_str_of(k->title));
        pl_str help = pl_str_trim(pl_str_of(k->help));
        pl_buf_fmt(&g->piece, "</summary>\n\n%.*s\n\n</details>\n", PL_FMT(help));
        flush(g);
    }
}

static void put_rest(page *g, uint32_t faults, uint32_t findings) {
    pl_buf *to = g->p->to;
    if (faults || findings) {
        PL_BUF_LIT(to, "\nLeft out, since the page is full: ");
        if (faults) {
            pl_put_count(to, faults, "fault");
        }
        pl_buf_str(to, faults && findings ? PL_S(", ") : PL_S(""));
        if (findings) {
            pl_put_count(to, findings, "finding");
        }
        PL_BUF_LIT(to, ".\n");
    }
}

void pl_form_markdown(pl_printer *p) {
    const pl_report *r = p->r;
    page g = {.p = p, .limit = r->limit ? r->limit : PL_REPORT_COMMENT};
    pl_buf sums = {0};
    pl_buf_fmt(p->to, "<!-- plumb:%s%s", r->command, r->prefix.len ? " " : "");
    pl_put_uri(p->to, pl_shown_line(p, r->prefix));
    pl_buf_fmt(p->to, " -->\n### plumb %s\n\n", r->command);
    pl_put_summary(p, &sums);
    put_words(&g, pl_buf_view(&sums));
    pl_buf_char(&g.piece, '\n');
    flush(&g);
    uint32_t faults = put_faults(&g);
    uint32_t findings = put_findings(&g);
    put_rules(&g);
    put_rest(&g, faults, findings);
    pl_buf_free(&sums);
    pl_buf_free(&g.piece);
}

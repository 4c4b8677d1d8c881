/* Differences as one self-contained page: what diff/page shows, as JSON.
 *
 *   {title, verdicts: [[name, words, counts as changed]], pairs: [[a, b, counts]],
 *    nodes: [[unique_id, name, type, path, [parents, as numbers]]],
 *    rows: [[[node, verdict, relation in a, in b or 0 for the same, details]]],
 *    notes: [text]}
 *
 * rows has one list a pair; details are print_html_node.c's. Downstream nodes
 * are found by the page, which has the edges: written out for each node they
 * would be quadratic. */
#include "diff/page_files.h"
#include "diff/print_html_priv.h"
#include "project/node/world.h"

/* ---- nodes by number */

static bool has_node(const pl_html *h, pl_str id) {
    return pl_map_has(&h->numbers, id);
}

static pl_html_node *node_of(pl_html *h, pl_str id, pl_str name, pl_str type,
                             pl_str path) {
    void **slot = pl_map_slot(&h->numbers, h->page.arena, id);
    if (!*slot) {
        pl_html_node *n = PL_NEW(h->page.arena, pl_html_node);
        *n = (pl_html_node){.unique_id = id, .name = name, .type = type, .path = path};
        n->number = h->numbers.len - 1;
        *slot = n;
    }
    return *slot;
}

static pl_str last_part(pl_str id, char dot) {
    uint32_t at = id.len;
    while (at && id.at[at - 1] != dot) {
        at--;
    }
    return pl_str_sub(id, at, id.len);
}

/* A node that is not compared: all that is known may be its id. */
static void add_other(pl_html *h, pl_str id) {
    pl_str type = pl_str_sub(id, 0, pl_str_find_char(id, '.'));
    node_of(h, id, last_part(id, '.'), type, PL_S(""));
}

static void add_parents(pl_html *h, pl_html_node *to, const pl_side_node *n) {
    for (uint32_t i = 0; n && !n->disabled && i < n->parent_len; i++) {
        PL_PUSH(h->page.arena, &to->parents, n->parents[i]);
    }
}

static void add_compared(pl_html *h, const pl_diff *d) {
    for (uint32_t i = 0; i < d->len; i++) {
        const pl_diff_node *n = &d->at[i];
        pl_html_node *to = node_of(h, n->unique_id, n->name, n->type, n->path);
        add_parents(h, to, n->b);
        add_parents(h, to, n->a);
    }
}

/* What lies around the compared ones: parents, and what is downstream. */
static void add_around(pl_html *h, const pl_diff *d) {
    for (uint32_t i = 0; i < d->len; i++) {
        const pl_diff_node *n = &d->at[i];
        const pl_side_node *sides[] = {n->a, n->b};
        for (size_t s = 0; s < 2; s++) {
            for (uint32_t k = 0; sides[s] && k < sides[s]->parent_len; k++) {
                add_other(h, sides[s]->parents[k]);
            }
        }
        for (uint32_t k = 0; k < n->impact_len; k++) {
            const pl_impact *m = &n->impact[k];
            node_of(h, m->unique_id, m->name, m->type, PL_S(""));
        }
    }
}

/* Parents of what is downstream but was not compared. */
static void add_edges(pl_html *h, const pl_world *w) {
    for (uint32_t i = 0; w && i < h->numbers.len; i++) {
        pl_html_node *to = h->numbers.at[i].value;
        const pl_dbt_node *n = pl_map_get(&w->nodes, to->unique_id);
        n = n ? n : pl_map_get(&w->exposures, to->unique_id);
        if (!n) {
            continue;
        }
        to->path = to->path.len ? to->path : n->original_file_path;
        for (uint32_t k = 0; k < n->depends_on.len; k++) {
            PL_PUSH(h->page.arena, &to->parents, n->depends_on.at[k]->unique_id);
        }
    }
}

static void put_parents(pl_html *h, const pl_html_node *n) {
    pl_map seen = {0};
    pl_buf *to = &h->page.json;
    pl_buf_char(to, '[');
    for (uint32_t i = 0; i < n->parents.len; i++) {
        pl_str id = n->parents.at[i];
        if (has_node(h, id) && !pl_map_has(&seen, id)) {
            pl_buf_fmt(to, "%s%u", seen.len ? "," : "", pl_html_number(h, id));
            pl_map_put(&seen, h->page.arena, id, NULL);
        }
    }
    pl_buf_char(to, ']');
}

static void put_nodes(pl_html *h) {
    pl_buf *to = &h->page.json;
    PL_BUF_LIT(to, ",\n\"nodes\":[");
    for (uint32_t i = 0; i < h->numbers.len; i++) {
        const pl_html_node *n = h->numbers.at[i].value;
        pl_buf_put(to, ",\n", i ? 2 : 0);
        pl_buf_char(to, '[');
        pl_page_text(&h->page, n->unique_id);
        pl_page_item(&h->page, n->name, false);
        pl_page_item(&h->page, n->type, false);
        pl_page_item(&h->page, n->path, false);
        pl_buf_char(to, ',');
        put_parents(h, n);
        pl_buf_char(to, ']');
    }
    pl_buf_char(to, ']');
}

uint32_t pl_html_number(const pl_html *h, pl_str id) {
    const pl_html_node *n = pl_map_get(&h->numbers, id);
    return n->number;
}

/* ---- the whole */

static pl_str title_of(const pl_diff_report *r) {
    if (r->len != 1) {
        return pl_str_fmt(r->arena, "plumb diff: %u comparisons", r->len);
    }
    return pl_str_fmt(r->arena, "%.*s \xe2\x86\x92 %.*s: plumb diff",
                      PL_FMT(r->at[0]->a.label), PL_FMT(r->at[0]->b.label));
}

static void put_verdicts(pl_html *h) {
    pl_buf *to = &h->page.json;
    PL_BUF_LIT(to, ",\n\"verdicts\":[");
    for (uint32_t v = 0; v < PL_VERDICT_COUNT; v++) {
        pl_buf_fmt(to, "%s[\"%s\",", v ? "," : "", pl_verdict_name((pl_verdict)v));
        pl_page_text(&h->page, pl_str_of(pl_verdict_words((pl_verdict)v)));
        pl_buf_fmt(to, ",%d]", v >= PL_VERDICT_ENABLED);
    }
    pl_buf_char(to, ']');
}

static void put_pairs(pl_html *h) {
    pl_buf *to = &h->page.json;
    PL_BUF_LIT(to, ",\n\"pairs\":[");
    for (uint32_t i = 0; i < h->r->len; i++) {
        const pl_diff *d = h->r->at[i];
        pl_buf_fmt(to, "%s[", i ? "," : "");
        pl_page_text(&h->page, d->a.label);
        pl_page_item(&h->page, d->b.label, false);
        for (uint32_t v = 0; v < PL_VERDICT_COUNT; v++) {
            pl_buf_fmt(to, "%s%u", v ? "," : ",[", d->counts[v]);
        }
        PL_BUF_LIT(to, "]]");
    }
    pl_buf_char(to, ']');
}

static void put_rows(pl_html *h) {
    pl_buf *to = &h->page.json;
    PL_BUF_LIT(to, ",\n\"rows\":[");
    for (uint32_t i = 0; i < h->r->len; i++) {
        h->d = h->r->at[i];
        pl_buf_fmt(to, "%s[", i ? ",\n" : "");
        for (uint32_t k = 0; k < h->d->len; k++) {
            pl_buf_put(to, ",\n", k ? 2 : 0);
            pl_html_row(h, &h->d->at[k]);
        }
        pl_buf_char(to, ']');
    }
    pl_buf_char(to, ']');
}

/* What is not in the page is said in the page. */
static void put_notes(pl_html *h) {
    pl_buf *to = &h->page.json;
    const pl_diag_sink *faults = h->r->faults;
    pl_arena *a = h->page.arena;
    bool first = true;
    PL_BUF_LIT(to, ",\n\"notes\":[");
    if (faults && faults->errors) {
        pl_page_item(&h->page,
                     pl_str_fmt(a, "Not everything could be evaluated: %u error%s.",
                                faults->errors, faults->errors == 1 ? "" : "s"),
                     first);
        first = false;
    }
    if (h->left_out) {
        pl_page_item(
            &h->page,
            pl_str_fmt(a,
                       "The SQL of %u nodes was left out: with it the page would "
                       "hold more than %u MB of SQL. Select fewer nodes to see it.",
                       h->left_out, PL_HTML_SQL_BYTES >> 20),
            first);
        first = false;
    }
    if (!h->r->sql) {
        pl_page_item(&h->page, PL_S("SQL was left out: --no-diff."), first);
    }
    pl_buf_char(to, ']');
}

static void put_json(pl_html *h) {
    const pl_diff_report *r = h->r;
    for (uint32_t i = 0; i < r->len; i++) {
        add_compared(h, r->at[i]);
    }
    for (uint32_t i = 0; i < r->len; i++) {
        add_around(h, r->at[i]);
    }
    for (uint32_t i = 0; i < r->len; i++) {
        add_edges(h, r->at[i]->a.world);
        add_edges(h, r->at[i]->b.world);
    }
    PL_BUF_LIT(&h->page.json, "{\"title\":");
    pl_page_text(&h->page, title_of(r));
    put_verdicts(h);
    put_pairs(h);
    put_nodes(h);
    put_rows(h);
    put_notes(h);
    PL_BUF_LIT(&h->page.json, "}\n");
}

void pl_diff_print_html(const pl_diff_report *r, pl_buf *to) {
    pl_html h = {
        .r = r,
        .page = {.arena = r->arena, .mask = r->mask, .mask_data = r->mask_data}};
    put_json(&h);
    pl_page_write(&h.page, title_of(r), "diff", pl_diff_page_files,
                  pl_diff_page_file_count, to);
}

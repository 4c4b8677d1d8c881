/* Pages of several environments printed as one: what they share once. */
#include "explain/page_priv.h"
#include "support/utf8.h"
#include "support/visible.h"

enum { HEAD_MAX = 64, DEPTHS = 8 };

/* A line of all pages that have it. */
typedef struct entry {
    uint32_t depth;
    pl_str head;
    const pl_str **tails;      /* by page; NULL: the page lacks the line */
    const struct entry *above; /* NULL at depth 0 */
    struct entry *next;
} entry;

typedef struct printer {
    const explain_page *pages;
    uint32_t len;
    bool color;
    pl_arena *a;
    pl_buf *to;
    entry first; /* of the list; its own fields say nothing */
    pl_map index;
} printer;

/* ---- merging */

/* Lines are the same line when all that they stand below is. */
typedef struct path {
    pl_str at[DEPTHS];
} path;

static pl_str key_of(printer *p, path *where, const explain_line *l, pl_map *times) {
    uint32_t depth = l->depth < DEPTHS ? l->depth : DEPTHS - 1;
    pl_str above = depth ? where->at[depth - 1] : PL_S("");
    pl_str key = pl_str_cat3(p->a, above, PL_S("\n"), l->head);
    void **slot = pl_map_slot(times, p->a, key);
    uint32_t *count = *slot ? *slot : PL_NEW(p->a, uint32_t);
    *slot = count;
    where->at[depth] = pl_str_fmt(p->a, "%.*s\n%u", PL_FMT(key), (*count)++);
    return where->at[depth];
}

static entry *entry_after(printer *p, entry *before, pl_str key, const explain_line *l,
                          const entry *above) {
    void **slot = pl_map_slot(&p->index, p->a, key);
    if (!*slot) {
        entry *e = PL_NEW(p->a, entry);
        e->depth = l->depth;
        e->head = l->head;
        e->above = above;
        e->tails = PL_NEW_ARRAY0(p->a, const pl_str *, p->len);
        e->next = before->next;
        before->next = e;
        *slot = e;
    }
    return *slot;
}

/* Past `e` and all that stands below it. */
static entry *last_below(entry *e, uint32_t depth) {
    while (e->next && e->next->depth > depth) {
        e = e->next;
    }
    return e;
}

static void merge(printer *p, uint32_t page) {
    path where = {0};
    const entry *above[DEPTHS] = {NULL};
    pl_map times = {0};
    entry *before = &p->first;
    for (uint32_t i = 0; i < p->pages[page].lines.len; i++) {
        const explain_line *l = &p->pages[page].lines.at[i];
        bool deeper = before != &p->first && l->depth > before->depth;
        entry *at =
            before == &p->first || deeper ? before : last_below(before, l->depth);
        uint32_t depth = l->depth < DEPTHS ? l->depth : DEPTHS - 1;
        before = entry_after(p, at, key_of(p, &where, l, &times), l,
                             depth ? above[depth - 1] : NULL);
        above[depth] = before;
        before->tails[page] = &l->tail;
    }
}

/* ---- printing */

static void put_color(printer *p, const char *code) {
    if (p->color) {
        pl_buf_fmt(p->to, "\x1b[%sm", code);
    }
}

static void indent(printer *p, uint32_t depth) {
    for (uint32_t i = 0; i < depth; i++) {
        PL_BUF_LIT(p->to, "  ");
    }
}

static void pad(printer *p, uint32_t from, uint32_t to) {
    for (; from < to; from++) {
        pl_buf_char(p->to, ' ');
    }
}

/* The text that the line has in all pages that have what it stands
 * below; NULL: they differ. */
static const pl_str *shared(const printer *p, const entry *e) {
    const pl_str *tail = NULL;
    for (uint32_t i = 0; i < p->len; i++) {
        bool expected = !e->above || e->above->tails[i];
        const pl_str *own = e->tails[i];
        if (expected && (!own || (tail && !pl_str_eq(*own, *tail)))) {
            return NULL;
        }
        tail = own ? own : tail;
    }
    return tail;
}

static bool is_inline(const printer *p, const entry *e) {
    const pl_str *tail = shared(p, e);
    return tail && tail->len;
}

/* Width of the heads of neighbours at one depth. */
static uint32_t head_width(const printer *p, const entry *e) {
    uint32_t width = 0;
    uint32_t depth = e->depth;
    for (; e && e->depth >= depth; e = e->next) {
        uint32_t chars = pl_utf8_chars(e->head);
        if (e->depth == depth && is_inline(p, e) && chars <= HEAD_MAX &&
            chars > width) {
            width = chars;
        }
    }
    return width;
}

/* "development, staging": the pages whose tail is that of page `i`. */
static pl_str row_label(const printer *p, const entry *e, uint32_t i) {
    pl_str label = p->pages[i].label;
    for (uint32_t k = i + 1; k < p->len; k++) {
        if (e->tails[k] && pl_str_eq(*e->tails[k], *e->tails[i])) {
            label = pl_str_cat3(p->a, label, PL_S(", "), p->pages[k].label);
        }
    }
    return label;
}

static bool said_before(const entry *e, uint32_t i) {
    for (uint32_t k = 0; k < i; k++) {
        if (e->tails[k] && pl_str_eq(*e->tails[k], *e->tails[i])) {
            return true;
        }
    }
    return false;
}

static void put_rows(printer *p, const entry *e) {
    uint32_t width = 0;
    for (uint32_t i = 0; i < p->len; i++) {
        if (e->tails[i] && !said_before(e, i)) {
            uint32_t chars = pl_utf8_chars(row_label(p, e, i));
            width = chars > width ? chars : width;
        }
    }
    for (uint32_t i = 0; i < p->len; i++) {
        if (!e->tails[i] || said_before(e, i)) {
            continue;
        }
        pl_str label = row_label(p, e, i);
        indent(p, e->depth + 1);
        put_color(p, "36");
        pl_put_visible(p->to, label, true);
        put_color(p, "0");
        if (e->tails[i]->len) {
            pad(p, pl_utf8_chars(label), width + 2);
            pl_put_visible(p->to, *e->tails[i], true);
        }
        pl_buf_char(p->to, '\n');
    }
}

static void put_entry(printer *p, const entry *e, uint32_t width) {
    indent(p, e->depth);
    put_color(p, e->depth ? "0" : "1");
    pl_put_visible(p->to, e->head, true);
    put_color(p, "0");
    const pl_str *tail = shared(p, e);
    if (!tail) {
        pl_buf_char(p->to, '\n');
        put_rows(p, e);
        return;
    }
    if (tail->len) {
        pad(p, pl_utf8_chars(e->head), width);
        PL_BUF_LIT(p->to, "  ");
        pl_put_visible(p->to, *tail, true);
    }
    pl_buf_char(p->to, '\n');
}

/* Does it take more than a line? */
static bool is_block(const printer *p, const entry *e) {
    return !shared(p, e) || (e->next && e->next->depth > e->depth);
}

static void put_all(printer *p) {
    uint32_t widths[DEPTHS] = {0};
    const entry *above = NULL; /* at depth 0 */
    uint32_t depth = 0;
    for (const entry *e = p->first.next; e; e = e->next) {
        uint32_t level = e->depth < DEPTHS ? e->depth : DEPTHS - 1;
        if (!e->depth && above && (is_block(p, above) || is_block(p, e))) {
            pl_buf_char(p->to, '\n');
        }
        if (e == p->first.next || e->depth > depth) {
            widths[level] = head_width(p, e);
        }
        put_entry(p, e, widths[level]);
        above = e->depth ? above : e;
        depth = e->depth;
    }
}

static void print_pages(const explain_page *pages, uint32_t len, bool color,
                        pl_arena *a, pl_buf *to) {
    printer p = {.pages = pages, .len = len, .color = color, .a = a, .to = to};
    for (uint32_t i = 0; i < len; i++) {
        merge(&p, i);
    }
    put_all(&p);
}

/* ---- the whole */

static void put_heading(const pl_explain_view *v, pl_buf *to) {
    const pl_dbt_node *n = v->at[0]->node;
    pl_str id = pl_visible(v->arena, n->unique_id, false);
    pl_str file = pl_visible(v->arena, n->original_file_path, false);
    pl_buf_fmt(to, "%s%.*s%s  %.*s", v->color ? "\x1b[1m" : "", PL_FMT(id),
               v->color ? "\x1b[0m" : "", PL_FMT(file));
    PL_BUF_LIT(to, "  (");
    for (uint32_t i = 0; i < v->len; i++) {
        pl_str label = pl_visible(v->arena, v->at[i]->label, false);
        pl_str target = pl_visible(v->arena, v->at[i]->world->target.name, false);
        pl_buf_fmt(to, "%s%.*s", i ? ", " : "", PL_FMT(label));
        if (!pl_str_eq(label, target)) {
            pl_buf_fmt(to, ": target %.*s", PL_FMT(target));
        }
    }
    PL_BUF_LIT(to, ")\n\n");
}

void pl_explain_text(const pl_explain_view *v, pl_buf *to) {
    explain_page *pages = PL_NEW_ARRAY0(v->arena, explain_page, v->len);
    for (uint32_t i = 0; i < v->len; i++) {
        pages[i].label = v->at[i]->label;
        if (v->key.at) {
            explain_page_config(v, v->at[i], &pages[i]);
        } else {
            explain_page_all(v, v->at[i], &pages[i]);
        }
    }
    put_heading(v, to);
    print_pages(pages, v->len, v->color, v->arena, to);
}

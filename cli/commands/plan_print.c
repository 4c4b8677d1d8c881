/* Plans as text and as Markdown. */
#include "cli/commands/plan.h"
#include "cli/options/text_table.h"
#include "project/node/relation.h"

enum {
    ROWS_SHOWN = 20, /* of a list in text, unless all are asked for */
    COMMENT_MAX = 65536,
    FOOTER = 200,
};

pl_str plan_shown(plan_report *r, pl_str text) {
    return pl_session_mask(r->s, &r->arena, text);
}

/* ---- words */

pl_str plan_materialized(const pl_dbt_node *n) {
    const pl_value *v =
        n->config ? pl_dict_find(n->config, PL_S("materialized")) : NULL;
    return v && v->kind == PL_STR ? pl_str_from(*v) : PL_S("");
}

pl_str plan_headline(plan_report *r, const plan_page *page) {
    const pl_plan *p = page->plan;
    pl_buf to = {0};
    uint32_t elsewhere = p->count[PL_PLAN_ELSEWHERE], here = pl_plan_uncertain(p);
    if (p->build_len) {
        pl_buf_fmt(&to, "%u build%s", p->build_len, p->build_len == 1 ? "s" : "");
    } else {
        PL_BUF_LIT(&to, "nothing builds");
    }
    if (elsewhere) {
        pl_buf_fmt(&to, ", %u %s read from ", elsewhere, elsewhere == 1 ? "is" : "are");
        pl_buf_str(&to, p->side.name);
    } else if (p->side.name.len) {
        PL_BUF_LIT(&to, ", nothing is read from ");
        pl_buf_str(&to, p->side.name);
    }
    if (here) {
        pl_buf_fmt(&to, ", %u %s read here and may not exist", here,
                   here == 1 ? "is" : "are");
    }
    if (p->tests) {
        pl_buf_fmt(&to, ", %u test%s", p->tests, p->tests == 1 ? " runs" : "s run");
    }
    pl_str text = pl_buf_take(&to, &r->arena);
    pl_buf_free(&to);
    return plan_shown(r, text);
}

pl_str plan_place(plan_report *r, const plan_page *page, const pl_plan_read *read) {
    const pl_dbt_node *n = read->from;
    if (n->external.len) {
        return plan_shown(r, n->external);
    }
    return plan_shown(r, pl_node_place(page->plan->world, n, &r->arena));
}

static pl_str name_of(plan_report *r, const pl_dbt_node *n) {
    return pl_node_search_name(n, &r->arena);
}

/* ---- lists: a title and rows of cells, the same for both forms */

typedef struct list {
    plan_report *r;
    pl_text_table table;
    pl_str title;
    uint32_t rows;
} list;

static list new_list(plan_report *r, uint32_t columns, pl_str title) {
    return (list){
        .r = r, .table = {.arena = &r->arena, .columns = columns}, .title = title};
}

static list list_builds(plan_report *r, const plan_page *page) {
    const pl_plan *p = page->plan;
    list l = new_list(r, 3, PL_S("builds"));
    for (uint32_t i = 0; i < p->build_len; i++) {
        const pl_dbt_node *n = p->builds[i];
        pl_text_table_cell(&l.table, name_of(r, n));
        pl_text_table_cell(&l.table, plan_materialized(n));
        pl_text_table_cell(&l.table,
                           plan_shown(r, pl_node_place(p->world, n, &r->arena)));
    }
    l.rows = p->build_len;
    return l;
}

static list list_elsewhere(plan_report *r, const plan_page *page) {
    const pl_plan *p = page->plan;
    list l = new_list(r, 2, pl_str_cat(&r->arena, PL_S("read from "), p->side.name));
    if (!r->favor_state) {
        l.title = pl_str_fmt(&r->arena, "%.*s, unless %.*s has it already",
                             PL_FMT(l.title), PL_FMT(page->name));
    }
    for (uint32_t i = 0; i < p->reads.len; i++) {
        const pl_plan_read *read = &p->reads.at[i];
        if (read->status == PL_PLAN_ELSEWHERE) {
            pl_text_table_cell(&l.table, name_of(r, read->node));
            pl_text_table_cell(&l.table, plan_place(r, page, read));
        }
    }
    l.rows = p->count[PL_PLAN_ELSEWHERE];
    return l;
}

static list list_here(plan_report *r, const plan_page *page) {
    const pl_plan *p = page->plan;
    list l = new_list(r, 3,
                      pl_str_fmt(&r->arena, "read in %.*s, where it may not exist",
                                 PL_FMT(page->name)));
    for (uint32_t i = 0; i < p->reads.len; i++) {
        const pl_plan_read *read = &p->reads.at[i];
        if (read->status != PL_PLAN_ELSEWHERE) {
            pl_text_table_cell(&l.table, name_of(r, read->node));
            pl_text_table_cell(&l.table, plan_place(r, page, read));
            pl_text_table_cell(&l.table, pl_plan_doubt(p, read->status, &r->arena));
        }
    }
    l.rows = pl_plan_uncertain(p);
    return l;
}

static list list_sources(plan_report *r, const plan_page *page) {
    const pl_plan *p = page->plan;
    list l = new_list(r, 2, PL_S("sources"));
    for (uint32_t i = 0; i < p->sources.len; i++) {
        pl_text_table_cell(&l.table, name_of(r, p->sources.at[i].node));
        pl_text_table_cell(&l.table, plan_place(r, page, &p->sources.at[i]));
    }
    l.rows = p->sources.len;
    return l;
}

enum { LISTS = 4 };

static void all_lists(plan_report *r, const plan_page *page, list out[LISTS]) {
    out[0] = list_builds(r, page);
    out[1] = list_elsewhere(r, page);
    out[2] = list_here(r, page);
    out[3] = list_sources(r, page);
}

/* "recent, daily": what is put into others' SQL. */
static pl_str inlined_names(plan_report *r, const pl_plan *p) {
    pl_buf to = {0};
    uint32_t shown =
        r->all || p->inlined_len <= ROWS_SHOWN ? p->inlined_len : ROWS_SHOWN;
    for (uint32_t i = 0; i < shown; i++) {
        pl_buf_str(&to, i ? PL_S(", ") : PL_S(""));
        pl_buf_str(&to, name_of(r, p->inlined[i]));
    }
    if (shown < p->inlined_len) {
        pl_buf_fmt(&to, " and %u more", p->inlined_len - shown);
    }
    pl_str text = pl_buf_take(&to, &r->arena);
    pl_buf_free(&to);
    return text;
}

/* ---- text */

static void put_list(list *l, pl_buf *to) {
    uint32_t shown = l->r->all || l->rows <= ROWS_SHOWN ? l->rows : ROWS_SHOWN;
    pl_text_table t = {.arena = l->table.arena, .columns = l->table.columns};
    if (!l->rows) {
        return;
    }
    pl_buf_fmt(to, "%.*s\n", PL_FMT(l->title));
    for (uint32_t i = 0; i < shown * t.columns; i++) {
        pl_str cell = l->table.cells.at[i];
        pl_text_table_cell(&t, i % t.columns ? cell
                                             : pl_str_cat(t.arena, PL_S("  "), cell));
    }
    pl_text_table_print(&t, to);
    if (shown < l->rows) {
        pl_buf_fmt(to, "  … %u more (--all lists them)\n", l->rows - shown);
    }
}

void plan_print_text(plan_report *r, pl_buf *to) {
    for (uint32_t i = 0; i < r->len; i++) {
        const plan_page *page = &r->at[i];
        list lists[LISTS];
        pl_buf_fmt(to, "%s%.*s: ", i ? "\n" : "", PL_FMT(page->name));
        pl_buf_fmt(to, "%.*s\n", PL_FMT(plan_headline(r, page)));
        all_lists(r, page, lists);
        for (int k = 0; k < LISTS; k++) {
            put_list(&lists[k], to);
        }
        if (page->plan->inlined_len) {
            pl_buf_fmt(to, "ephemeral, put into what reads them: %.*s\n",
                       PL_FMT(inlined_names(r, page->plan)));
        }
        if (page->plan->upstream) {
            pl_buf_fmt(to, "further upstream, neither built nor read: %u\n",
                       page->plan->upstream);
        }
    }
}

/* ---- Markdown */

/* A code span in a table; fenced by one backtick more than stand in it. */
static void put_code(pl_buf *to, pl_str s) {
    uint32_t longest = 0, run = 0;
    for (uint32_t i = 0; i < s.len; i++) {
        run = s.at[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    pl_str pad = longest ? PL_S(" ") : PL_S("");
    for (uint32_t i = 0; i <= longest; i++) {
        pl_buf_char(to, '`');
    }
    pl_buf_str(to, pad);
    for (uint32_t i = 0; i < s.len; i++) {
        pl_buf_put(to, "\\", s.at[i] == '|');
        pl_buf_char(to, s.at[i] == '\n' ? ' ' : s.at[i]);
    }
    pl_buf_str(to, pad);
    for (uint32_t i = 0; i <= longest; i++) {
        pl_buf_char(to, '`');
    }
}

static void put_rows(list *l, pl_buf *to, uint32_t *left_out) {
    uint32_t columns = l->table.columns;
    for (uint32_t i = 0; i < l->rows; i++) {
        uint32_t before = to->len;
        for (uint32_t k = 0; k < columns; k++) {
            PL_BUF_LIT(to, "| ");
            put_code(to, l->table.cells.at[i * columns + k]);
            pl_buf_char(to, ' ');
        }
        PL_BUF_LIT(to, "|\n");
        if (to->len + FOOTER > COMMENT_MAX) {
            to->len = before;
            *left_out += l->rows - i;
            return;
        }
    }
}

/* What a reviewer seldom opens is folded. */
static void put_section(list *l, bool folded, pl_buf *to, uint32_t *left_out) {
    if (!l->rows) {
        return;
    }
    if (to->len + l->title.len + 2 * FOOTER > COMMENT_MAX) {
        *left_out += l->rows;
        return;
    }
    pl_buf_fmt(
        to, folded ? "\n<details><summary>%u %.*s</summary>\n\n" : "\n**%u %.*s**\n\n",
        l->rows, PL_FMT(l->title));
    for (uint32_t row = 0; row < 2; row++) {
        for (uint32_t k = 0; k < l->table.columns; k++) {
            static const char *const heads[] = {"| node ", "| ", "| "};
            pl_buf_str(to, row ? PL_S("|--") : pl_str_of(heads[k]));
        }
        PL_BUF_LIT(to, "|\n");
    }
    put_rows(l, to, left_out);
    pl_buf_str(to, folded ? PL_S("\n</details>\n") : PL_S(""));
}

void plan_print_markdown(plan_report *r, pl_buf *to) {
    uint32_t left_out = 0;
    PL_BUF_LIT(to, "<!-- plumb plan -->\n## plumb plan\n");
    for (uint32_t i = 0; i < r->len; i++) {
        const plan_page *page = &r->at[i];
        list lists[LISTS];
        pl_buf_fmt(to, "\n### %.*s\n\n", PL_FMT(page->name));
        pl_buf_fmt(to, "%.*s\n", PL_FMT(plan_headline(r, page)));
        all_lists(r, page, lists);
        for (int k = 0; k < LISTS; k++) {
            put_section(&lists[k], k == 1 || k == 3, to, &left_out);
        }
        if (page->plan->upstream) {
            pl_buf_fmt(to, "\nFurther upstream, neither built nor read: %u\n",
                       page->plan->upstream);
        }
    }
    if (left_out) {
        pl_buf_fmt(to,
                   "\n%u rows were left out: the page would be longer than %d bytes.\n",
                   left_out, COMMENT_MAX);
    }
}

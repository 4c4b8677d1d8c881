/* diff/print_html_priv.h: what the files of the HTML report share. */
#ifndef PL_DIFF_PRINT_HTML_PRIV_H
#define PL_DIFF_PRINT_HTML_PRIV_H

#include "diff/report.h"
#include "graph/page.h"
#include "support/vec.h"

/* SQL that a page holds at most, and of one node's with all its equal lines. */
enum { PL_HTML_SQL_BYTES = 16 << 20, PL_HTML_WHOLE_BYTES = 64 << 10 };
/* Equal lines around a change in texts beyond that. */
enum { PL_HTML_CONTEXT = 20 };

typedef struct pl_html_node {
    pl_str unique_id, name, type, path;
    uint32_t number;
    PL_VEC(pl_str) parents; /* ids, some twice */
} pl_html_node;

typedef struct pl_html {
    const pl_diff_report *r;
    const pl_diff *d; /* the pair at hand */
    pl_page page;
    pl_map numbers;    /* unique_id -> pl_html_node, in the order of the page */
    uint32_t sql;      /* bytes of SQL written */
    uint32_t left_out; /* nodes whose SQL was not */
} pl_html;

uint32_t pl_html_number(const pl_html *h, pl_str id);
/* One node of a pair: [node, verdict, relation in a, in b, details]. */
void pl_html_row(pl_html *h, const pl_diff_node *n);

#endif

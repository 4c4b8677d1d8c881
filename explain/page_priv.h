/* explain/page_priv.h: an explanation as lines, and several of them as one text. */
#ifndef PL_EXPLAIN_PAGE_PRIV_H
#define PL_EXPLAIN_PAGE_PRIV_H

#include "explain/explain.h"
#include "support/vec.h"

/* "head  tail", indented. Lines of several environments that have one head are one
 * line; where their tails differ each environment has a row below it. */
typedef struct explain_line {
    uint32_t depth;
    pl_str head;
    pl_str tail;
} explain_line;

typedef struct explain_page {
    pl_str label;
    PL_VEC(explain_line) lines;
} explain_page;

/* Everything, or the view's one config, of an explanation; masked. */
void explain_page_all(const pl_explain_view *v, const pl_explanation *x,
                      explain_page *to);
void explain_page_config(const pl_explain_view *v, const pl_explanation *x,
                         explain_page *to);

#endif

/* explain/explain_priv.h: what the files of an explanation share. */
#ifndef PL_EXPLAIN_EXPLAIN_PRIV_H
#define PL_EXPLAIN_EXPLAIN_PRIV_H

#include "eval/ops/python_text.h"
#include "explain/explain.h"
#include "project/node/world.h"
#include "project/render/explain_data.h"

typedef struct explainer {
    pl_world *w;
    pl_dbt_node *n;
    const pl_environment *environment;
    pl_arena *a;
    pl_explanation *x;
    pl_map asts; /* of branches.c: address of a pl_ast -> its index */
} explainer;

/* ---- reads.c */

/* Add what a condition read, or a variable's read, once. */
void explain_read(explainer *e, pl_explain_reads *to, const pl_trace_read *read);
/* Those of a template as written: env_var(), var() and target.x in its tags. */
void explain_scan(explainer *e, pl_explain_reads *to, pl_span span, pl_str text);

/* ---- branches.c */

/* Decisions of a trace, in order, each once; `all`: also those that hang on nothing
 * outside of the project. */
void explain_branches(explainer *e, const pl_trace *t, bool all,
                      pl_explain_branches *to);
/* env_var() and var() that were called. */
void explain_variables(explainer *e, const pl_trace *t, pl_explain_reads *to);
/* What stands in the tag of an event, without its braces, on one line. */
pl_str explain_tag(explainer *e, const pl_trace_event *event);

/* ---- steps.c */

/* Group the node's steps by key, in x->configs. */
void explain_configs(explainer *e);
const pl_explain_config *explain_config(const pl_explanation *x, pl_str key);

/* ---- names.c, source.c, sum.c */

void explain_names(explainer *e);
void explain_source(explainer *e);
/* Take `value` apart into what its macro printed. */
void explain_sum(explainer *e, pl_part part, const pl_trace *t, pl_str value);

/* ---- text */

static inline bool explain_in_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}
/* Empty for what is no text. */
static inline pl_str explain_text(pl_value v) {
    return v.kind == PL_STR ? pl_str_from(v) : PL_S("");
}

/* A value cut to what fits a line. */
pl_str explain_shown(explainer *e, pl_value v);

#endif

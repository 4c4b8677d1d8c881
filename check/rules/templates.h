/* check/rules/templates.h: the expressions of the project's own templates and macros, as they
 * are written: for rules on what is asked, not on what came out of it. */
#ifndef PL_CHECK_RULES_TEMPLATES_H
#define PL_CHECK_RULES_TEMPLATES_H

#include "check/rules/rule.h"

typedef struct pl_check_template {
    const pl_ast *ast;
    const pl_dbt_node *node;   /* whose file it is; NULL: a macro's */
    const pl_macro_def *macro; /* NULL: a node's */
    const pl_yaml *yaml;       /* the text of a YAML file that `ast` is of; else NULL */
} pl_check_template;

typedef void pl_check_template_fn(void *ctx, const pl_check_template *t);
/* Each template of the root project once, whatever environments render it. */
void pl_check_templates(pl_check *c, pl_check_template_fn *each, void *ctx);

/* The literal; NULL: the expression is none. */
const pl_literal *pl_expr_literal(const pl_ast *ast, pl_ref e);
/* The function's name in `name(...)`; empty: the expression is something else. */
pl_str pl_expr_function(const pl_ast *ast, pl_ref e);
/* Argument `index` of a CALL, or the keyword `name`; 0: not given. */
pl_ref pl_expr_argument(const pl_ast *ast, pl_ref call, uint32_t index,
                        const char *name);
/* The name of a filter; empty: the expression is none. */
pl_str pl_expr_filter(const pl_ast *ast, pl_ref e);
/* `object.name` and `object['name']` with `object` a plain name. */
bool pl_expr_is_member(const pl_ast *ast, pl_ref e, const char *object,
                       const char *name);
/* From the expression's first byte to the end of its tag or line. */
pl_span pl_expr_span(const pl_check_template *t, pl_ref e);

/* A text that env_var() or var() gave and that nothing but the filters named in between
 * has touched; followed through {% set x = env_var('X') %}. */
typedef struct pl_expr_read {
    bool is_env;                /* env_var, else var */
    pl_str name;                /* empty: computed */
    const pl_literal *fallback; /* NULL: none, or no literal */
    bool has_fallback;
    /* as_bool, as_number, as_native: the last such filter; may be empty */
    pl_str marked;
} pl_expr_read;
/* By name number: the value of the one {% set %} of that name; 0: none, or several. */
const pl_ref *pl_expr_sets(const pl_ast *ast, pl_arena *a);
/* `sets` from pl_expr_sets. */
bool pl_expr_reads(const pl_ast *ast, const pl_ref *sets, pl_ref e, pl_expr_read *out);

/* "true", "false", "yes", "no", "on", "off", "0", "1", whatever the case. */
bool pl_is_bool_word(pl_str s);

#endif

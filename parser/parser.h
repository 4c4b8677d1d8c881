/* parser/parser.h: template text to a resolved pl_ast.
 *
 * Source: Jinja2 3.1.2 parser.py, idtracking.py and the static checks of compiler.py;
 * dbt-core 1.9 clients/jinja.py for the dbt modes. */
#ifndef PL_PARSER_PARSER_H
#define PL_PARSER_PARSER_H

#include "parser/ast.h"
#include "support/buf.h"

typedef enum pl_dialect {
    PL_DIALECT_JINJA, /* Jinja2 with `do` and loop controls */
    /* and dbt's tags: macro names mangled, typed parameters, docs, test,
     * materialization, snapshot */
    PL_DIALECT_DBT,
} pl_dialect;

/* A syntax error in Jinja2's words. */
typedef struct pl_syntax_error {
    pl_str text;
    uint32_t lo; /* byte offset for a caret */
    /* as Jinja2 reports it (from 1), without src->skipped_lines; 0: unknown */
    uint32_t line;
    pl_str dbt_text; /* dbt's words where ours differ; may be empty */
} pl_syntax_error;

/* Parse and resolve all of `src` (line ends already \n). The result lives in `a`.
 * Returns NULL at the first error, with *error filled (its text in `a`).
 * Nesting deeper than PL_PARSE_DEPTH is an error. Time: O(bytes).
 * Threads: reads `src`, writes only through `a`. */
const pl_ast *pl_parse(const pl_source *src, pl_dialect dialect, pl_arena *a,
                       pl_syntax_error *error);

enum { PL_PARSE_DEPTH = 200 };

/* Number of the name, or UINT32_MAX when the template never mentions it. */
uint32_t pl_ast_name(const pl_ast *ast, pl_str text);

/* The tree as an S-expression, for tests and debugging. */
void pl_ast_dump(const pl_ast *ast, pl_ref node, pl_buf *to);

#endif

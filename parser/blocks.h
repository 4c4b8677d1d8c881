/* parser/blocks.h: dbt's top-level blocks of a file: {% macro %},
 * {% snapshot %}, {% docs %}.
 *
 * dbt does not parse such files with Jinja as a whole: it cuts out the blocks by
 * scanning tags, comments and strings, and ignores all text between them. Source:
 * dbt-common clients/_jinja_blocks.py. */
#ifndef PL_PARSER_BLOCKS_H
#define PL_PARSER_BLOCKS_H

#include "parser/parser.h"

typedef struct pl_block {
    pl_str type;     /* "macro" */
    pl_str name;     /* the word behind it; empty when there is none */
    uint32_t lo, hi; /* the whole block, tags included (and the white space that
                        `-` in them eats on the outside) */
    uint32_t body_lo, body_hi; /* between the tags */
} pl_block;

/* Cut out the blocks whose type is in `allowed` (NULL-terminated). False with *error
 * filled for an unclosed or nested block, one inside {% if %} or {% for %}, or a tag
 * that does not end. Time: O(bytes). */
bool pl_blocks_extract(const pl_source *src, const char *const *allowed, pl_arena *a,
                       pl_block **out, uint32_t *count, pl_syntax_error *error);

#endif

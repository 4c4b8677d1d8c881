/* project/yaml/quick.h: the YAML that most files are made of, read without libyaml.
 *
 * Block mappings and sequences, plain, quoted and block scalars, flow collections on
 * one line, comments. Whatever else stands in a text (anchors, tags, directives, tabs,
 * several documents, anything wrong) makes the quick reader give up, and libyaml reads
 * the text from its start. Both make the same tree. Folder-private. */
#ifndef PL_PROJECT_YAML_QUICK_H
#define PL_PROJECT_YAML_QUICK_H

#include "project/yaml/yaml_priv.h"
#include "support/vec.h"

/* False: not for the quick reader; *out is untouched. */
bool pl_yaml_quick(const pl_source *src, pl_arena *a, const pl_yaml **out);

/* ---- between the yaml_quick*.c files */

typedef struct pl_yaml_quick_reader {
    const pl_source *src;
    const char *base;
    const char *at; /* next byte */
    const char *end;
    uint32_t column; /* of `at`, once it is at the first content of a line */
    bool at_end;     /* no content is left */
    uint32_t depth;
    uint32_t nodes;
    pl_arena *arena;
    pl_arena scratch;
    PL_VEC(const pl_yaml *) children;
} pl_yaml_quick_reader;

/* All return false to give up. */

/* Go to the first content at or after `at`, which is at the end of a line's content. */
bool pl_yaml_quick_next_line(pl_yaml_quick_reader *r);
/* Nothing but blanks and a comment may follow on the line; then to the next content. */
bool pl_yaml_quick_end_line(pl_yaml_quick_reader *r);

pl_yaml *pl_yaml_quick_node(pl_yaml_quick_reader *r, pl_yaml_kind kind, const char *lo,
                            const char *hi);

/* Does `at` begin a key (a scalar on one line, then ": " or ":" and the line's end)? */
bool pl_yaml_quick_is_key(const pl_yaml_quick_reader *r);
/* The key at `at`; afterwards `at` is behind the colon. */
bool pl_yaml_quick_key(pl_yaml_quick_reader *r, const pl_yaml **out);

/* Give `y` the meaning of its text. */
bool pl_yaml_quick_scalar(pl_yaml_quick_reader *r, pl_yaml *y, pl_str text, bool plain,
                          const pl_yaml **out);
/* The quoted text that begins at `lo`; *hi is behind its closing quote. */
bool pl_yaml_quick_quoted(const pl_yaml_quick_reader *r, const char *lo,
                          const char **hi, pl_str *out);
/* The flow collection at `at`; afterwards `at` is behind its bracket. */
bool pl_yaml_quick_flow(pl_yaml_quick_reader *r, const pl_yaml **out);

/* A scalar or flow collection at `at`, within a block at column `parent`;
 * to the next content. */
bool pl_yaml_quick_inline(pl_yaml_quick_reader *r, int parent, const pl_yaml **out);

#endif

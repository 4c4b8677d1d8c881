/* tests/case_file.h: files of test cases, read and rewritten.
 *
 *     anything before the first case is a comment
 *     === title of a case
 *     --- name argument
 *     lines of the block
 *
 * A block ends at the next line that begins "--- " or "=== "; empty lines at its end do
 * not count. A line of content that begins so is written with a backslash before it.
 * Words after the name: `escaped` means that \n \t \r \\ and \xHH stand for bytes and
 * that nothing is added at the end; `contains` (run_cases.c) loosens the comparison.
 * What remains is the block's argument. */
#ifndef PL_TESTS_CASE_FILE_H
#define PL_TESTS_CASE_FILE_H

#include <stdbool.h>

#include "support/str.h"
#include "support/vec.h"

typedef struct case_block {
    pl_str name;
    pl_str arg;    /* the header's other words, or empty */
    pl_str raw;    /* the lines as written, each with its newline */
    uint32_t line; /* of the header, from 1 */
    bool escaped;
    bool contains;
} case_block;

typedef struct case_file case_file;

typedef struct test_case {
    case_file *file;
    pl_str title;
    uint32_t line; /* of the title, from 1 */
    PL_VEC(case_block) blocks;
} test_case;

struct case_file {
    pl_arena *arena; /* owns all of it */
    pl_str path;
    pl_str preamble;
    PL_VEC(test_case *) cases;
    bool changed; /* by case_set */
};

/* What ends a text: nothing (a template's output), or a newline (a file, a stream). */
typedef enum case_form { CASE_INLINE, CASE_LINES } case_form;

/* Read `path`. Returns NULL, having said why on stderr, when it cannot be read or is
 * not of this form. */
case_file *case_file_read(pl_arena *arena, pl_str path);

/* The first block of that name (and argument, unless `arg` is NULL); NULL: none. */
case_block *case_find(const test_case *test, const char *name, const pl_str *arg);

/* The text that a block stands for. */
pl_str case_text(pl_arena *arena, const case_block *block, case_form form);

/* Make the block stand for `text`; the file is then `changed`. */
void case_set(test_case *test, case_block *block, pl_str text, case_form form);

/* Append an empty block. Pointers to the case's other blocks are void afterwards. */
case_block *case_add(test_case *test, const char *name);
void case_remove(test_case *test, case_block *block);

/* Write the file back. Returns false with errno set. */
bool case_file_write(const case_file *file);

#endif

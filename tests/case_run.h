/* tests/case_run.h: run a program for a test case, away from the
 * user's own settings. */
#ifndef PL_TESTS_CASE_RUN_H
#define PL_TESTS_CASE_RUN_H

#include <stdbool.h>

#include "support/str.h"

typedef struct case_result {
    pl_str out;
    pl_str err;
    int status; /* exit status, or minus the signal that ended it */
} case_result;

/* Run `argv` in `dir` with `input` on its standard input. The environment is
 * small and fixed (HOME is `dir`), then come the lines NAME=VALUE of `env`.
 * After a minute the program is stopped. Returns false, having said why on
 * stderr, when it cannot start. */
bool case_run(pl_arena *arena, const char *dir, char *const *argv, pl_str env,
              pl_str input, case_result *result);

/* Split a line into words as a shell does with blanks, '...' and "..." (no expansion).
 * The result ends in NULL. */
char **case_words(pl_arena *arena, const char *first, pl_str line);

/* A new empty directory; remove it with case_dir_remove. NULL with errno set. */
char *case_dir_make(pl_arena *arena);
void case_dir_remove(const char *dir);

/* Copy the files below `from` to below `to`. Returns false with errno set. */
bool case_dir_copy(pl_arena *arena, pl_str from, pl_str to);

#endif

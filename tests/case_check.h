/* tests/case_check.h: what a case expects against what the program gave. */
#ifndef PL_TESTS_CASE_CHECK_H
#define PL_TESTS_CASE_CHECK_H

#include "tests/case_file.h"

/* Is it what the block asks for? A block `contains`: each of its lines occurs. One called
 * `error`: "KIND, line N: MESSAGE", or its beginning up to the comma or the colon. */
bool case_matches(const case_block *block, pl_str expected, pl_str got);

/* Print a text, indented below its title. */
void case_show(const char *title, pl_str text);

/* Print both, with the place of the case. Returns false. */
bool case_differs(const test_case *test, const char *what, pl_str expected, pl_str got);

#endif

/* diff/page_files.h: style, script and body of the report as a page: diff/page/,
 * embedded at build time by scripts/embed.c. */
#ifndef PL_DIFF_PAGE_FILES_H
#define PL_DIFF_PAGE_FILES_H

#include "graph/page.h"

typedef pl_page_file pl_diff_page_file;

/* Sorted by path, bytewise. Static storage. */
extern const pl_diff_page_file pl_diff_page_files[];
extern const size_t pl_diff_page_file_count;

#endif

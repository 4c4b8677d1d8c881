/* graph/page_files.h: style, script and body of pages: graph/page/, embedded at build
 * time by scripts/embed.c. */
#ifndef PL_GRAPH_PAGE_FILES_H
#define PL_GRAPH_PAGE_FILES_H

#include "graph/page.h"

typedef pl_page_file pl_graph_page_file;

/* Sorted by path, bytewise. Static storage. */
extern const pl_graph_page_file pl_graph_page_files[];
extern const size_t pl_graph_page_file_count;

#endif

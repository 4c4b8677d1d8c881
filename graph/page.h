/* graph/page.h: self-contained HTML pages.
 *
 * A page is one file: a body, one style, one script, and data as JSON that the script
 * shows. It needs no network and no server; its Content-Security-Policy admits that
 * style and that script by their digests and nothing else. What pages share
 * (graph/page: look, keys, drawing of lineage) comes before what a report adds. */
#ifndef PL_GRAPH_PAGE_H
#define PL_GRAPH_PAGE_H

#include "support/buf.h"

/* An embedded file. */
typedef struct pl_page_file {
    const char *path; /* "diff.js" */
    const char *text;
    uint32_t len;
} pl_page_file;

typedef pl_str pl_page_mask(void *data, pl_arena *a, pl_str text);

/* The data of a page while it is written. */
typedef struct pl_page {
    pl_buf json;
    pl_arena *arena;
    pl_page_mask *mask; /* takes secrets out of a text; may be NULL */
    void *mask_data;
} pl_page;

/* A text without its secrets. */
pl_str pl_page_masked(const pl_page *p, pl_str text);
/* Add a text as a JSON string. Every text of a page comes this way: it is masked. */
void pl_page_text(pl_page *p, pl_str text);
/* The same behind a comma, unless it is the first of its list. */
void pl_page_item(pl_page *p, pl_str text, bool first);

/* Write the page: body <name>.html, style <name>.css and script <name>.js of `files`,
 * behind what all pages share. Frees the JSON. */
void pl_page_write(pl_page *p, pl_str title, const char *name,
                   const pl_page_file *files, size_t count, pl_buf *to);

#endif

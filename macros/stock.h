/* macros/stock.h: the macros that ship inside the program.
 *
 * Every .sql below macros/stock/ is embedded at build time by scripts/embed.c; the
 * order is by path, bytewise, and the same in every build. */
#ifndef PL_MACROS_STOCK_H
#define PL_MACROS_STOCK_H

#include <stddef.h>
#include <stdint.h>

typedef struct pl_stock_file {
    const char *path; /* relative to macros/stock, e.g. "adapters/postgres.sql" */
    const char *text; /* the file's bytes, then PL_SOURCE_PAD NULs */
    uint32_t len;     /* bytes, without the padding */
} pl_stock_file;

/* `pl_stock_file_count` files. Static storage, read-only, safe from any thread. */
extern const pl_stock_file pl_stock_files[];
extern const size_t pl_stock_file_count;

#endif

/* scripts/stock_out.h: what scripts/stock.c made of the tables, and writing it. */
#ifndef PL_SCRIPTS_STOCK_OUT_H
#define PL_SCRIPTS_STOCK_OUT_H

#include <stdbool.h>

#include "scripts/stock_text.h"

typedef struct macro {
    const char *package, *name;
    text jinja;
} macro;

/* Write `count` macros, sorted by package. False after a message. */
bool stock_write_c(const char *path, const char *header, const macro *macros,
                   size_t count);
/* The same as <folder>/<package>.sql, to be read and compared. */
bool stock_write_jinja(const char *folder, const macro *macros, size_t count);

#endif

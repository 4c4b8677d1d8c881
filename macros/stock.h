/* macros/stock.h: the macros that ship inside the program.
 *
 * scripts/stock.c writes their Jinja at build time from the tables below macros/stock/. */
#ifndef PL_MACROS_STOCK_H
#define PL_MACROS_STOCK_H

#include <stddef.h>
#include <stdint.h>

typedef struct pl_stock_macro {
    const char *package; /* "dbt", "dbt_postgres" */
    const char *name;    /* as dbt registers it: "test_unique" */
    const char *text;    /* {% macro … %}…{% endmacro %}, then PL_SOURCE_PAD NULs */
    uint32_t len;        /* bytes of text, without the padding */
} pl_stock_macro;

/* `pl_stock_macro_count` macros, by package and name, bytewise. Static storage,
 * read-only, safe from any thread. */
extern const pl_stock_macro pl_stock_macros[];
extern const size_t pl_stock_macro_count;

#endif

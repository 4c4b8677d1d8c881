/* project/config/dbt_text.h: the outer form of dbt's messages. */
#ifndef PL_PROJECT_CONFIG_DBT_TEXT_H
#define PL_PROJECT_CONFIG_DBT_TEXT_H

#include "support/buf.h"

/* "HEAD\n  text", each further line of it indented too. */
pl_str pl_dbt_error_text(pl_arena *a, const char *head, pl_str text);
/* The same behind a head that is written already. */
void pl_dbt_put_text(pl_buf *to, pl_str text);

#endif

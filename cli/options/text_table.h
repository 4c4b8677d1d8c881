/* cli/options/text_table.h: tables, as text or as a JSON list of objects. */
#ifndef PL_CLI_OPTIONS_TEXT_TABLE_H
#define PL_CLI_OPTIONS_TEXT_TABLE_H

#include "support/buf.h"
#include "support/vec.h"

typedef struct pl_text_table {
    pl_arena *arena;
    uint32_t columns;
    PL_VEC(pl_str) cells; /* the first row is the heading */
} pl_text_table;
void pl_text_table_cell(pl_text_table *t, pl_str text);
void pl_text_table_print(const pl_text_table *t, pl_buf *to);
/* Empty cells are null. */
void pl_text_table_json(const pl_text_table *t, pl_buf *to);

#endif

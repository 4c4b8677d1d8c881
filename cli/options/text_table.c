/* Tables for people, and for programs. */
#include "cli/options/text_table.h"

#include "support/utf8.h"
#include "support/visible.h"

void pl_text_table_cell(pl_text_table *t, pl_str text) {
    PL_PUSH(t->arena, &t->cells, text);
}

static void put_padded(pl_buf *to, pl_str s, uint32_t width) {
    pl_buf_str(to, s);
    for (uint32_t n = pl_utf8_chars(s); n < width; n++) {
        pl_buf_char(to, ' ');
    }
}

static pl_str shown(const pl_text_table *t, uint32_t i) {
    pl_str cell = t->cells.at[i];
    return cell.len ? pl_visible(t->arena, cell, false) : PL_S("-");
}

void pl_text_table_print(const pl_text_table *t, pl_buf *to) {
    uint32_t *width = PL_NEW_ARRAY0(t->arena, uint32_t, t->columns);
    for (uint32_t i = 0; i < t->cells.len; i++) {
        uint32_t n = pl_utf8_chars(shown(t, i));
        uint32_t *w = &width[i % t->columns];
        *w = n > *w ? n : *w;
    }
    for (uint32_t i = 0; i < t->cells.len; i++) {
        bool last = i % t->columns == t->columns - 1;
        put_padded(to, shown(t, i), last ? 0 : width[i % t->columns] + 2);
        if (last) {
            pl_buf_char(to, '\n');
        }
    }
}

void pl_text_table_json(const pl_text_table *t, pl_buf *to) {
    pl_buf_char(to, '[');
    for (uint32_t i = t->columns; i < t->cells.len; i++) {
        uint32_t column = i % t->columns;
        const char *before = column ? ", " : i == t->columns ? "\n {" : ",\n {";
        pl_buf_str(to, pl_str_of(before));
        pl_buf_json(to, t->cells.at[column]);
        PL_BUF_LIT(to, ": ");
        if (t->cells.at[i].len) {
            pl_buf_json(to, t->cells.at[i]);
        } else {
            PL_BUF_LIT(to, "null");
        }
        pl_buf_str(to, column == t->columns - 1 ? PL_S("}") : PL_S(""));
    }
    PL_BUF_LIT(to, "\n]\n");
}

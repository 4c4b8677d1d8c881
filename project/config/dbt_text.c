/* The outer form of dbt's messages. */
#include "project/config/dbt_text.h"

void pl_dbt_put_text(pl_buf *to, pl_str text) {
    PL_BUF_LIT(to, "\n  ");
    for (uint32_t i = 0; i < text.len; i++) {
        pl_buf_char(to, text.at[i]);
        if (text.at[i] == '\n') {
            PL_BUF_LIT(to, "  ");
        }
    }
}

pl_str pl_dbt_error_text(pl_arena *a, const char *head, pl_str text) {
    pl_buf b = {0};
    pl_buf_str(&b, pl_str_of(head));
    pl_dbt_put_text(&b, text);
    pl_str out = pl_buf_take(&b, a);
    pl_buf_free(&b);
    return out;
}

/* Tables of `plumb env`, and the few dates it reckons with. */
#include "cli/env_command.h"
#include "support/utf8.h"
#include "support/visible.h"

void env_cell(env_table *t, pl_str text) {
    PL_PUSH(t->arena, &t->cells, text);
}

static void put_padded(pl_buf *to, pl_str s, uint32_t width) {
    pl_buf_str(to, s);
    for (uint32_t n = pl_utf8_chars(s); n < width; n++) {
        pl_buf_char(to, ' ');
    }
}

static pl_str shown(const env_table *t, uint32_t i) {
    pl_str cell = t->cells.at[i];
    return cell.len ? pl_visible(t->arena, cell, false) : PL_S("-");
}

void env_table_print(const env_table *t, pl_buf *to) {
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

void env_table_json(const env_table *t, pl_buf *to) {
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

/* ---- names in SQL */

static bool is_word(pl_str s) {
    bool word = s.len && !(s.at[0] >= '0' && s.at[0] <= '9');
    for (uint32_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        word = word && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '_');
    }
    return word;
}

pl_str env_sql_name(pl_arena *a, pl_str name, char quote, bool always) {
    pl_buf out = {0};
    if (!always && is_word(name)) {
        return name;
    }
    pl_buf_char(&out, quote);
    for (uint32_t i = 0; i < name.len; i++) {
        pl_buf_put(&out, &quote, name.at[i] == quote ? 1 : 0);
        pl_buf_char(&out, name.at[i]);
    }
    pl_buf_char(&out, quote);
    pl_str quoted = pl_buf_take(&out, a);
    pl_buf_free(&out);
    return quoted;
}

/* ---- days: since 1970-01-01 */

int64_t env_today(const env_run *r) {
    return r->s->world_options.base.now_us / 1000000 / 86400;
}

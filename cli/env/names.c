/* Names as grants write them, and the day that rotations are reckoned from. */
#include "cli/env/env.h"

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

pl_str env_adapters(pl_arena *a, bool (*has)(const pl_adapter *ad)) {
    pl_str names = PL_S(""), last = PL_S("");
    const pl_adapter *ad;
    for (uint32_t i = 0; (ad = pl_adapter_at(i)) != NULL; i++) {
        if (has(ad)) {
            pl_str comma = names.len ? PL_S(", ") : PL_S("");
            names = last.len ? pl_str_cat3(a, names, comma, last) : names;
            last = pl_str_of(ad->name);
        }
    }
    return names.len ? pl_str_cat3(a, names, PL_S(" and "), last) : last;
}

/* ---- days: since 1970-01-01 */

int64_t env_today(const env_run *r) {
    return r->s->world_options.base.now_us / 1000000 / 86400;
}

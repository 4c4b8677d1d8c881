/* Relations in SQL: a walk over its tokens that knows, for each level of parentheses,
 * whether a table comes next. */
#include "check/sql/sql_priv.h"

typedef struct alias {
    uint32_t by; /* the relation that it is the last part of, and one; 0: given */
    bool shared;
} alias;

/* ---- names */

static pl_str lower(pl_arena *a, pl_str s) {
    char *out = PL_NEW_ARRAY(a, char, s.len + 1);
    for (uint32_t i = 0; i < s.len; i++) {
        out[i] = s.at[i] >= 'A' && s.at[i] <= 'Z' ? (char)(s.at[i] | 0x20) : s.at[i];
    }
    return (pl_str){out, s.len};
}

static pl_str alias_key(const pl_sql_walk *w, uint32_t f, pl_str name) {
    return pl_str_fmt(w->a, "%u %.*s", f, PL_FMT(lower(w->a, name)));
}

/* A relation is called by its last part, too: `by` is then its number among those found
 * and one, else 0. */
void pl_sql_add_alias(pl_sql_walk *w, pl_str name, uint32_t by) {
    void **slot = pl_map_slot(&w->aliases, w->a, alias_key(w, w->now, name));
    alias *known = *slot;
    if (!known) {
        *slot = known = PL_NEW(w->a, alias);
        known->by = by;
    }
    known->shared = known->shared || known->by != by;
}

static pl_str path_key(const pl_sql_walk *w, const pl_sql_relation *r) {
    pl_str key = PL_S("");
    for (uint32_t i = 0; i < r->len; i++) {
        key = pl_str_cat3(w->a, key, i ? PL_S(".") : PL_S(""),
                          lower(w->a, r->part[i].text));
    }
    return key;
}

static void define(pl_sql_walk *w, pl_str key) {
    pl_map_put(&w->defined, w->a, key, w);
}

/* ---- paths */

static bool add_part(pl_sql_relation *r, pl_str text, bool quoted) {
    if (r->len == PL_SQL_PARTS) {
        return false;
    }
    r->part[r->len++] = (pl_sql_part){text, quoted};
    return true;
}

/* BigQuery's `project.dataset.table` in one pair of quotes. */
static bool add_quoted_path(const pl_sql_walk *w, pl_sql_relation *r, pl_str text) {
    while (w->dialect & PL_SQL_DASHES) {
        uint32_t dot = pl_str_find_char(text, '.');
        if (dot >= text.len) {
            break;
        }
        if (!add_part(r, pl_str_sub(text, 0, dot), true)) {
            return false;
        }
        text = pl_str_sub(text, dot + 1, text.len);
    }
    return add_part(r, text, true);
}

/* BigQuery's project names may hold dashes: my-project.dataset.table. */
static uint32_t dashed_end(const pl_sql_walk *w, uint32_t i) {
    while ((w->dialect & PL_SQL_DASHES) && pl_sql_touches(w, i) &&
           pl_sql_is_mark(w, i + 1, '-') && pl_sql_touches(w, i + 1) &&
           (pl_sql_is_name(w, i + 2) || pl_sql_is_kind(w, i + 2, PL_SQL_NUMBER))) {
        i += 2;
    }
    return i;
}

/* The path that begins at token `i`; false: something else, or too long for one. *end
 * is the token behind it. */
static bool read_path(const pl_sql_walk *w, uint32_t i, pl_sql_relation *r,
                      uint32_t *end) {
    bool ok = true;
    *r = (pl_sql_relation){.lo = w->t.at[i].lo};
    for (;; i++) {
        if (pl_sql_is_kind(w, i, PL_SQL_QUOTED)) {
            ok = add_quoted_path(w, r, pl_sql_unquoted(w, i)) && ok;
        } else if (pl_sql_is_kind(w, i, PL_SQL_WORD) ||
                   (r->len && pl_sql_is_kind(w, i, PL_SQL_NUMBER))) {
            uint32_t last = dashed_end(w, i);
            pl_str part = pl_str_sub(w->s, w->t.at[i].lo, w->t.at[last].hi);
            ok = add_part(r, part, false) && ok;
            i = last;
        } else {
            /* `db..table`: the schema is left out. */
            ok = r->len && pl_sql_is_mark(w, i, '.') && add_part(r, PL_S(""), false) &&
                 ok;
            i--;
        }
        r->hi = w->t.at[i].hi;
        if (!pl_sql_is_mark(w, i + 1, '.')) {
            break;
        }
        i++;
        if (i + 1 >= w->t.len) {
            break;
        }
    }
    *end = i + 1;
    return ok;
}

/* ---- tables */

/* A query may begin here, in parentheses. */
static bool begins_query(const pl_sql_walk *w, uint32_t i) {
    static const char *const words[] = {"select", "with", "from", "values", NULL};
    return pl_sql_is_any(w, i, words);
}

/* Words in the place of a table that are none. */
static bool is_clause(const pl_sql_walk *w, uint32_t i) {
    static const char *const words[] = {"select", "where", "set",   "values",
                                        "with",   "on",    "using", "when",
                                        "group",  "order", NULL};
    return pl_sql_is_any(w, i, words);
}

static bool is_file(const pl_sql_walk *w, const pl_sql_relation *r) {
    static const char *const formats[] = {"delta", "parquet", "csv",        "json",
                                          "text",  "orc",     "avro",       "xml",
                                          "hudi",  "iceberg", "binaryFile", NULL};
    bool format = false;
    if (!(w->dialect & PL_SQL_FILE_TABLES) || r->len != 2 || !r->part[1].quoted) {
        return false;
    }
    for (uint32_t i = 0; formats[i]; i++) {
        format = format || pl_str_eq_nocase(r->part[0].text, pl_str_of(formats[i]));
    }
    return format && pl_str_find_char(r->part[1].text, '/') < r->part[1].text.len;
}

static void take_path(pl_sql_walk *w, const pl_sql_relation *r, uint32_t end,
                      pl_sql_expected what) {
    if (what == PL_SQL_EXPECT_NEW) {
        define(w, path_key(w, r));
        return;
    }
    bool function = what == PL_SQL_EXPECT_TABLE && pl_sql_is_mark(w, end, '(');
    if (!function && !is_file(w, r)) {
        pl_sql_candidate c = {*r, w->now};
        PL_PUSH(w->a, &w->found, c);
        pl_sql_add_alias(w, r->part[r->len - 1].text, w->found.len);
    }
    if (pl_sql_is_name(w, end) && !pl_sql_is_word(w, end, "as")) {
        pl_sql_add_alias(w, pl_sql_unquoted(w, end), 0);
    }
}

/* What stands where a table is expected; gives the token to go on with. */
static uint32_t table(pl_sql_walk *w, uint32_t i) {
    static const char *const before[] = {"lateral", "only", "into",   "table",
                                         "if",      "not",  "exists", NULL};
    pl_sql_frame *f = pl_sql_top(w);
    pl_sql_expected what = f->expected;
    pl_sql_relation r;
    uint32_t end;
    if (pl_sql_is_any(w, i, before) && !pl_sql_is_mark(w, i + 1, '(') &&
        !pl_sql_is_mark(w, i + 1, '.')) {
        return i + 1;
    }
    f->expected = PL_SQL_EXPECT_NOTHING;
    if (!pl_sql_is_name(w, i) || is_clause(w, i)) {
        return i;
    }
    if (read_path(w, i, &r, &end)) {
        take_path(w, &r, end, what);
    }
    return end;
}

/* ---- levels */

static void push(pl_sql_walk *w, uint32_t open, uint32_t first) {
    pl_sql_frame f = {.parent = open == UINT32_MAX ? UINT32_MAX : w->now,
                      .open = open,
                      .first = first};
    PL_PUSH(w->a, &w->frames, f);
    w->now = w->frames.len - 1;
}

/* `name AS (`, `name (columns) AS NOT MATERIALIZED (`: a common table expression, or
 * something that no relation is called by. */
static void note_cte(pl_sql_walk *w, uint32_t open) {
    uint32_t i = open;
    while (i && (pl_sql_is_word(w, i - 1, "materialized") ||
                 pl_sql_is_word(w, i - 1, "not"))) {
        i--;
    }
    if (i < 2 || !pl_sql_is_word(w, i - 1, "as")) {
        return;
    }
    i -= 2;
    if (pl_sql_is_mark(w, i, ')') && w->t.at[i].open) {
        i = w->t.at[i].open - 1;
    }
    if (pl_sql_is_name(w, i)) {
        define(w, lower(w->a, pl_sql_unquoted(w, i)));
    }
}

static void open_level(pl_sql_walk *w, uint32_t i) {
    bool table_place = pl_sql_top(w)->expected != PL_SQL_EXPECT_NOTHING;
    pl_sql_top(w)->expected = PL_SQL_EXPECT_NOTHING;
    note_cte(w, i);
    push(w, i, i + 1);
    if (table_place && !begins_query(w, i + 1)) {
        /* A join in parentheses. */
        pl_sql_top(w)->in_from = true;
        pl_sql_top(w)->expected = PL_SQL_EXPECT_TABLE;
    }
}

static void close_level(pl_sql_walk *w, uint32_t i) {
    pl_sql_frame *f = pl_sql_top(w);
    if (f->open == UINT32_MAX) {
        return;
    }
    w->t.at[i].open = f->open;
    w->now = f->parent;
    if (pl_sql_top(w)->in_from && pl_sql_is_name(w, i + 1) &&
        !pl_sql_is_word(w, i + 1, "as")) {
        pl_sql_add_alias(w, pl_sql_unquoted(w, i + 1), 0);
    }
}

/* ---- tokens in turn */

static void mark(pl_sql_walk *w, uint32_t i) {
    pl_sql_frame *f = pl_sql_top(w);
    if (pl_sql_is_mark(w, i, '(')) {
        open_level(w, i);
    } else if (pl_sql_is_mark(w, i, ')')) {
        close_level(w, i);
    } else if (pl_sql_is_mark(w, i, ';') && f->open == UINT32_MAX) {
        push(w, UINT32_MAX, i + 1);
    } else if (pl_sql_is_mark(w, i, ',') && f->in_from && !f->view) {
        f->expected = PL_SQL_EXPECT_TABLE;
    } else {
        f->expected = PL_SQL_EXPECT_NOTHING;
    }
}

static void walk_tokens(pl_sql_walk *w) {
    uint32_t i = 0;
    while (i < w->t.len) {
        uint32_t next = i;
        if (pl_sql_top(w)->expected != PL_SQL_EXPECT_NOTHING &&
            !pl_sql_is_mark(w, i, '(')) {
            next = table(w, i);
        }
        if (next > i) {
            i = next;
            continue;
        }
        if (pl_sql_is_kind(w, i, PL_SQL_MARK)) {
            mark(w, i);
        } else if (pl_sql_is_kind(w, i, PL_SQL_WORD) && !pl_sql_is_member(w, i)) {
            pl_sql_keyword(w, i);
        }
        i++;
    }
}

/* ---- what is left */

/* `t.items`, where `t` is an alias of this query or one around it; in shop.shop, the
 * table is no alias for the schema. */
static bool is_array_column(const pl_sql_walk *w, uint32_t number) {
    enum { LEVELS = 64 };
    const pl_sql_candidate *c = &w->found.at[number];
    uint32_t f = c->frame;
    for (uint32_t n = 0; c->relation.len > 1 && n < LEVELS && f != UINT32_MAX; n++) {
        pl_str key = alias_key(w, f, c->relation.part[0].text);
        const alias *known = pl_map_get(&w->aliases, key);
        if (known && (known->shared || known->by != number + 1)) {
            return true;
        }
        f = w->frames.at[f].parent;
    }
    return false;
}

pl_sql_relations pl_sql_relations_of(pl_str sql, const pl_adapter *ad, pl_arena *a) {
    pl_sql_walk w = {.s = sql, .dialect = ad->sql, .a = a};
    w.t = pl_sql_lex(sql, w.dialect, a);
    push(&w, UINT32_MAX, 0);
    walk_tokens(&w);
    pl_sql_relation *out = PL_NEW_ARRAY(a, pl_sql_relation, w.found.len);
    uint32_t len = 0;
    for (uint32_t i = 0; i < w.found.len; i++) {
        const pl_sql_candidate *c = &w.found.at[i];
        if (!pl_map_has(&w.defined, path_key(&w, &c->relation)) &&
            !is_array_column(&w, i)) {
            out[len++] = c->relation;
        }
    }
    return (pl_sql_relations){out, len};
}

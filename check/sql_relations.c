/* Relations in SQL: a walk over its tokens that knows, for each level of parentheses,
 * whether a table comes next. */
#include "check/sql.h"
#include "support/map.h"

typedef enum verb { VERB_NONE, VERB_UPDATE, VERB_DELETE, VERB_MERGE, VERB_CREATE } verb;

typedef enum expected {
    EXPECT_NOTHING,
    EXPECT_TABLE,  /* of FROM and JOIN */
    EXPECT_TARGET, /* of INSERT INTO and the like: a list of columns may follow */
    EXPECT_NEW,    /* a table that the text itself creates */
} expected;

/* What is between two parentheses; kept, because aliases are looked up at the end. */
typedef struct frame {
    uint32_t parent; /* UINT32_MAX: none */
    uint32_t open;   /* token number of the '('; UINT32_MAX: the whole text */
    uint32_t first;  /* token that it begins with */
    bool select;     /* a query: FROM means what it says */
    bool in_from;    /* commas separate tables */
    bool view;       /* behind LATERAL VIEW: commas separate columns */
    uint8_t verb;
    uint8_t expected;
} frame;

typedef struct candidate {
    pl_sql_relation relation;
    uint32_t frame;
} candidate;

typedef struct alias {
    uint32_t by; /* the relation that it is the last part of, and one; 0: given */
    bool shared;
} alias;

typedef struct walk {
    pl_str s;
    uint32_t dialect;
    pl_arena *a;
    pl_sql_tokens t;
    PL_VEC(frame) frames;
    uint32_t now; /* the frame that we are in */
    PL_VEC(candidate) found;
    pl_map defined; /* CTEs, created tables: lower case, parts joined by NUL */
    pl_map aliases; /* frame number and lower case name -> alias */
} walk;

static frame *top(walk *w) {
    return &w->frames.at[w->now];
}

/* ---- tokens */

static pl_str text_at(const walk *w, uint32_t i) {
    return i < w->t.len ? pl_str_sub(w->s, w->t.at[i].lo, w->t.at[i].hi) : PL_S("");
}

static bool is_kind(const walk *w, uint32_t i, pl_sql_kind kind) {
    return i < w->t.len && w->t.at[i].kind == (uint8_t)kind;
}

static bool is_mark(const walk *w, uint32_t i, char c) {
    return is_kind(w, i, PL_SQL_MARK) && w->s.at[w->t.at[i].lo] == c;
}

static bool touches(const walk *w, uint32_t i) {
    return i + 1 < w->t.len && w->t.at[i].hi == w->t.at[i + 1].lo;
}

/* A member of something, or a path into JSON (`src:from`), is no keyword. */
static bool is_member(const walk *w, uint32_t i) {
    return i && (is_mark(w, i - 1, '.') || (is_mark(w, i - 1, ':') && touches(w, i - 1)));
}

static bool is_word(const walk *w, uint32_t i, const char *word) {
    return is_kind(w, i, PL_SQL_WORD) &&
           pl_str_eq_nocase(text_at(w, i), pl_str_of(word)) && !is_member(w, i);
}

static bool is_any(const walk *w, uint32_t i, const char *const *words) {
    bool is = false;
    for (; *words && !is; words++) {
        is = is_word(w, i, *words);
    }
    return is;
}

static bool is_name(const walk *w, uint32_t i) {
    return is_kind(w, i, PL_SQL_WORD) || is_kind(w, i, PL_SQL_QUOTED);
}

/* ---- names */

static pl_str lower(pl_arena *a, pl_str s) {
    char *out = PL_NEW_ARRAY(a, char, s.len + 1);
    for (uint32_t i = 0; i < s.len; i++) {
        out[i] = s.at[i] >= 'A' && s.at[i] <= 'Z' ? (char)(s.at[i] | 0x20) : s.at[i];
    }
    return (pl_str){out, s.len};
}

static pl_str unquoted(const walk *w, uint32_t i) {
    pl_str s = text_at(w, i);
    return is_kind(w, i, PL_SQL_QUOTED) ? pl_str_sub(s, 1, s.len - 1) : s;
}

static pl_str alias_key(const walk *w, uint32_t f, pl_str name) {
    return pl_str_fmt(w->a, "%u %.*s", f, PL_FMT(lower(w->a, name)));
}

/* A relation is called by its last part, too: `by` is then its number among those found
 * and one, else 0. */
static void add_alias(walk *w, pl_str name, uint32_t by) {
    void **slot = pl_map_slot(&w->aliases, w->a, alias_key(w, w->now, name));
    alias *known = *slot;
    if (!known) {
        *slot = known = PL_NEW(w->a, alias);
        known->by = by;
    }
    known->shared = known->shared || known->by != by;
}

static pl_str path_key(const walk *w, const pl_sql_relation *r) {
    pl_str key = PL_S("");
    for (uint32_t i = 0; i < r->len; i++) {
        key = pl_str_cat3(w->a, key, i ? PL_S(".") : PL_S(""), lower(w->a, r->part[i].text));
    }
    return key;
}

static void define(walk *w, pl_str key) {
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
static bool add_quoted_path(const walk *w, pl_sql_relation *r, pl_str text) {
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
static uint32_t dashed_end(const walk *w, uint32_t i) {
    while ((w->dialect & PL_SQL_DASHES) && touches(w, i) && is_mark(w, i + 1, '-') &&
           touches(w, i + 1) && (is_name(w, i + 2) || is_kind(w, i + 2, PL_SQL_NUMBER))) {
        i += 2;
    }
    return i;
}

/* The path that begins at token `i`; false: something else, or too long for one. *end
 * is the token behind it. */
static bool read_path(const walk *w, uint32_t i, pl_sql_relation *r, uint32_t *end) {
    bool ok = true;
    *r = (pl_sql_relation){.lo = w->t.at[i].lo};
    for (;; i++) {
        if (is_kind(w, i, PL_SQL_QUOTED)) {
            ok = add_quoted_path(w, r, unquoted(w, i)) && ok;
        } else if (is_kind(w, i, PL_SQL_WORD) ||
                   (r->len && is_kind(w, i, PL_SQL_NUMBER))) {
            uint32_t last = dashed_end(w, i);
            pl_str part = pl_str_sub(w->s, w->t.at[i].lo, w->t.at[last].hi);
            ok = add_part(r, part, false) && ok;
            i = last;
        } else {
            /* `db..table`: the schema is left out. */
            ok = r->len && is_mark(w, i, '.') && add_part(r, PL_S(""), false) && ok;
            i--;
        }
        r->hi = w->t.at[i].hi;
        if (!is_mark(w, i + 1, '.')) {
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
static bool begins_query(const walk *w, uint32_t i) {
    static const char *const words[] = {"select", "with", "from", "values", NULL};
    return is_any(w, i, words);
}

/* Words in the place of a table that are none. */
static bool is_clause(const walk *w, uint32_t i) {
    static const char *const words[] = {"select", "where", "set",  "values", "with",
                                        "on",     "using", "when", "group",  "order",
                                        NULL};
    return is_any(w, i, words);
}

static bool is_file(const walk *w, const pl_sql_relation *r) {
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

static void take_path(walk *w, const pl_sql_relation *r, uint32_t end, expected what) {
    if (what == EXPECT_NEW) {
        define(w, path_key(w, r));
        return;
    }
    bool function = what == EXPECT_TABLE && is_mark(w, end, '(');
    if (!function && !is_file(w, r)) {
        candidate c = {*r, w->now};
        PL_PUSH(w->a, &w->found, c);
        add_alias(w, r->part[r->len - 1].text, w->found.len);
    }
    if (is_name(w, end) && !is_word(w, end, "as")) {
        add_alias(w, unquoted(w, end), 0);
    }
}

/* What stands where a table is expected; gives the token to go on with. */
static uint32_t table(walk *w, uint32_t i) {
    static const char *const before[] = {"lateral", "only", "into", "table", "if",
                                         "not",     "exists", NULL};
    frame *f = top(w);
    expected what = f->expected;
    pl_sql_relation r;
    uint32_t end;
    if (is_any(w, i, before) && !is_mark(w, i + 1, '(') && !is_mark(w, i + 1, '.')) {
        return i + 1;
    }
    f->expected = EXPECT_NOTHING;
    if (!is_name(w, i) || is_clause(w, i)) {
        return i;
    }
    if (read_path(w, i, &r, &end)) {
        take_path(w, &r, end, what);
    }
    return end;
}

/* ---- levels */

static void push(walk *w, uint32_t open, uint32_t first) {
    frame f = {.parent = open == UINT32_MAX ? UINT32_MAX : w->now,
               .open = open,
               .first = first};
    PL_PUSH(w->a, &w->frames, f);
    w->now = w->frames.len - 1;
}

/* `name AS (`, `name (columns) AS NOT MATERIALIZED (`: a common table expression, or
 * something that no relation is called by. */
static void note_cte(walk *w, uint32_t open) {
    uint32_t i = open;
    while (i && (is_word(w, i - 1, "materialized") || is_word(w, i - 1, "not"))) {
        i--;
    }
    if (i < 2 || !is_word(w, i - 1, "as")) {
        return;
    }
    i -= 2;
    if (is_mark(w, i, ')') && w->t.at[i].open) {
        i = w->t.at[i].open - 1;
    }
    if (is_name(w, i)) {
        define(w, lower(w->a, unquoted(w, i)));
    }
}

static void open_level(walk *w, uint32_t i) {
    bool table_place = top(w)->expected != EXPECT_NOTHING;
    top(w)->expected = EXPECT_NOTHING;
    note_cte(w, i);
    push(w, i, i + 1);
    if (table_place && !begins_query(w, i + 1)) {
        /* A join in parentheses. */
        top(w)->in_from = true;
        top(w)->expected = EXPECT_TABLE;
    }
}

static void close_level(walk *w, uint32_t i) {
    frame *f = top(w);
    if (f->open == UINT32_MAX) {
        return;
    }
    w->t.at[i].open = f->open;
    w->now = f->parent;
    if (top(w)->in_from && is_name(w, i + 1) && !is_word(w, i + 1, "as")) {
        add_alias(w, unquoted(w, i + 1), 0);
    }
}

/* ---- keywords */

/* A function's parentheses hold no query that begins with FROM: trim(from x). */
static bool may_begin_with_from(const walk *w, const frame *f) {
    static const char *const words[] = {"as", "in", "exists", "from", "join", "all", NULL};
    bool here = w->dialect & PL_SQL_FROM_FIRST;
    return here && (f->open == UINT32_MAX || !f->open ||
                    !is_kind(w, f->open - 1, PL_SQL_WORD) ||
                    is_any(w, f->open - 1, words));
}

static bool is_query_from(walk *w, uint32_t i) {
    frame *f = top(w);
    bool distinct = i > 1 && is_word(w, i - 1, "distinct") &&
                    (is_word(w, i - 2, "is") || is_word(w, i - 2, "not"));
    bool nth = i && is_mark(w, i - 1, ')') &&
               (is_word(w, i + 1, "first") || is_word(w, i + 1, "last")) &&
               (is_word(w, i + 2, "over") || is_word(w, i + 2, "ignore") ||
                is_word(w, i + 2, "respect"));
    bool first = i == f->first && may_begin_with_from(w, f);
    f->select = f->select || first;
    return !distinct && !nth &&
           (f->select || f->verb == VERB_UPDATE || f->verb == VERB_DELETE);
}

static void expect(walk *w, expected what, bool in_from) {
    frame *f = top(w);
    f->expected = (uint8_t)what;
    f->in_from = in_from;
    f->view = false;
}

static void leave_from(walk *w) {
    top(w)->in_from = top(w)->view = false;
}

static void on_from(walk *w, uint32_t i) {
    if (is_query_from(w, i)) {
        expect(w, EXPECT_TABLE, true);
    }
}

static void on_join(walk *w, uint32_t i) {
    frame *f = top(w);
    bool array = i && is_word(w, i - 1, "array");
    bool query = f->select || f->in_from || f->verb == VERB_UPDATE;
    if (query && !array) {
        expect(w, EXPECT_TABLE, true);
    }
}

static void on_apply(walk *w, uint32_t i) {
    if (i && (is_word(w, i - 1, "cross") || is_word(w, i - 1, "outer"))) {
        on_join(w, i);
    }
}

static void on_select(walk *w, uint32_t i) {
    (void)i;
    leave_from(w);
    top(w)->select = true;
}

static void on_using(walk *w, uint32_t i) {
    verb v = top(w)->verb;
    (void)i;
    if (v == VERB_MERGE || v == VERB_DELETE) {
        expect(w, EXPECT_TABLE, v == VERB_DELETE);
    }
}

/* A statement begins, or goes on behind its CTEs. */
static bool begins_statement(walk *w, uint32_t i) {
    return i == top(w)->first || is_mark(w, i - 1, ')');
}

static void on_insert(walk *w, uint32_t i) {
    if (is_word(w, i + 1, "into") || is_word(w, i + 1, "overwrite")) {
        leave_from(w);
    }
}

static void on_into(walk *w, uint32_t i) {
    bool target = i && (is_word(w, i - 1, "insert") || is_word(w, i - 1, "overwrite") ||
                        is_word(w, i - 1, "merge"));
    expect(w, target || !top(w)->select ? EXPECT_TARGET : EXPECT_NEW, false);
}

static void on_overwrite(walk *w, uint32_t i) {
    if (i && is_word(w, i - 1, "insert")) {
        expect(w, EXPECT_TARGET, false);
    }
}

static void on_update(walk *w, uint32_t i) {
    if (begins_statement(w, i)) {
        top(w)->verb = VERB_UPDATE;
        expect(w, EXPECT_TARGET, false);
    }
}

static void on_delete(walk *w, uint32_t i) {
    if (begins_statement(w, i) && is_word(w, i + 1, "from")) {
        top(w)->verb = VERB_DELETE;
    }
}

static void on_merge(walk *w, uint32_t i) {
    if (begins_statement(w, i)) {
        top(w)->verb = VERB_MERGE;
        expect(w, EXPECT_TARGET, false);
    }
}

static void on_create(walk *w, uint32_t i) {
    if (begins_statement(w, i)) {
        top(w)->verb = VERB_CREATE;
    }
}

static void on_table(walk *w, uint32_t i) {
    (void)i;
    if (top(w)->verb == VERB_CREATE) {
        top(w)->verb = VERB_NONE;
        expect(w, EXPECT_NEW, false);
    }
}

static void on_lateral(walk *w, uint32_t i) {
    top(w)->view = top(w)->view || is_word(w, i + 1, "view");
}

static void on_as(walk *w, uint32_t i) {
    if (top(w)->in_from && is_name(w, i + 1)) {
        add_alias(w, unquoted(w, i + 1), 0);
    }
}

static void on_clause(walk *w, uint32_t i) {
    bool position = i && is_word(w, i, "offset") && is_word(w, i - 1, "with");
    if (!position) {
        leave_from(w);
    }
}

static const struct keyword {
    const char *word;
    void (*meet)(walk *w, uint32_t i);
} keywords[] = {
    {"apply", on_apply},   {"as", on_as},           {"cluster", on_clause},
    {"connect", on_clause}, {"create", on_create},  {"delete", on_delete},
    {"except", on_clause}, {"from", on_from},       {"group", on_clause},
    {"having", on_clause}, {"insert", on_insert},   {"intersect", on_clause},
    {"into", on_into},     {"join", on_join},       {"lateral", on_lateral},
    {"limit", on_clause},  {"merge", on_merge},     {"minus", on_clause},
    {"offset", on_clause}, {"order", on_clause},    {"overwrite", on_overwrite},
    {"prewhere", on_clause}, {"qualify", on_clause}, {"select", on_select},
    {"set", on_clause},    {"table", on_table},     {"union", on_clause},
    {"update", on_update}, {"using", on_using},     {"values", on_clause},
    {"view", on_table},    {"when", on_clause},     {"where", on_clause},
    {"window", on_clause},
};

static void word(walk *w, uint32_t i) {
    pl_str s = text_at(w, i);
    for (size_t k = 0; k < sizeof keywords / sizeof *keywords; k++) {
        const char *known = keywords[k].word;
        if ((s.at[0] | 0x20) == known[0] && pl_str_eq_nocase(s, pl_str_of(known))) {
            keywords[k].meet(w, i);
            return;
        }
    }
}

static void mark(walk *w, uint32_t i) {
    frame *f = top(w);
    if (is_mark(w, i, '(')) {
        open_level(w, i);
    } else if (is_mark(w, i, ')')) {
        close_level(w, i);
    } else if (is_mark(w, i, ';') && f->open == UINT32_MAX) {
        push(w, UINT32_MAX, i + 1);
    } else if (is_mark(w, i, ',') && f->in_from && !f->view) {
        f->expected = EXPECT_TABLE;
    } else {
        f->expected = EXPECT_NOTHING;
    }
}

static void walk_tokens(walk *w) {
    uint32_t i = 0;
    while (i < w->t.len) {
        uint32_t next = i;
        if (top(w)->expected != EXPECT_NOTHING && !is_mark(w, i, '(')) {
            next = table(w, i);
        }
        if (next > i) {
            i = next;
            continue;
        }
        if (is_kind(w, i, PL_SQL_MARK)) {
            mark(w, i);
        } else if (is_kind(w, i, PL_SQL_WORD) && !is_member(w, i)) {
            word(w, i);
        }
        i++;
    }
}

/* ---- what is left */

/* `t.items`, where `t` is an alias of this query or one around it; in shop.shop, the
 * table is no alias for the schema. */
static bool is_array_column(const walk *w, uint32_t number) {
    enum { LEVELS = 64 };
    const candidate *c = &w->found.at[number];
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
    walk w = {.s = sql, .dialect = pl_sql_dialect(ad), .a = a};
    w.t = pl_sql_lex(sql, w.dialect, a);
    push(&w, UINT32_MAX, 0);
    walk_tokens(&w);
    pl_sql_relation *out = PL_NEW_ARRAY(a, pl_sql_relation, w.found.len);
    uint32_t len = 0;
    for (uint32_t i = 0; i < w.found.len; i++) {
        const candidate *c = &w.found.at[i];
        if (!pl_map_has(&w.defined, path_key(&w, &c->relation)) &&
            !is_array_column(&w, i)) {
            out[len++] = c->relation;
        }
    }
    return (pl_sql_relations){out, len};
}

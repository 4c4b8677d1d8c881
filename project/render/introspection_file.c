/* introspection.yml: answers of the warehouse that the user has recorded. */
#include "project/render/introspection_priv.h"
#include "support/vec.h"

typedef struct reader {
    pl_world *w;
    pl_arena *arena;
    pl_answers *out;
    bool ok;
} reader;

pl_str pl_sql_collapse(pl_arena *a, pl_str sql) {
    pl_buf b = {0};
    bool space = false;
    for (uint32_t i = 0; i < sql.len; i++) {
        char c = sql.at[i];
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            space = b.len != 0;
            continue;
        }
        pl_buf_put(&b, " ", space ? 1 : 0);
        pl_buf_char(&b, c);
        space = false;
    }
    pl_str out = pl_buf_take(&b, a);
    pl_buf_free(&b);
    return out;
}

/* ---- faults */

static pl_diag *fault(reader *r, const pl_yaml *at, const char *what) {
    r->ok = false;
    return pl_diag_addf(&r->w->sink, PL_E0509, pl_yaml_span(at), "%s", what);
}

static const char *nearest(pl_str key, const char *const *known) {
    const char *best = NULL;
    uint32_t least = 3;
    for (; *known; known++) {
        uint32_t d = pl_str_distance(key, pl_str_of(*known), 3);
        if (d < least) {
            least = d;
            best = *known;
        }
    }
    return best;
}

static pl_str words(pl_arena *a, const char *const *known) {
    pl_buf b = {0};
    for (uint32_t i = 0; known[i]; i++) {
        pl_buf_fmt(&b, "%s%s", i ? ", " : "", known[i]);
    }
    pl_str out = pl_buf_take(&b, a);
    pl_buf_free(&b);
    return out;
}

static void unknown_word(reader *r, const pl_yaml *at, const char *what,
                         const char *const *known) {
    pl_str given = pl_yaml_text(at, PL_S("(no text)"));
    const char *near = nearest(given, known);
    pl_diag *d = pl_diag_addf(&r->w->sink, PL_E0509, pl_yaml_span(at),
                              "unknown %s '%.*s'", what, PL_FMT(given));
    d->help =
        near ? pl_str_fmt(r->arena, "did you mean '%s'?", near)
             : pl_str_fmt(r->arena, "known are: %.*s", PL_FMT(words(r->arena, known)));
    r->ok = false;
}

static bool is_word(const pl_yaml *y, const char *const *known) {
    for (; pl_yaml_is_str(y) && *known; known++) {
        if (pl_str_eq(pl_str_from(y->scalar), pl_str_of(*known))) {
            return true;
        }
    }
    return false;
}

/* A map with no other keys than these. */
static bool check_map(reader *r, const pl_yaml *y, const char *what,
                      const char *const *known) {
    if (!pl_yaml_is(y, PL_YAML_MAP)) {
        fault(r, y, what);
        return false;
    }
    for (uint32_t i = 0; i < y->count; i++) {
        const pl_yaml *key = y->as.entries[i].key;
        if (!is_word(key, known)) {
            unknown_word(r, key, "key", known);
        }
    }
    return true;
}

/* ---- relations */

static pl_value named_column(reader *r, const pl_yaml *name, const pl_yaml *type) {
    if (!pl_yaml_is_str(name) || !(pl_yaml_is_none(type) || pl_yaml_is_str(type))) {
        fault(r, name ? name : type,
              "a column has a name and a type, both of them texts");
        return pl_none();
    }
    return pl_column_answer(r->w, r->arena, pl_str_from(name->scalar),
                            pl_yaml_text(type, PL_S("")));
}

static pl_value listed_column(reader *r, const pl_yaml *y) {
    static const char *const keys[] = {"name", "type", NULL};
    if (!pl_yaml_is(y, PL_YAML_MAP)) {
        return named_column(r, y, NULL);
    }
    check_map(r, y, "", keys);
    const pl_yaml *name = pl_yaml_get(y, "name");
    return named_column(r, name ? name : y, pl_yaml_get(y, "type"));
}

/* {id: integer} or [id, {name: id, type: integer}] */
static pl_value read_columns(reader *r, const pl_yaml *y) {
    pl_value list = pl_list_new(r->arena, y->count);
    bool map = pl_yaml_is(y, PL_YAML_MAP);
    if (!map && !pl_yaml_is(y, PL_YAML_SEQ)) {
        fault(r, y, "columns is a mapping of names to types, or a list");
        return list;
    }
    for (uint32_t i = 0; i < y->count; i++) {
        pl_value c = map ? named_column(r, y->as.entries[i].key, y->as.entries[i].value)
                         : listed_column(r, y->as.items[i]);
        if (c.kind == PL_DICT) {
            pl_list_push(r->arena, list.as.list, c);
        }
    }
    return list;
}

static pl_str read_exists(reader *r, const pl_yaml *y) {
    static const char *const types[] = {
        "table", "view", "materialized_view", "external", "dynamic_table", NULL};
    if (!y || (y->kind == PL_YAML_SCALAR && y->scalar.kind == PL_BOOL)) {
        return !y || y->scalar.as.i ? PL_S("table") : PL_S("");
    }
    if (!is_word(y, types)) {
        unknown_word(r, y, "kind of relation", types);
    }
    return pl_yaml_text(y, PL_S(""));
}

static void read_relation(reader *r, const pl_yaml *key, const pl_yaml *y) {
    static const char *const keys[] = {"columns", "exists", NULL};
    if (!pl_yaml_is_str(key) ||
        !check_map(r, y, "a relation has columns, exists or both", keys)) {
        return;
    }
    pl_answer *answer = PL_NEW(r->arena, pl_answer);
    const pl_yaml *columns = pl_yaml_get(y, "columns");
    answer->columns.kind = PL_UNSET;
    if (columns) {
        answer->columns = read_columns(r, columns);
    }
    answer->type = read_exists(r, pl_yaml_get(y, "exists"));
    pl_map_put(&r->out->relations, r->arena,
               pl_place_written(r->arena, pl_str_from(key->scalar)), answer);
}

static void read_relations(reader *r, const pl_yaml *y) {
    if (!pl_yaml_is(y, PL_YAML_MAP)) {
        fault(r, y,
              "relations is a mapping of relations or nodes to what is known of them");
        return;
    }
    for (uint32_t i = 0; i < y->count; i++) {
        read_relation(r, y->as.entries[i].key, y->as.entries[i].value);
    }
}

/* ---- queries */

static pl_value read_names(reader *r, const pl_yaml *y) {
    pl_value names = pl_list_new(r->arena, y ? y->count : 0);
    bool ok = pl_yaml_is(y, PL_YAML_SEQ);
    for (uint32_t i = 0; ok && i < y->count; i++) {
        ok = pl_yaml_is_str(y->as.items[i]);
        if (ok) {
            pl_list_push(r->arena, names.as.list, y->as.items[i]->scalar);
        }
    }
    if (!ok) {
        fault(r, y, "columns of a query is a list of names");
    }
    return names;
}

/* A list, a mapping by column, or the value itself where there is one column. */
static void read_row(reader *r, const pl_yaml *y, uint32_t width, pl_list *rows) {
    pl_value row = pl_yaml_value(y, r->arena, pl_yaml_date_object);
    if (row.kind != PL_LIST && row.kind != PL_DICT) {
        pl_value one = pl_list_new(r->arena, 1);
        pl_list_push(r->arena, one.as.list, row);
        row = one;
    }
    if (row.kind == PL_LIST && row.as.list->len != width) {
        pl_diag_addf(&r->w->sink, PL_E0509, pl_yaml_span(y),
                     "the row has %u values for %u columns", row.as.list->len, width);
        r->ok = false;
    }
    pl_list_push(r->arena, rows, row);
}

static pl_value read_result(reader *r, const pl_yaml *y) {
    pl_value result = pl_dict_new(r->arena, 2), names;
    const pl_yaml *columns = pl_yaml_get(y, "columns"), *rows = pl_yaml_get(y, "rows");
    pl_value list = pl_list_new(r->arena, rows ? rows->count : 0);
    names = read_names(r, columns ? columns : y);
    if (rows && !pl_yaml_is(rows, PL_YAML_SEQ)) {
        fault(r, rows, "rows is a list");
    }
    for (uint32_t i = 0; pl_yaml_is(rows, PL_YAML_SEQ) && i < rows->count; i++) {
        read_row(r, rows->as.items[i], names.as.list->len, list.as.list);
    }
    pl_dict_put_str(r->arena, result.as.dict, PL_S("columns"), names);
    pl_dict_put_str(r->arena, result.as.dict, PL_S("rows"), list);
    return result;
}

static void add_pattern(reader *r, const pl_yaml *match, pl_value result) {
    pl_query_pattern p = {.result = result};
    pl_str why;
    uint32_t at;
    if (!pl_regex_compile(r->arena, pl_str_from(match->scalar), 0, &p.regex, &why,
                          &at)) {
        pl_diag_addf(&r->w->sink, PL_E0509, pl_yaml_span(match),
                     "not a regular expression: %.*s at character %u", PL_FMT(why),
                     at + 1);
        r->ok = false;
        return;
    }
    PL_PUSH(r->arena, &r->out->patterns, p);
}

static void read_query(reader *r, const pl_yaml *y) {
    static const char *const keys[] = {"sql", "match", "columns", "rows", NULL};
    if (!check_map(r, y, "a query has sql or match, columns and rows", keys)) {
        return;
    }
    const pl_yaml *sql = pl_yaml_get(y, "sql"), *match = pl_yaml_get(y, "match");
    if (!pl_yaml_is_str(sql ? sql : match) || (sql && match)) {
        fault(r, y, "a query has either sql, its text, or match, a regular expression");
        return;
    }
    pl_value result = read_result(r, y);
    if (match) {
        add_pattern(r, match, result);
        return;
    }
    pl_value *kept = PL_NEW(r->arena, pl_value);
    *kept = result;
    pl_map_put(&r->out->queries, r->arena,
               pl_sql_collapse(r->arena, pl_str_from(sql->scalar)), kept);
}

static void read_queries(reader *r, const pl_yaml *y) {
    if (!pl_yaml_is(y, PL_YAML_SEQ)) {
        fault(r, y, "queries is a list");
        return;
    }
    for (uint32_t i = 0; i < y->count; i++) {
        read_query(r, y->as.items[i]);
    }
}

/* ---- the file */

static void read_root(reader *r, const pl_yaml *y) {
    static const char *const keys[] = {"relations", "queries", NULL};
    if (!check_map(r, y, "introspection.yml is a mapping of relations and queries",
                   keys)) {
        return;
    }
    const pl_yaml *relations = pl_yaml_get(y, "relations");
    const pl_yaml *queries = pl_yaml_get(y, "queries");
    if (!pl_yaml_is_none(relations)) {
        read_relations(r, relations);
    }
    if (!pl_yaml_is_none(queries)) {
        read_queries(r, queries);
    }
}

bool pl_answers_read(pl_world *w, pl_tree *tree, pl_str path, bool given,
                     pl_answers *out) {
    const pl_source *src;
    const pl_yaml *y = NULL;
    switch (pl_yaml_read(tree, path, false, w->arena, &w->sink, &src, &y)) {
    case PL_READ_ABSENT:
        if (given) {
            pl_diag_addf(&w->sink, PL_E0801, (pl_span){NULL, 0, 0},
                         "%.*s: no such file", PL_FMT(path));
        }
        return !given;
    case PL_READ_FAILED:
        return false;
    case PL_READ_OK:
        break;
    }
    reader r = {w, w->arena, out, true};
    if (!pl_yaml_is_none(y)) {
        read_root(&r, y);
    }
    return r.ok;
}

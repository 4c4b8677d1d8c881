/* Rows of unit tests: given in YAML, as CSV text, by a fixture file or by a seed.
 *
 * Source: dbt-core 1.9 parser/unit_tests.py, parser/fixtures.py;
 * Python's csv.DictReader. */
#include "eval/ops/python_text.h"
#include "project/node/workspace_priv.h"
#include "project/schema/column.h"
#include "project/schema/entry.h"
#include "project/schema/names.h"
#include "project/schema/unit.h"

/* ---- CSV */

typedef struct csv {
    pl_schema *s;
    pl_str text;
    uint32_t at;
} csv;

/* One field; *last when its row ends with it. */
static pl_str csv_field(csv *c, bool *last) {
    pl_buf field = {0};
    bool quoted = false;
    *last = true;
    while (c->at < c->text.len) {
        char ch = c->text.at[c->at++];
        bool next_quote = c->at < c->text.len && c->text.at[c->at] == '"';
        if (ch == '"' && quoted && next_quote) {
            pl_buf_char(&field, '"');
            c->at++;
        } else if (ch == '"' && (quoted || !field.len)) {
            quoted = !quoted;
        } else if (ch == ',' && !quoted) {
            *last = false;
            break;
        } else if ((ch == '\n' || ch == '\r') && !quoted) {
            bool pair = ch == '\r' && c->at < c->text.len && c->text.at[c->at] == '\n';
            c->at += pair;
            break;
        } else {
            pl_buf_char(&field, ch);
        }
    }
    pl_str text = pl_buf_take(&field, c->s->arena);
    pl_buf_free(&field);
    return text;
}

/* The fields of the next row that isn't empty; false at the end. */
static bool csv_row(csv *c, pl_list *fields) {
    while (c->at < c->text.len) {
        bool last = false;
        fields->len = 0;
        while (!last) {
            pl_list_push(c->s->arena, fields, pl_string(csv_field(c, &last)));
        }
        if (fields->len > 1 || fields->at[0].len) {
            return true;
        }
    }
    return false;
}

static pl_value csv_rows(pl_schema *s, pl_str text, bool empty_is_null) {
    csv c = {s, text, 0};
    pl_list *names = pl_new_list(s->arena).as.list;
    pl_list *fields = pl_new_list(s->arena).as.list;
    pl_value rows = pl_new_list(s->arena);
    if (!csv_row(&c, names)) {
        return rows;
    }
    while (csv_row(&c, fields)) {
        pl_value row = pl_dict_new(s->arena, names->len);
        for (uint32_t i = 0; i < names->len; i++) {
            pl_value v = i < fields->len ? fields->at[i] : pl_none();
            bool empty = empty_is_null && v.kind == PL_STR && !v.len;
            pl_dict_put_str(s->arena, row.as.dict, pl_str_from(names->at[i]),
                            empty ? pl_none() : v);
        }
        pl_list_push(s->arena, rows.as.list, row);
    }
    return rows;
}

/* ---- files */

/* NAME.EXT below fixtures/ of the test paths; NULL: there is none. */
static const pl_source *fixture_file(pl_schema *s, const pl_schema_entry *e,
                                     pl_str name) {
    static const char *const exts[] = {".csv", ".sql", NULL};
    const pl_package *p = e->file->package;
    for (uint32_t i = 0; i < p->file->test_paths.len; i++) {
        pl_str dir =
            pl_path_join(s->arena, p->file->test_paths.at[i], PL_S("fixtures"));
        pl_file_list found = pl_search(s->w->ws->tree, p->file->root, &dir, 1, exts,
                                       p->ignore, s->arena);
        for (uint32_t k = 0; k < found.len; k++) {
            if (pl_str_eq(pl_path_stem(found.at[k].relative), name)) {
                pl_str path = pl_path_join(s->arena, p->file->root, found.at[k].path);
                return pl_workspace_source(s->w->ws, path, true, &s->w->sink);
            }
        }
    }
    return NULL;
}

static bool fixture_rows(pl_schema *s, const pl_schema_entry *e, pl_str name, bool sql,
                         pl_value *out) {
    const pl_source *src = fixture_file(s, e, name);
    if (!src) {
        return pl_schema_error(
            s, pl_yaml_span(e->yaml),
            "File not found for fixture '%.*s' in unit tests in %.*s", PL_FMT(name),
            PL_FMT(e->file->path));
    }
    *out = sql ? pl_string(src->text) : csv_rows(s, src->text, true);
    return true;
}

/* Without rows an input is a seed, whose file has them. */
static bool seed_rows(pl_schema *s, const pl_schema_entry *e, pl_str input,
                      pl_value *out) {
    pl_dbt_node use = {.type = PL_RES_UNIT_TEST};
    pl_dbt_node *seed = NULL;
    pl_str own = e->file->package->file->name;
    pl_str name = input;
    pl_str package = own;
    if (pl_static_ref(s, &use, input, pl_yaml_span(e->yaml)) && use.refs.len) {
        bool ambiguous;
        pl_value none = {.kind = PL_UNSET};
        name = use.refs.at[0].call.name;
        package = use.refs.at[0].call.package.len ? use.refs.at[0].call.package : own;
        seed = pl_names_find(s, name, package, none, &ambiguous);
    }
    if (!seed || seed->type != PL_RES_SEED) {
        return pl_schema_error(s, pl_yaml_span(e->yaml),
                               "Unable to find seed '%.*s.%.*s' for unit tests",
                               PL_FMT(package), PL_FMT(name));
    }
    pl_str path =
        pl_path_join(s->arena, seed->owner->file->root, seed->original_file_path);
    const pl_source *src = pl_workspace_source(s->w->ws, path, false, &s->w->sink);
    *out = src ? csv_rows(s, src->text, false) : pl_new_list(s->arena);
    return src != NULL;
}

/* ---- one fixture */

/* A first row without nulls tells a warehouse the types of its columns. */
static void promote_full_row(pl_list *rows) {
    for (uint32_t i = 0; i < rows->len; i++) {
        if (rows->at[i].kind != PL_DICT) {
            return;
        }
        bool full = true;
        uint32_t k = 0;
        for (const pl_dict_entry *e;
             (e = pl_dict_next(rows->at[i].as.dict, &k)) != NULL;) {
            full = full && e->value.kind != PL_NONE;
        }
        if (full) {
            pl_value first = rows->at[0];
            rows->at[0] = rows->at[i];
            rows->at[i] = first;
            return;
        }
    }
}

static bool wrong_format(pl_schema *s, const pl_schema_entry *e, const char *what,
                         pl_str format, bool text) {
    return pl_schema_error(
        s, pl_yaml_span(e->yaml),
        "Unit test %.*s has %s rows%s which do not match format %.*s%s",
        PL_FMT(e->name), what, text ? " or fixtures" : "", PL_FMT(format),
        text ? ".  Expected string." : "");
}

static bool rows_of(pl_schema *s, const pl_schema_entry *e, const pl_dict *given,
                    const char *what, pl_str format, pl_value *rows) {
    pl_str fixture = pl_field_str(given, "fixture");
    *rows = pl_field_or_none(given, "rows");
    if (PL_STR_IS(format, "dict")) {
        if (rows->kind == PL_NONE && !fixture.len &&
            !seed_rows(s, e, pl_field_str(given, "input"), rows)) {
            return false;
        }
        return rows->kind == PL_LIST || wrong_format(s, e, what, format, false);
    }
    if (rows->kind != PL_STR && !fixture.len) {
        return wrong_format(s, e, what, format, true);
    }
    bool sql = PL_STR_IS(format, "sql");
    if (fixture.len) {
        return fixture_rows(s, e, fixture, sql, rows);
    }
    *rows = sql ? *rows : csv_rows(s, pl_str_from(*rows), true);
    return true;
}

bool pl_unit_test_rows(pl_schema *s, const pl_schema_entry *e, const pl_dict *given,
                       bool expected, pl_value *out) {
    pl_str format = pl_field_str(given, "format");
    format = format.len ? format : PL_S("dict");
    pl_value rows;
    if (!rows_of(s, e, given, expected ? "expected" : "input", format, &rows)) {
        return false;
    }
    if (rows.kind == PL_LIST) {
        promote_full_row(rows.as.list);
    }
    pl_dict *d = pl_new_dict(s->arena);
    if (!expected) {
        pl_put_field(s->arena, d, given, "input", pl_none());
    }
    pl_put(s->arena, d, "rows", rows);
    pl_put(s->arena, d, "format", pl_string(format));
    pl_put_field(s->arena, d, given, "fixture", pl_none());
    *out = pl_dict_value(d);
    return true;
}

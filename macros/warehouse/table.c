/* Tables that queries give, as the library agate shows them to templates.
 *
 * A table, a row and a column are each a sequence of values that also go by name. */
#include "macros/context/arguments.h"
#include "macros/warehouse/warehouse.h"
#include "support/utf8.h"

typedef struct pl_named {
    pl_object base;
    const char *title; /* "Row", "Column", "MappedSequence" */
    pl_value values;   /* PL_TUPLE */
    pl_value keys;     /* PL_TUPLE of texts, or PL_NONE */
    pl_value name;     /* of a column */
    pl_value index;
} pl_named;

typedef struct pl_table {
    pl_object base;
    pl_value names; /* PL_TUPLE */
    pl_value rows;  /* a pl_named of pl_named */
    pl_value columns;
} pl_table;

static pl_named *as_named(pl_object *self) {
    return (pl_named *)(void *)self;
}

/* ---- sequences with names */

static pl_found named_item(pl_eval *ev, pl_object *self, pl_value key, pl_value *out) {
    pl_named *n = as_named(self);
    if (!pl_is_str(key)) {
        if (!pl_is_int(key)) {
            return PL_MISSING;
        }
        return pl_getitem(ev, n->values, key, out) ? PL_FOUND : PL_FAILED;
    }
    const pl_list *keys = n->keys.kind == PL_TUPLE ? n->keys.as.list : NULL;
    for (uint32_t i = 0; keys && i < keys->len; i++) {
        if (pl_is_str(keys->at[i]) &&
            pl_str_eq(pl_str_from(keys->at[i]), pl_str_from(key))) {
            *out = n->values.as.list->at[i];
            return PL_FOUND;
        }
    }
    return PL_MISSING;
}

static bool named_values(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = as_named(argv[0].as.obj)->values;
    return true;
}

static bool named_keys(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = as_named(argv[0].as.obj)->keys;
    return true;
}

/* Pairs of key and value, in a list; or a dict. */
static bool paired(pl_eval *ev, const pl_named *n, bool dict, pl_value *out) {
    const pl_list *values = n->values.as.list;
    *out = dict ? pl_dict_new(ev->arena, values->len)
                : pl_list_new(ev->arena, values->len);
    for (uint32_t i = 0; i < values->len; i++) {
        pl_value key = n->keys.kind == PL_TUPLE ? n->keys.as.list->at[i] : pl_int(i);
        if (dict) {
            if (!pl_dict_put(ev, out->as.dict, key, values->at[i])) {
                return false;
            }
            continue;
        }
        pl_value pair = pl_tuple_new(ev->arena, 2);
        pl_list_push(ev->arena, pair.as.list, key);
        pl_list_push(ev->arena, pair.as.list, values->at[i]);
        pl_list_push(ev->arena, out->as.list, pair);
    }
    return true;
}

static bool named_items(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return paired(ev, as_named(argv[0].as.obj), false, out);
}

static bool named_dict(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return paired(ev, as_named(argv[0].as.obj), true, out);
}

static bool named_get(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_found found = named_item(ev, argv[0].as.obj, argv[1], out);
    if (found == PL_MISSING) {
        *out = pl_or_none(argv[2]);
    }
    return found != PL_FAILED;
}

static bool column_without_nulls(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_list *values = as_named(argv[0].as.obj)->values.as.list;
    *out = pl_tuple_new(ev->arena, values->len);
    for (uint32_t i = 0; i < values->len; i++) {
        if (values->at[i].kind != PL_NONE) {
            pl_list_push(ev->arena, out->as.list, values->at[i]);
        }
    }
    return true;
}

static bool column_distinct(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_list *values = as_named(argv[0].as.obj)->values.as.list;
    pl_value seen = pl_set_new(ev->arena, values->len);
    for (uint32_t i = 0; i < values->len; i++) {
        if (!pl_dict_put(ev, seen.as.dict, values->at[i], pl_none())) {
            return false;
        }
    }
    return pl_to_list(ev, seen, out);
}

static const pl_native named_methods[] = {
    {"values", named_values, 0, 0, 0, ""},
    {"keys", named_keys, 0, 0, 0, ""},
    {"items", named_items, 0, 0, 0, ""},
    {"dict", named_dict, 0, 0, 0, ""},
    {"get", named_get, 1, 2, 0, "key,default"},
    {"values_distinct", column_distinct, 0, 0, 0, ""},
    {"values_without_nulls", column_without_nulls, 0, 0, 0, ""},
};

static pl_found method_of(pl_eval *ev, const pl_native *at, size_t count, pl_str name,
                          pl_object *self, pl_value *out) {
    for (size_t i = 0; i < count; i++) {
        if (pl_str_eq(pl_str_of(at[i].name), name)) {
            *out = pl_bound_new(ev->arena, &at[i], pl_object_value(self));
            return PL_FOUND;
        }
    }
    return PL_MISSING;
}

static pl_found named_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    const pl_named *n = as_named(self);
    if (pl_given(n->name) && PL_STR_IS(name, "name")) {
        *out = n->name;
        return PL_FOUND;
    }
    if (pl_given(n->name) && PL_STR_IS(name, "index")) {
        *out = n->index;
        return PL_FOUND;
    }
    return method_of(ev, named_methods, sizeof named_methods / sizeof *named_methods,
                     name, self, out);
}

/* The first five values are shown. */
static bool named_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    (void)repr;
    const pl_named *n = as_named(self);
    const pl_list *values = n->values.as.list;
    pl_out_put(to, PL_S("<agate."));
    pl_out_put(to, pl_str_of(n->title));
    pl_out_put(to, PL_S(": ("));
    for (uint32_t i = 0; i < values->len && i < 5; i++) {
        pl_out_put(to, i ? PL_S(", ") : PL_S(""));
        if (!pl_repr(ev, values->at[i], to)) {
            return false;
        }
    }
    pl_out_put(to, values->len > 5 ? PL_S(", ...)>") : PL_S(")>"));
    return true;
}

static bool named_iter(pl_eval *ev, pl_object *self, pl_value *out) {
    return pl_to_list(ev, as_named(self)->values, out);
}

static bool named_length(pl_eval *ev, pl_object *self, int64_t *out) {
    return pl_length(ev, as_named(self)->values, out);
}

static pl_found named_contains(pl_eval *ev, pl_object *self, pl_value item, bool *out) {
    return pl_contains(ev, as_named(self)->values, item, out) ? PL_FOUND : PL_FAILED;
}

static const pl_class named_class = {
    .name = "MappedSequence",
    .attr = named_attr,
    .item = named_item,
    .print = named_print,
    .iter = named_iter,
    .length = named_length,
    .contains = named_contains,
};

static pl_named *named_new(pl_arena *a, const char *title, pl_value values,
                           pl_value keys) {
    pl_named *n = PL_NEW(a, pl_named);
    *n = (pl_named){
        .base = {&named_class}, .title = title, .values = values, .keys = keys};
    return n;
}

/* ---- tables */

static bool table_print_table(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_table *t = (const pl_table *)(const void *)argv[0].as.obj;
    const pl_list *rows = as_named(t->rows.as.obj)->values.as.list;
    uint32_t width = t->names.as.list->len;
    pl_str *cells =
        PL_NEW_ARRAY0(ev->arena, pl_str, (size_t)(rows->len + 1) * width + 1);
    for (uint32_t i = 0; i < (rows->len + 1) * width; i++) {
        pl_value v = i < width ? t->names.as.list->at[i]
                               : as_named(rows->at[i / width - 1].as.obj)
                                     ->values.as.list->at[i % width];
        if (v.kind != PL_NONE && !pl_text_of(ev, v, &cells[i])) {
            return false;
        }
    }
    pl_buf text = {0};
    pl_table_print(ev, cells, rows->len + 1, width, &text);
    pl_dbt *d = pl_dbt_of(ev);
    d->ops->message(d, ev, PL_N0951, pl_buf_take(&text, ev->arena));
    pl_buf_free(&text);
    *out = pl_none();
    return true;
}

static const pl_native table_methods[] = {
    {"print_table", table_print_table, 0, 3, PL_FN_KWARGS,
     "max_rows,max_columns,output"},
};

static pl_found table_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    const pl_table *t = (const pl_table *)(const void *)self;
    if (PL_STR_IS(name, "columns")) {
        *out = t->columns;
    } else if (PL_STR_IS(name, "rows")) {
        *out = t->rows;
    } else if (PL_STR_IS(name, "column_names")) {
        *out = t->names;
    } else {
        return method_of(ev, table_methods,
                         sizeof table_methods / sizeof *table_methods, name, self, out);
    }
    return PL_FOUND;
}

static bool table_iter(pl_eval *ev, pl_object *self, pl_value *out) {
    const pl_table *t = (const pl_table *)(const void *)self;
    return named_iter(ev, t->rows.as.obj, out);
}

static bool table_length(pl_eval *ev, pl_object *self, int64_t *out) {
    const pl_table *t = (const pl_table *)(const void *)self;
    return named_length(ev, t->rows.as.obj, out);
}

static pl_found table_item(pl_eval *ev, pl_object *self, pl_value key, pl_value *out) {
    const pl_table *t = (const pl_table *)(const void *)self;
    return named_item(ev, t->rows.as.obj, key, out);
}

static const pl_class table_class = {
    .name = "Table",
    .attr = table_attr,
    .item = table_item,
    .iter = table_iter,
    .length = table_length,
};

/* ---- making them */

static pl_value list_member(const pl_dict *d, const char *name) {
    pl_value v = {.kind = PL_UNSET};
    if (d) {
        pl_dict_member(d, name, &v);
    }
    return v;
}

/* One row: a list in the order of the names, or a dict by them;
 * short ones end in None. */
static bool make_row(pl_eval *ev, pl_value row, pl_value names, pl_value *out) {
    const pl_list *keys = names.as.list;
    pl_value values = pl_tuple_new(ev->arena, keys->len);
    for (uint32_t i = 0; i < keys->len; i++) {
        pl_value v = pl_none();
        if (row.kind == PL_DICT && pl_is_str(keys->at[i])) {
            const pl_value *found = pl_dict_find(row.as.dict, pl_str_from(keys->at[i]));
            v = found ? *found : v;
        } else if ((row.kind == PL_LIST || row.kind == PL_TUPLE) &&
                   i < row.as.list->len) {
            v = row.as.list->at[i];
        }
        pl_list_push(ev->arena, values.as.list, v);
    }
    *out = pl_object_value(named_new(ev->arena, "Row", values, names));
    return pl_burn(ev, keys->len);
}

static pl_value make_column(pl_eval *ev, const pl_list *rows, pl_value names,
                            uint32_t at) {
    pl_value values = pl_tuple_new(ev->arena, rows->len);
    for (uint32_t i = 0; i < rows->len; i++) {
        pl_list_push(ev->arena, values.as.list,
                     as_named(rows->at[i].as.obj)->values.as.list->at[at]);
    }
    pl_named *c = named_new(ev->arena, "Column", values, pl_none());
    c->name = names.as.list->at[at];
    c->index = pl_int(at);
    return pl_object_value(c);
}

static pl_value make_table(pl_arena *a, pl_value names, pl_value rows,
                           pl_value columns) {
    pl_table *t = PL_NEW(a, pl_table);
    t->base.cls = &table_class;
    t->names = names;
    t->rows = pl_object_value(named_new(a, "MappedSequence", rows, pl_none()));
    t->columns = pl_object_value(named_new(a, "MappedSequence", columns, names));
    return pl_object_value(t);
}

bool pl_table_new(pl_eval *ev, const pl_dict *result, pl_value *out) {
    pl_value given = list_member(result, "columns"), data = list_member(result, "rows");
    pl_value names = pl_tuple_new(ev->arena, 4), rows = pl_tuple_new(ev->arena, 8);
    pl_value columns = pl_tuple_new(ev->arena, 4);
    for (uint32_t i = 0; given.kind == PL_LIST && i < given.as.list->len; i++) {
        pl_list_push(ev->arena, names.as.list, given.as.list->at[i]);
    }
    for (uint32_t i = 0; data.kind == PL_LIST && i < data.as.list->len; i++) {
        pl_value row;
        if (!make_row(ev, data.as.list->at[i], names, &row)) {
            return false;
        }
        pl_list_push(ev->arena, rows.as.list, row);
    }
    for (uint32_t i = 0; i < names.as.list->len; i++) {
        pl_list_push(ev->arena, columns.as.list,
                     make_column(ev, rows.as.list, names, i));
    }
    *out = make_table(ev->arena, names, rows, columns);
    return true;
}

pl_value pl_table_empty(pl_arena *a) {
    return make_table(a, pl_tuple_new(a, 0), pl_tuple_new(a, 0), pl_tuple_new(a, 0));
}

pl_found pl_table_matrix(pl_eval *ev, pl_value table, pl_value *out) {
    if (table.kind != PL_OBJECT || table.as.obj->cls != &table_class) {
        return PL_MISSING;
    }
    const pl_table *t = (const pl_table *)(const void *)table.as.obj;
    const pl_list *rows = as_named(t->rows.as.obj)->values.as.list;
    *out = pl_list_new(ev->arena, rows->len);
    for (uint32_t i = 0; i < rows->len; i++) {
        pl_list_push(ev->arena, out->as.list, as_named(rows->at[i].as.obj)->values);
    }
    return PL_FOUND;
}

/* ---- print_table */

static void put_cell(pl_buf *to, pl_str s, uint32_t width) {
    PL_BUF_LIT(to, " ");
    pl_buf_str(to, s);
    for (uint32_t n = pl_utf8_chars(s); n < width; n++) {
        pl_buf_char(to, ' ');
    }
    PL_BUF_LIT(to, " |");
}

static void put_rule(pl_buf *to, const uint32_t *widths, uint32_t columns) {
    pl_buf_char(to, '|');
    for (uint32_t i = 0; i < columns; i++) {
        pl_buf_char(to, ' ');
        for (uint32_t n = 0; n < widths[i]; n++) {
            pl_buf_char(to, '-');
        }
        PL_BUF_LIT(to, " |");
    }
    pl_buf_char(to, '\n');
}

void pl_table_print(pl_eval *ev, const pl_str *cells, uint32_t rows, uint32_t columns,
                    pl_buf *to) {
    uint32_t *widths = PL_NEW_ARRAY0(ev->arena, uint32_t, columns + 1);
    for (uint32_t i = 0; i < rows * columns; i++) {
        uint32_t n = pl_utf8_chars(cells[i]);
        widths[i % columns] = n > widths[i % columns] ? n : widths[i % columns];
    }
    for (uint32_t r = 0; r < rows; r++) {
        pl_buf_char(to, '|');
        for (uint32_t i = 0; i < columns; i++) {
            put_cell(to, cells[r * columns + i], widths[i]);
        }
        pl_buf_char(to, '\n');
        if (r == 0) {
            put_rule(to, widths, columns);
        }
    }
}

/* api.Column: columns of relations and the types of the adapter.
 *
 * Source: dbt-adapters 1.10 base/column.py and the adapters' column.py. */
#include "eval/text/text.h"
#include "macros/context/arguments.h"
#include "macros/warehouse/warehouse.h"

static const pl_column_object *as_column(const pl_object *self) {
    return (const pl_column_object *)(const void *)self;
}

const pl_column_object *pl_as_column(pl_value v) {
    bool is = v.kind == PL_OBJECT && v.as.obj->cls == &pl_column_class;
    return is ? as_column(v.as.obj) : NULL;
}

pl_column_object *pl_column_new(pl_arena *a, const pl_column_rules *t, pl_value name,
                                pl_value dtype) {
    pl_column_object *c = PL_NEW(a, pl_column_object);
    c->base.cls = &pl_column_class;
    c->rules = t;
    c->name = name;
    c->dtype = dtype;
    c->size = c->precision = c->scale = pl_none();
    c->fields = pl_list_new(a, 0);
    c->mode = pl_string(PL_S("NULLABLE"));
    if (t->kind == PL_COLUMN_CLICKHOUSE) {
        pl_clickhouse_column(a, c);
    }
    return c;
}

/* ---- kinds of types */

static bool is_string(const pl_column_object *c) {
    return pl_column_is(c->rules->strings, c->dtype);
}
static bool is_integer(const pl_column_object *c) {
    return pl_column_is(c->rules->integers, c->dtype);
}
static bool is_numeric(const pl_column_object *c) {
    return pl_column_is(c->rules->numerics, c->dtype);
}
static bool is_float(const pl_column_object *c) {
    return pl_column_is(c->rules->floats, c->dtype);
}

static bool call_is_string(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = pl_bool(is_string(as_column(argv[0].as.obj)));
    return true;
}
static bool call_is_integer(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = pl_bool(is_integer(as_column(argv[0].as.obj)));
    return true;
}
static bool call_is_numeric(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = pl_bool(is_numeric(as_column(argv[0].as.obj)));
    return true;
}
static bool call_is_float(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = pl_bool(is_float(as_column(argv[0].as.obj)));
    return true;
}
static bool call_is_number(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    const pl_column_object *c = as_column(argv[0].as.obj);
    *out = pl_bool(is_integer(c) || is_numeric(c) || is_float(c));
    return true;
}

/* ---- sizes */

static pl_value size_or(const pl_column_object *c, int64_t most) {
    bool text = pl_is_str(c->dtype) && PL_STR_IS(pl_str_from(c->dtype), "text");
    return text || c->size.kind == PL_NONE ? pl_int(most) : c->size;
}

static bool string_size(pl_eval *ev, const pl_column_object *c, pl_value *out) {
    if (c->rules->kind == PL_COLUMN_TRINO && c->size.kind == PL_NONE &&
        pl_is_str(c->dtype) &&
        pl_str_eq_nocase(pl_str_from(c->dtype), PL_S("varchar"))) {
        *out = pl_int(2147483646);
        return true;
    }
    if (!is_string(c)) {
        return pl_raise_code(ev, PL_E0601, PL_EXC_DBT_RUNTIME,
                             "Called string_size() on non-string field!");
    }
    *out = size_or(c, pl_column_text_size(c->rules));
    return true;
}

static bool call_string_size(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return string_size(ev, as_column(argv[0].as.obj), out);
}

/* Can a column be widened to hold the other's values? */
static bool can_expand_to(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_column_object *c = as_column(argv[0].as.obj),
                           *other = pl_as_column(argv[1]);
    pl_value mine, theirs;
    bool wider = true;
    if (!other) {
        return pl_raise(ev, PL_EXC_ATTRIBUTE,
                        "'%s' object has no attribute 'is_string'",
                        pl_type_name(argv[1]));
    }
    pl_column_kind kind = c->rules->kind;
    *out = pl_bool(is_string(c) && is_string(other));
    if (!out->as.i || kind == PL_COLUMN_BIGQUERY || kind == PL_COLUMN_SPARK ||
        kind == PL_COLUMN_DATABRICKS) {
        return true;
    }
    if (!string_size(ev, c, &mine) || !string_size(ev, other, &theirs) ||
        !pl_less(ev, mine, theirs, &wider)) {
        return false;
    }
    *out = pl_bool(wider);
    return true;
}

static bool literal(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_column_object *c = as_column(argv[0].as.obj);
    pl_value type = c->dtype;
    pl_str value, shown;
    bool cast = c->rules->kind == PL_COLUMN_BIGQUERY ||
                c->rules->kind == PL_COLUMN_SPARK ||
                c->rules->kind == PL_COLUMN_DATABRICKS;
    bool clickhouse = c->rules->kind == PL_COLUMN_CLICKHOUSE;
    if ((!cast && !clickhouse && !pl_column_data_type(ev, c, &type)) ||
        !pl_text_of(ev, argv[1], &value) || !pl_text_of(ev, type, &shown)) {
        return false;
    }
    *out = pl_string(
        cast ? pl_str_fmt(ev->arena, "cast(%.*s as %.*s)", PL_FMT(value), PL_FMT(shown))
        : c->rules->kind == PL_COLUMN_TSQL
            ? pl_str_fmt(ev->arena, "cast('%.*s' as %.*s)", PL_FMT(value),
                         PL_FMT(shown))
        : clickhouse
            ? pl_str_fmt(ev->arena, "to%.*s(%.*s)", PL_FMT(shown), PL_FMT(value))
            : pl_str_fmt(ev->arena, "%.*s::%.*s", PL_FMT(value), PL_FMT(shown)));
    return true;
}

/* BigQuery: a record's leaves, named by their path. */
static bool flatten_into(pl_eval *ev, const pl_column_object *c, pl_str prefix,
                         pl_value *list, uint32_t depth) {
    pl_str name;
    if (depth >= PL_CALL_DEPTH) {
        return pl_raise(ev, PL_EXC_RECURSION, "maximum recursion depth exceeded");
    }
    if (!pl_burn(ev, 1) || !pl_text_of(ev, c->name, &name)) {
        return false;
    }
    pl_str full = prefix.len ? pl_str_cat3(ev->arena, prefix, PL_S("."), name) : name;
    const pl_list *fields = c->fields.as.list;
    for (uint32_t i = 0; i < fields->len; i++) {
        const pl_column_object *field = pl_as_column(fields->at[i]);
        if (field && !flatten_into(ev, field, full, list, depth + 1)) {
            return false;
        }
    }
    if (!fields->len) {
        pl_column_object *leaf =
            pl_column_new(ev->arena, c->rules, pl_string(full), c->dtype);
        leaf->mode = c->mode;
        pl_list_push(ev->arena, list->as.list, pl_object_value(leaf));
    }
    return true;
}

static bool flatten(pl_eval *ev, const pl_value *argv, pl_value *out) {
    *out = pl_list_new(ev->arena, 4);
    return flatten_into(ev, as_column(argv[0].as.obj), PL_S(""), out, 0);
}

/* ---- attributes */

typedef struct method {
    pl_native native;
    bool all; /* else only where the rules list it */
} method;

static const method methods[] = {
    {{"is_string", call_is_string, 0, 0, 0, ""}, true},
    {{"is_integer", call_is_integer, 0, 0, 0, ""}, true},
    {{"is_numeric", call_is_numeric, 0, 0, 0, ""}, true},
    {{"is_float", call_is_float, 0, 0, 0, ""}, true},
    {{"is_number", call_is_number, 0, 0, 0, ""}, true},
    {{"string_size", call_string_size, 0, 0, 0, ""}, true},
    {{"can_expand_to", can_expand_to, 1, 1, 0, "other_column"}, true},
    {{"literal", literal, 1, 1, 0, "value"}, true},
    {{"flatten", flatten, 0, 0, 0, ""}, false},
};

static pl_found field(pl_eval *ev, const pl_column_object *c, pl_str name,
                      pl_value *out) {
    bool bigquery = c->rules->kind == PL_COLUMN_BIGQUERY;
    if (PL_STR_IS(name, "name") || PL_STR_IS(name, "column")) {
        *out = c->name;
    } else if (PL_STR_IS(name, "dtype")) {
        *out = c->dtype;
    } else if (PL_STR_IS(name, "char_size")) {
        *out = c->size;
    } else if (PL_STR_IS(name, "numeric_precision")) {
        *out = c->precision;
    } else if (PL_STR_IS(name, "numeric_scale")) {
        *out = c->scale;
    } else if (PL_STR_IS(name, "quoted")) {
        *out = pl_string(pl_column_quoted(c, ev));
    } else if (bigquery && PL_STR_IS(name, "fields")) {
        *out = c->fields;
    } else if (bigquery && PL_STR_IS(name, "mode")) {
        *out = c->mode;
    } else if (c->extra && pl_dict_find(c->extra, name)) {
        *out = *pl_dict_find(c->extra, name);
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

static pl_found column_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    const pl_column_object *c = as_column(self);
    if (field(ev, c, name, out) == PL_FOUND) {
        return PL_FOUND;
    }
    if (PL_STR_IS(name, "data_type")) {
        return pl_column_data_type(ev, c, out) ? PL_FOUND : PL_FAILED;
    }
    for (uint32_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (pl_str_eq(pl_str_of(methods[i].native.name), name) &&
            (methods[i].all || pl_adapter_has_word(c->rules->methods, name))) {
            *out = pl_bound_new(ev->arena, &methods[i].native, pl_object_value(self));
            return PL_FOUND;
        }
    }
    return pl_column_static(ev, name, out);
}

/* ---- printing, comparing */

static bool put_field(pl_eval *ev, const char *name, pl_value v, pl_out *to) {
    pl_out_put(to, pl_str_of(name));
    return pl_repr(ev, v, to);
}

static bool print_fields(pl_eval *ev, const pl_column_object *c, pl_out *to) {
    pl_out_put(to, pl_str_of(c->rules->class));
    if (!put_field(ev, "(column=", c->name, to) ||
        !put_field(ev, ", dtype=", c->dtype, to) ||
        !put_field(ev, ", char_size=", c->size, to) ||
        !put_field(ev, ", numeric_precision=", c->precision, to) ||
        !put_field(ev, ", numeric_scale=", c->scale, to)) {
        return false;
    }
    pl_out_put(to, PL_S(")"));
    return true;
}

static bool column_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    const pl_column_object *c = as_column(self);
    pl_column_kind kind = c->rules->kind;
    pl_value type;
    if (kind == PL_COLUMN_CLICKHOUSE && !repr) {
        return pl_print(ev, c->name, to) && pl_column_data_type(ev, c, &type) &&
               (pl_out_put(to, PL_S(" ")), pl_print(ev, type, to));
    }
    if (kind != PL_COLUMN_BIGQUERY && kind != PL_COLUMN_SPARK &&
        kind != PL_COLUMN_DATABRICKS) {
        return print_fields(ev, c, to);
    }
    pl_out_put(to, PL_S("<"));
    pl_out_put(to, pl_str_of(c->rules->class));
    pl_out_put(to, PL_S(" "));
    if (!pl_print(ev, c->name, to) || !pl_column_data_type(ev, c, &type)) {
        return false;
    }
    pl_out_put(to, PL_S(" ("));
    if (!pl_print(ev, type, to)) {
        return false;
    }
    if (kind == PL_COLUMN_BIGQUERY) {
        pl_out_put(to, PL_S(", "));
        if (!pl_print(ev, c->mode, to)) {
            return false;
        }
    }
    pl_out_put(to, PL_S(")>"));
    return true;
}

static pl_found column_compare(pl_eval *ev, pl_object *self, pl_value other, int *out) {
    const pl_column_object *a = as_column(self), *b = pl_as_column(other);
    if (!b) {
        return PL_MISSING;
    }
    const pl_value mine[] = {a->name,      a->dtype, a->size,
                             a->precision, a->scale, a->mode};
    const pl_value theirs[] = {b->name,      b->dtype, b->size,
                               b->precision, b->scale, b->mode};
    *out = 0;
    for (uint32_t i = 0; i < sizeof mine / sizeof *mine && !*out; i++) {
        bool same;
        if (!pl_equal(ev, mine[i], theirs[i], &same)) {
            return PL_FAILED;
        }
        *out = !same;
    }
    return PL_FOUND;
}

static pl_found column_hash(pl_eval *ev, pl_object *self, uint32_t *out) {
    (void)out;
    return pl_fail(pl_raise(ev, PL_EXC_TYPE, "unhashable type: '%s'",
                            as_column(self)->rules->class));
}

const pl_class pl_column_class = {
    .name = "Column",
    .attr = column_attr,
    .print = column_print,
    .compare = column_compare,
    .hash = column_hash,
};

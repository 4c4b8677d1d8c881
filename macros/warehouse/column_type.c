/* Columns' types as SQL, and the functions of the class api.Column.
 *
 * Source: dbt-adapters 1.10 base/column.py and the adapters' column.py. */
#include "eval/text/text.h"
#include "macros/context/arguments.h"
#include "macros/context/members.h"
#include "macros/warehouse/warehouse.h"

static bool is_type(pl_str word, pl_str type) {
    if (pl_str_ends(word, PL_S("*"))) {
        word.len--;
        type = pl_str_sub(type, 0, word.len);
    }
    return pl_str_eq_nocase(word, type);
}

bool pl_column_is(const char *const *words, pl_value dtype) {
    for (; pl_is_str(dtype) && *words; words++) {
        if (is_type(pl_str_of(*words), pl_str_from(dtype))) {
            return true;
        }
    }
    return false;
}

pl_str pl_column_quoted(const pl_column_object *c, pl_eval *ev) {
    const char *marks = c->rules->quote ? c->rules->quote : "\"\"";
    pl_str name;
    return pl_text_of(ev, c->name, &name) ? pl_str_cat3(ev->arena, (pl_str){marks, 1},
                                                        name, (pl_str){marks + 1, 1})
                                          : PL_S("");
}

static bool need_text(pl_eval *ev, pl_value v, const char *method) {
    if (pl_is_str(v)) {
        return true;
    }
    if (v.kind == PL_UNDEFINED && !(v.flags & PL_CAPTURE)) {
        return pl_raise_undefined(ev, v);
    }
    return pl_raise(ev, PL_EXC_ATTRIBUTE, "'%s' object has no attribute '%s'",
                    pl_type_name(v), method);
}

static bool translate(pl_eval *ev, const pl_column_rules *t, pl_value dtype,
                      pl_value *out) {
    *out = dtype;
    if (t->kind == PL_COLUMN_SPARK) {
        return true;
    }
    if (dtype.kind == PL_UNDEFINED && dtype.flags & PL_CAPTURE) {
        return true;
    }
    if (!need_text(ev, dtype, "upper")) {
        return false;
    }
    for (const char *const *label = t->labels; label[0]; label += 2) {
        if (pl_str_eq_nocase(pl_str_of(label[0]), pl_str_from(dtype))) {
            *out = pl_string(pl_str_of(label[1]));
            break;
        }
    }
    return t->kind != PL_COLUMN_DATABRICKS ||
           pl_text_case(ev, *out, PL_CASE_LOWER, out);
}

/* ---- types with sizes */

int64_t pl_column_text_size(const pl_column_rules *t) {
    switch ((int)t->kind) {
    case PL_COLUMN_SNOWFLAKE:
        return 16777216;
    case PL_COLUMN_TSQL:
        return 8000;
    case PL_COLUMN_ATHENA:
        return 0;
    default:
        return 256;
    }
}

static bool string_type(pl_eval *ev, const pl_column_rules *t, pl_value size,
                        pl_value *out) {
    pl_str shown;
    bool tsql = t->kind == PL_COLUMN_TSQL;
    bool athena = t->kind == PL_COLUMN_ATHENA;
    if (t->kind == PL_COLUMN_CLICKHOUSE) {
        *out = pl_string(PL_S("String"));
        return true;
    }
    if ((tsql || athena) && size.kind == PL_INT && size.as.i <= 0) {
        *out = pl_string(tsql ? PL_S("varchar(8000)") : PL_S("varchar"));
        return true;
    }
    if (!pl_text_of(ev, size, &shown)) {
        return false;
    }
    bool varchar = tsql || athena || t->kind == PL_COLUMN_TRINO;
    const char *type = varchar ? "varchar" : "character varying";
    *out = pl_string(pl_str_fmt(ev->arena, "%s(%.*s)", type, PL_FMT(shown)));
    return true;
}

static bool numeric_type(pl_eval *ev, const pl_column_rules *t, const pl_value *argv,
                         pl_value *out) {
    pl_str precision, scale, type;
    bool spark = t->kind == PL_COLUMN_SPARK || t->kind == PL_COLUMN_DATABRICKS;
    bool clickhouse = t->kind == PL_COLUMN_CLICKHOUSE;
    pl_value dtype = spark        ? pl_string(PL_S("decimal"))
                     : clickhouse ? pl_string(PL_S("Decimal"))
                                  : argv[0];
    bool unsized = argv[1].kind == PL_NONE || argv[2].kind == PL_NONE;
    if (t->kind == PL_COLUMN_BIGQUERY || (unsized && !clickhouse)) {
        *out = dtype;
        return true;
    }
    if (!pl_text_of(ev, dtype, &type) || !pl_text_of(ev, argv[1], &precision) ||
        !pl_text_of(ev, argv[2], &scale)) {
        return false;
    }
    *out =
        pl_string(pl_str_fmt(ev->arena, "%.*s(%.*s,%s%.*s)", PL_FMT(type),
                             PL_FMT(precision), clickhouse ? " " : "", PL_FMT(scale)));
    return true;
}

/* "`a` INT64, `b` STRING" */
static bool put_fields(pl_eval *ev, const pl_list *fields, pl_buf *to) {
    for (uint32_t i = 0; i < fields->len; i++) {
        const pl_column_object *f = pl_as_column(fields->at[i]);
        pl_value type;
        pl_str shown;
        if (!f) {
            return pl_raise(ev, PL_EXC_ATTRIBUTE,
                            "'%s' object has no attribute 'quoted'",
                            pl_type_name(fields->at[i]));
        }
        if (!pl_column_data_type(ev, f, &type) || !pl_text_of(ev, type, &shown) ||
            !pl_afford(ev, shown.len)) {
            return false;
        }
        pl_buf_fmt(to, "%s%.*s %.*s", i ? ", " : "", PL_FMT(pl_column_quoted(f, ev)),
                   PL_FMT(shown));
    }
    return true;
}

static bool record_type(pl_eval *ev, const pl_list *fields, pl_value *out) {
    if (ev->depth >= PL_CALL_DEPTH) {
        return pl_raise(ev, PL_EXC_RECURSION, "maximum recursion depth exceeded");
    }
    pl_buf b = {0};
    ev->depth++;
    PL_BUF_LIT(&b, "STRUCT<");
    bool ok = put_fields(ev, fields, &b);
    PL_BUF_LIT(&b, ">");
    *out = pl_string(pl_buf_take(&b, ev->arena));
    pl_buf_free(&b);
    ev->depth--;
    return ok;
}

/* STRUCT<...> of a record's fields, ARRAY<...> of what is repeated. */
static bool bigquery_type(pl_eval *ev, const pl_column_object *c, pl_value *out) {
    static const char *const record[] = {"record", NULL};
    static const char *const repeated[] = {"repeated", NULL};
    *out = c->dtype;
    if (pl_column_is(record, c->dtype) && !record_type(ev, c->fields.as.list, out)) {
        return false;
    }
    pl_str shown;
    if (!pl_column_is(repeated, c->mode)) {
        return true;
    }
    if (!pl_text_of(ev, *out, &shown)) {
        return false;
    }
    *out = pl_string(pl_str_fmt(ev->arena, "ARRAY<%.*s>", PL_FMT(shown)));
    return true;
}

/* Is the type written without a size when none is known? */
static bool is_unsized(const pl_column_object *c) {
    static const char *const text[] = {"text", NULL};
    static const char *const varying[] = {"character varying", NULL};
    static const char *const varchar[] = {"varchar", NULL};
    bool sized = c->size.kind != PL_NONE;
    if (c->rules->kind == PL_COLUMN_POSTGRES) {
        return pl_column_is(text, c->dtype) ||
               (pl_column_is(varying, c->dtype) && !sized);
    }
    return c->rules->kind == PL_COLUMN_TRINO && pl_column_is(varchar, c->dtype) &&
           !sized;
}

static bool sized_type(pl_eval *ev, const pl_column_object *c, pl_value *out) {
    const pl_column_rules *t = c->rules;
    static const char *const text[] = {"text", NULL};
    if (pl_column_is(t->strings, c->dtype)) {
        bool open = c->size.kind == PL_NONE || pl_column_is(text, c->dtype);
        return string_type(ev, t, open ? pl_int(pl_column_text_size(t)) : c->size, out);
    }
    if (pl_column_is(t->numerics, c->dtype)) {
        const pl_value args[] = {c->dtype, c->precision, c->scale};
        return numeric_type(ev, t, args, out);
    }
    return true;
}

bool pl_column_data_type(pl_eval *ev, const pl_column_object *c, pl_value *out) {
    const pl_column_rules *t = c->rules;
    static const char *const datetime2[] = {"datetime2", NULL};
    bool done = false;
    *out = c->dtype;
    if (t->kind == PL_COLUMN_SPARK || is_unsized(c)) {
        return true;
    }
    if (t->kind == PL_COLUMN_DATABRICKS) {
        return translate(ev, t, c->dtype, out);
    }
    if (t->kind == PL_COLUMN_BIGQUERY) {
        return bigquery_type(ev, c, out);
    }
    if (t->kind == PL_COLUMN_TSQL && pl_column_is(datetime2, c->dtype)) {
        *out = pl_string(PL_S("datetime2(6)"));
        return true;
    }
    if (t->kind == PL_COLUMN_ATHENA && (!pl_athena_type(ev, c, &done, out) || done)) {
        return done;
    }
    return sized_type(ev, c, out) &&
           (t->kind != PL_COLUMN_CLICKHOUSE || pl_clickhouse_wrap(ev, c, out));
}

/* ---- functions of the class */

static const pl_column_rules *rules(pl_eval *ev) {
    return PL_ADAPTER_HAS(pl_adapter_of(pl_dbt_of(ev)->style), columns);
}

static bool call_translate(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return translate(ev, rules(ev), argv[1], out);
}

static bool call_create(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value dtype;
    if (!translate(ev, rules(ev), argv[2], &dtype)) {
        return false;
    }
    *out = pl_object_value(pl_column_new(ev->arena, rules(ev), argv[1], dtype));
    return true;
}

static bool call_string_type(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return string_type(ev, rules(ev), argv[1], out);
}

static bool call_numeric_type(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return numeric_type(ev, rules(ev), argv + 1, out);
}

static bool size_number(pl_eval *ev, pl_str raw, pl_str digits, pl_value *out) {
    return pl_parse_int(ev->arena, digits, 10, out) ||
           pl_raise_code(
               ev, PL_E0601, PL_EXC_DBT_RUNTIME,
               "Could not interpret data_type \"%.*s\": could not convert \"%.*s\" to an integer",
               PL_FMT(raw), PL_FMT(digits));
}

static bool read_sizes(pl_eval *ev, pl_column_object *c, pl_str raw, pl_str sizes) {
    uint32_t comma = pl_str_find_char(sizes, ',');
    if (comma == UINT32_MAX) {
        return size_number(ev, raw, sizes, &c->size);
    }
    pl_str rest = pl_str_sub(sizes, comma + 1, sizes.len);
    if (pl_str_find_char(rest, ',') != UINT32_MAX) {
        return true;
    }
    return size_number(ev, raw, pl_str_sub(sizes, 0, comma), &c->precision) &&
           size_number(ev, raw, rest, &c->scale);
}

/* "numeric(10,2)": a type and its sizes. */
static bool call_from_description(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (!need_text(ev, argv[2], "lower")) {
        return false;
    }
    pl_str raw = pl_str_from(argv[2]);
    uint32_t open = pl_str_find_char(raw, '(');
    if (!raw.len || open == 0) {
        return pl_raise_code(ev, PL_E0601, PL_EXC_DBT_RUNTIME,
                             "Could not interpret data type \"%.*s\"", PL_FMT(raw));
    }
    pl_column_object *c = pl_column_new(ev->arena, rules(ev), argv[1],
                                        pl_string(pl_str_sub(raw, 0, open)));
    *out = pl_object_value(c);
    if (open == UINT32_MAX) {
        return true;
    }
    uint32_t close = pl_str_find(raw, PL_S(")"), open);
    return close == UINT32_MAX || close == open + 1 ||
           read_sizes(ev, c, raw, pl_str_sub(raw, open + 1, close));
}

static bool call_get_name(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value quote;
    bool quoted;
    pl_str name;
    if (!pl_member_of(ev, argv[1], "name", out) ||
        !pl_member_of(ev, argv[1], "quote", &quote) || !pl_truth(ev, quote, &quoted)) {
        return false;
    }
    if (quoted) {
        if (!pl_text_of(ev, *out, &name)) {
            return false;
        }
        *out = pl_string(pl_str_cat3(ev->arena, PL_S("`"), name, PL_S("`")));
    }
    return true;
}

/* "`a`, `b`", with types: "`a` int, `b` string". */
static bool column_list(pl_eval *ev, pl_value columns, bool types, pl_value *out) {
    pl_value list;
    if (!pl_to_list(ev, columns, &list)) {
        return false;
    }
    pl_buf b = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < list.as.list->len; i++) {
        const pl_column_object *c = pl_as_column(list.as.list->at[i]);
        pl_value type;
        pl_str shown = PL_S("");
        ok = c && (!types ||
                   (pl_column_data_type(ev, c, &type) && pl_text_of(ev, type, &shown)));
        if (ok) {
            pl_buf_fmt(&b, "%s%.*s%s%.*s", i ? ", " : "",
                       PL_FMT(pl_column_quoted(c, ev)), types ? " " : "",
                       PL_FMT(shown));
        }
    }
    *out = pl_string(pl_buf_take(&b, ev->arena));
    pl_buf_free(&b);
    return ok || pl_raise(ev, PL_EXC_TYPE, "expected a list of columns");
}

static bool call_remove_list(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return column_list(ev, argv[1], false, out);
}

static bool call_add_list(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return column_list(ev, argv[1], true, out);
}

static const struct {
    pl_native native;
    bool all; /* else only where the rules list it */
} statics[] = {
    {{"translate_type", call_translate, 1, 1, 0, "dtype"}, true},
    {{"create", call_create, 2, 2, 0, "name,label_or_dtype"}, true},
    {{"string_type", call_string_type, 1, 1, 0, "size"}, true},
    {{"numeric_type", call_numeric_type, 3, 3, 0, "dtype,precision,scale"}, true},
    {{"from_description", call_from_description, 2, 2, 0, "name,raw_data_type"}, true},
    {{"get_name", call_get_name, 1, 1, 0, "column"}, false},
    {{"format_remove_column_list", call_remove_list, 1, 1, 0, "columns"}, false},
    {{"format_add_column_list", call_add_list, 1, 1, 0, "columns"}, false},
};

pl_found pl_column_static(pl_eval *ev, pl_str name, pl_value *out) {
    for (uint32_t i = 0; i < sizeof statics / sizeof *statics; i++) {
        if (pl_str_eq(pl_str_of(statics[i].native.name), name) &&
            (statics[i].all || pl_adapter_has_word(rules(ev)->methods, name))) {
            *out = pl_bound_new(ev->arena, &statics[i].native,
                                (pl_value){.kind = PL_UNSET});
            return PL_FOUND;
        }
    }
    return PL_MISSING;
}

/* ---- the class itself */

static bool make_column(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_column_object *c = pl_column_new(ev->arena, rules(ev), argv[1], argv[2]);
    if (c->rules->kind == PL_COLUMN_BIGQUERY) {
        c->mode = pl_given(argv[4]) ? argv[4] : c->mode;
        *out = pl_object_value(c);
        return pl_or_none(argv[3]).kind == PL_NONE ||
               pl_to_list(ev, argv[3], &c->fields);
    }
    if (c->rules->kind == PL_COLUMN_CLICKHOUSE) {
        *out = pl_object_value(c); /* its sizes are in the type */
        return true;
    }
    c->size = pl_or_none(argv[3]);
    c->precision = pl_or_none(argv[4]);
    c->scale = pl_or_none(argv[5]);
    c->extra = argv[6].as.dict->len ? argv[6].as.dict : NULL;
    *out = pl_object_value(c);
    return true;
}

static const pl_native new_native = {
    "Column.__init__",
    make_column,
    2,
    5,
    PL_FN_KWARGS,
    "column,dtype,char_size,numeric_precision,numeric_scale"};
static const pl_native bigquery_native = {
    "BigQueryColumn.__init__", make_column, 2, 4, 0, "column,dtype,fields,mode"};

static bool type_call(pl_eval *ev, pl_object *self, const pl_call *call,
                      pl_value *out) {
    (void)self;
    bool bigquery = rules(ev)->kind == PL_COLUMN_BIGQUERY;
    return pl_native_call(ev, bigquery ? &bigquery_native : &new_native,
                          (pl_value){.kind = PL_UNSET}, call, out);
}

static pl_found type_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    (void)self;
    return pl_column_static(ev, name, out);
}

static const pl_class type_class = {
    .name = "type", .attr = type_attr, .call = type_call};
static const pl_object type_object = {&type_class};

static pl_value column_type(void) {
    return pl_const_object(&type_object);
}

pl_found pl_make_column(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev, (void)d;
    *out = column_type();
    return PL_FOUND;
}

pl_found pl_make_api(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)d;
    pl_value api = pl_dict_new(ev->arena, 2);
    pl_dict_put_str(ev->arena, api.as.dict, PL_S("Relation"), pl_relation_proxy());
    pl_dict_put_str(ev->arena, api.as.dict, PL_S("Column"), column_type());
    *out = api;
    return PL_FOUND;
}

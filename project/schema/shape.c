/* The classes that dbt validates schema file entries with, and the check.
 *
 * Fields stand in the order of dbt's dataclasses: the first fault found is the one that
 * dbt reports. Source: dbt-core 1.9 contracts/graph/unparsed.py. */
#include "project/schema/shape.h"
#include "eval/ops/python_text.h"
#include "project/config/contract.h"

/* ---- tables */

#define SHAPE(name, is_open, ...)                                                      \
    static const pl_shape_field name##_fields[] = {__VA_ARGS__,                        \
                                                   {NULL, NULL, NULL, 0}};             \
    static const pl_shape name = {name##_fields, is_open}
#define PUBLIC_SHAPE(name, is_open, ...)                                               \
    static const pl_shape_field name##_fields[] = {__VA_ARGS__,                        \
                                                   {NULL, NULL, NULL, 0}};             \
    const pl_shape name = {name##_fields, is_open}
#define F(name, type)                                                                  \
    { name, type, NULL, false }
#define MUST(name, type)                                                               \
    { name, type, NULL, true }
#define OF(name, type, shape)                                                          \
    { name, type, &(shape), false }
#define MUST_OF(name, type, shape)                                                     \
    { name, type, &(shape), true }

#define TEXT_OR_NONE "string|null"
#define TESTS "[object|string]"

SHAPE(docs, false, F("show", "boolean"), F("node_color", TEXT_OR_NONE));

#define COLUMN_PROPS                                                                   \
    MUST("name", "string"), F("description", "string"), F("meta", "object"),           \
        F("data_type", TEXT_OR_NONE), F("constraints", "[object]"),                    \
        OF("docs", "object", docs), F("config", "object")
#define TEST_PROPS F("data_tests", TESTS), F("tests", TESTS)

SHAPE(doc_column, true, COLUMN_PROPS);
SHAPE(test_column, true, COLUMN_PROPS, TEST_PROPS, F("quote", "boolean|null"),
      F("tags", "[string]"), F("granularity", TEXT_OR_NONE));

PUBLIC_SHAPE(pl_shape_node, true, COLUMN_PROPS, TEST_PROPS,
             OF("columns", "[object]", test_column), F("quote_columns", "boolean|null"),
             F("access", TEXT_OR_NONE));

SHAPE(version, false, MUST("v", "string|number"), F("defined_in", TEXT_OR_NONE),
      F("description", "string"), F("access", TEXT_OR_NONE), F("config", "object"),
      F("constraints", "[object]"), OF("docs", "object", docs),
      F("data_tests", "array|null"), F("tests", "array|null"), F("columns", "[object]"),
      F("deprecation_date", TEXT_OR_NONE));

SHAPE(granularity, false, MUST("name", "string"), F("column_name", TEXT_OR_NONE));
SHAPE(time_spine, false, MUST("standard_granularity_column", "string"),
      OF("custom_granularities", "[object]", granularity));

PUBLIC_SHAPE(pl_shape_model, true, COLUMN_PROPS, TEST_PROPS,
             OF("columns", "[object]", test_column), F("quote_columns", "boolean|null"),
             F("access", TEXT_OR_NONE), F("latest_version", "string|number|null"),
             OF("versions", "[object]", version), F("deprecation_date", TEXT_OR_NONE),
             OF("time_spine", "object|null", time_spine));

PUBLIC_SHAPE(pl_shape_analysis, true, COLUMN_PROPS,
             OF("columns", "[object]", doc_column), F("access", TEXT_OR_NONE));
PUBLIC_SHAPE(pl_shape_singular_test, true, COLUMN_PROPS);

SHAPE(argument, false, MUST("name", "string"), F("type", TEXT_OR_NONE),
      F("description", "string"));
PUBLIC_SHAPE(pl_shape_macro, true, COLUMN_PROPS, OF("arguments", "[object]", argument));

SHAPE(quoting, false, F("database", "boolean|null"), F("schema", "boolean|null"),
      F("identifier", "boolean|null"), F("column", "boolean|null"));
SHAPE(period, false, F("count", "integer|null"), F("period", "=minute,hour,day|null"));
SHAPE(freshness, false, OF("warn_after", "object|null", period),
      OF("error_after", "object|null", period), F("filter", TEXT_OR_NONE));

#define LOADED_AT F("loaded_at_field", TEXT_OR_NONE)
#define FRESHNESS OF("freshness", "object|null", freshness)

SHAPE(source_table, true, COLUMN_PROPS, TEST_PROPS,
      OF("columns", "[object]", test_column), LOADED_AT, F("identifier", TEXT_OR_NONE),
      OF("quoting", "object", quoting), FRESHNESS, F("external", "object|null"),
      F("tags", "[string]"));
PUBLIC_SHAPE(pl_shape_source, false, MUST("name", "string"), F("description", "string"),
             F("meta", "object"), F("database", TEXT_OR_NONE),
             F("schema", TEXT_OR_NONE), F("loader", "string"),
             OF("quoting", "object", quoting), FRESHNESS, LOADED_AT,
             OF("tables", "[object]", source_table), F("tags", "[string]"),
             F("config", "object"), F("unrendered_database", TEXT_OR_NONE),
             F("unrendered_schema", TEXT_OR_NONE));

SHAPE(table_patch, false, MUST("name", "string"), F("description", TEXT_OR_NONE),
      F("meta", "object|null"), F("data_type", TEXT_OR_NONE), F("docs", "object|null"),
      LOADED_AT, F("identifier", TEXT_OR_NONE), OF("quoting", "object", quoting),
      FRESHNESS, F("external", "object|null"), F("tags", "[string]|null"),
      F("data_tests", "array|null"), F("tests", "array|null"),
      F("columns", "array|null"));
PUBLIC_SHAPE(pl_shape_source_patch, false, MUST("name", "string"),
             MUST("overrides", "string"), F("path", "string"), F("config", "object"),
             F("description", TEXT_OR_NONE), F("meta", "object|null"),
             F("database", TEXT_OR_NONE), F("schema", TEXT_OR_NONE),
             F("loader", TEXT_OR_NONE), F("quoting", "object|null"), FRESHNESS,
             LOADED_AT, OF("tables", "[object]", table_patch),
             F("tags", "[string]|null"));

SHAPE(owner, true, F("email", TEXT_OR_NONE), F("name", TEXT_OR_NONE));
PUBLIC_SHAPE(pl_shape_exposure, false, MUST("name", "string"),
             MUST("type", "=dashboard,notebook,analysis,ml,application"),
             MUST_OF("owner", "object", owner), F("description", "string"),
             F("label", TEXT_OR_NONE), F("maturity", "=low,medium,high|null"),
             F("meta", "object"), F("tags", "[string]"), F("url", TEXT_OR_NONE),
             F("depends_on", "[string]"), F("config", "object"));
PUBLIC_SHAPE(pl_shape_group, false, MUST("name", "string"),
             MUST_OF("owner", "object", owner));

#define FIXTURE                                                                        \
    F("rows", "string|[object]|null"), F("format", "=csv,dict,sql"),                   \
        F("fixture", TEXT_OR_NONE)
SHAPE(given, false, MUST("input", "string"), FIXTURE);
SHAPE(expected, false, FIXTURE);
SHAPE(overrides, false, F("macros", "object"), F("vars", "object"),
      F("env_vars", "object"));
SHAPE(test_versions, false, F("include", "array|null"), F("exclude", "array|null"));
PUBLIC_SHAPE(pl_shape_unit_test, false, MUST("name", "string"), MUST("model", "string"),
             MUST_OF("given", "[object]", given), MUST_OF("expect", "object", expected),
             F("description", "string"), OF("overrides", "object|null", overrides),
             F("config", "object"), OF("versions", "object|null", test_versions));

PUBLIC_SHAPE(pl_shape_metric, false, MUST("name", "string"), MUST("label", "string"),
             MUST("type", "string"), MUST("type_params", "object"),
             F("description", "string"), F("filter", "string|[string]|null"),
             F("time_granularity", TEXT_OR_NONE), F("meta", "object"),
             F("tags", "[string]"), F("config", "object"));

#define LABELS F("description", TEXT_OR_NONE), F("label", TEXT_OR_NONE)
SHAPE(entity, false, MUST("name", "string"), MUST("type", "string"), LABELS,
      F("role", TEXT_OR_NONE), F("expr", TEXT_OR_NONE));
SHAPE(measure, false, MUST("name", "string"), MUST("agg", "string"), LABELS,
      F("expr", "string|boolean|integer|null"), F("agg_params", "object|null"),
      F("non_additive_dimension", "object|null"), F("agg_time_dimension", TEXT_OR_NONE),
      F("create_metric", "boolean"));
SHAPE(dimension, false, MUST("name", "string"), MUST("type", "string"), LABELS,
      F("is_partition", "boolean"), F("type_params", "object|null"),
      F("expr", TEXT_OR_NONE));
SHAPE(defaults, false, F("agg_time_dimension", TEXT_OR_NONE));
PUBLIC_SHAPE(pl_shape_semantic_model, false, MUST("name", "string"),
             MUST("model", "string"), F("config", "object"), LABELS,
             OF("defaults", "object|null", defaults),
             OF("entities", "[object]", entity), OF("measures", "[object]", measure),
             OF("dimensions", "[object]", dimension),
             F("primary_entity", TEXT_OR_NONE));

SHAPE(query_params, false, F("metrics", "[string]"), F("group_by", "[string]"),
      F("where", "string|[string]|null"), F("order_by", "[string]"),
      F("limit", "integer|null"));
SHAPE(export, false, MUST("name", "string"), F("config", "object"));
PUBLIC_SHAPE(pl_shape_saved_query, false, MUST("name", "string"),
             MUST_OF("query_params", "object", query_params), LABELS,
             OF("exports", "[object]", export), F("config", "object"));

/* ---- the check */

/* Where the check is: written out only when there is something to say of it. */
typedef struct place {
    const struct place *outer; /* NULL: the entry itself */
    const char *key;           /* NULL: an item */
    uint32_t index;
} place;

typedef struct fault {
    pl_str path; /* "['columns'][0]" */
    pl_str message;
    const pl_yaml *at;
} fault;

typedef struct checker {
    pl_arena *a;
    fault fault;
} checker;

static bool check_dict(checker *c, const pl_shape *shape, const pl_dict *d,
                       const pl_yaml *y, const place *at);

static pl_str path_of(checker *c, const place *p) {
    if (!p) {
        return PL_S("");
    }
    pl_str outer = path_of(c, p->outer);
    return p->key ? pl_str_fmt(c->a, "%.*s['%s']", PL_FMT(outer), p->key)
                  : pl_str_fmt(c->a, "%.*s[%u]", PL_FMT(outer), p->index);
}

static bool fail(checker *c, const place *p, const pl_yaml *at, pl_str message) {
    c->fault = (fault){path_of(c, p), message, at};
    return false;
}

static bool check_items(checker *c, const pl_shape_field *f, pl_value v,
                        const pl_yaml *y, const place *p) {
    const pl_list *l = v.as.list;
    for (uint32_t i = 0; i < l->len; i++) {
        place item = {.outer = p, .index = i};
        const pl_yaml *yi = pl_yaml_item(y, i);
        if (l->at[i].kind != PL_DICT) {
            return fail(c, &item, yi,
                        pl_str_cat(c->a, pl_python_repr(c->a, l->at[i]),
                                   PL_S(" is not of type 'object'")));
        }
        if (!check_dict(c, f->shape, l->at[i].as.dict, yi, &item)) {
            return false;
        }
    }
    return true;
}

static bool check_tests(checker *c, pl_value v, const pl_yaml *y, const place *p) {
    for (uint32_t i = 0; v.kind == PL_LIST && i < v.as.list->len; i++) {
        pl_value item = v.as.list->at[i];
        if (item.kind != PL_DICT && item.kind != PL_STR) {
            place here = {.outer = p, .index = i};
            return fail(
                c, &here, pl_yaml_item(y, i),
                pl_str_cat(c->a, pl_python_repr(c->a, item),
                           PL_S(" is not valid under any of the given schemas")));
        }
    }
    return true;
}

/* A value with a shape that may be null as well: jsonschema doesn't look inside. */
static bool check_optional(checker *c, const pl_shape_field *f, pl_value v,
                           const pl_yaml *y, const place *p) {
    if (v.kind == PL_NONE ||
        (v.kind == PL_DICT && check_dict(c, f->shape, v.as.dict, y, p))) {
        return true;
    }
    return fail(c, p, c->fault.at && v.kind == PL_DICT ? c->fault.at : y,
                pl_str_cat(c->a, pl_python_repr(c->a, v),
                           PL_S(" is not valid under any of the given schemas")));
}

static bool check_field(checker *c, const pl_shape_field *f, pl_value v,
                        const pl_yaml *y, const place *outer) {
    place here = {.outer = outer, .key = f->name};
    bool tests = strcmp(f->type, TESTS) == 0;
    const char *type = tests ? "array" : f->type;
    if (f->shape && strcmp(type, "object|null") == 0) {
        return check_optional(c, f, v, y, &here);
    }
    if (f->shape && type[0] == '[') {
        type = "array";
    }
    pl_contract_fault found;
    if (!pl_contract_value(pl_str_of(f->name), type, v, c->a, &found)) {
        fail(c, outer, y, found.message);
        c->fault.path = pl_str_cat(c->a, c->fault.path, found.path);
        return false;
    }
    if (tests) {
        return check_tests(c, v, y, &here);
    }
    if (!f->shape) {
        return true;
    }
    return v.kind == PL_LIST ? check_items(c, f, v, y, &here)
                             : check_dict(c, f->shape, v.as.dict, y, &here);
}

static bool is_known(const pl_shape *shape, pl_value key) {
    for (const pl_shape_field *f = shape->fields; f->name; f++) {
        if (key.kind == PL_STR && pl_str_eq(pl_str_from(key), pl_str_of(f->name))) {
            return true;
        }
    }
    return false;
}

static bool check_unknown(checker *c, const pl_shape *shape, const pl_dict *d,
                          const pl_yaml *y, const place *p) {
    pl_buf names = {0};
    const pl_yaml *at = NULL;
    uint32_t count = 0;
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(d, &i)) != NULL;) {
        if (is_known(shape, e->key)) {
            continue;
        }
        pl_buf_str(&names, count++ ? PL_S(", ") : PL_S(""));
        pl_buf_str(&names, pl_python_repr(c->a, e->key));
        if (!at && e->key.kind == PL_STR) {
            at = pl_yaml_key(y, pl_str_from(e->key));
        }
    }
    if (!count) {
        return true;
    }
    pl_str shown = pl_buf_take(&names, c->a);
    pl_buf_free(&names);
    return fail(c, p, at ? at : y,
                pl_str_fmt(c->a,
                           "Additional properties are not allowed (%.*s %s unexpected)",
                           PL_FMT(shown), count == 1 ? "was" : "were"));
}

static bool check_dict(checker *c, const pl_shape *shape, const pl_dict *d,
                       const pl_yaml *y, const place *p) {
    for (const pl_shape_field *f = shape->fields; f->name; f++) {
        const pl_value *v = pl_dict_find(d, pl_str_of(f->name));
        if (v && !check_field(c, f, *v, pl_yaml_get(y, f->name), p)) {
            return false;
        }
    }
    if (!shape->open && !check_unknown(c, shape, d, y, p)) {
        return false;
    }
    for (const pl_shape_field *f = shape->fields; f->name; f++) {
        if (f->required && !pl_dict_find(d, pl_str_of(f->name))) {
            return fail(c, p, y,
                        pl_str_fmt(c->a, "'%s' is a required property", f->name));
        }
    }
    return true;
}

bool pl_shape_check(pl_schema *s, const pl_schema_entry *e, const pl_shape *shape) {
    checker c = {.a = s->arena};
    if (check_dict(&c, shape, e->data, e->yaml, NULL)) {
        return true;
    }
    pl_str path = c.fault.path.len ? c.fault.path : PL_S("[]");
    return pl_entry_fault(s, e, pl_yaml_span(c.fault.at ? c.fault.at : e->yaml), path,
                          c.fault.message);
}

/* Relations made from relations, and from nothing: api.Relation.
 *
 * Source: dbt-adapters 1.10 base/relation.py; dbt-core context/providers.py
 * RelationProxy. */
#include "eval/text/text.h"
#include "macros/context/arguments.h"
#include "macros/warehouse/warehouse.h"

/* ---- relation types */

typedef struct type_name {
    const char *name; /* as the class has it */
    const char *type;
    bool all; /* every class has it */
} type_name;

static const type_name types[] = {
    {"Table", "table", true},
    {"View", "view", true},
    {"CTE", "cte", true},
    {"External", "external", true},
    {"MaterializedView", "materialized_view", true},
    {"DynamicTable", "dynamic_table", false},
    {"StreamingTable", "streaming_table", false},
};
enum { TYPE_COUNT = sizeof types / sizeof *types };

static const pl_relation_rules *rules_of(const pl_relation_style *style) {
    return PL_ADAPTER_HAS(pl_adapter_of(style), relations);
}

static bool has_type(const pl_relation_rules *rules, pl_str type) {
    return !rules->types || pl_adapter_has_word(rules->types, type);
}

/* ---- setting fields */

static bool set_type(pl_eval *ev, pl_relation *r, pl_value v) {
    const pl_relation_rules *rules = rules_of(r->style);
    if (v.kind == PL_NONE) {
        r->type = PL_S("");
        return true;
    }
    if (pl_is_str(v) && has_type(rules, pl_str_from(v))) {
        r->type = pl_str_from(v);
        return true;
    }
    pl_str shown;
    return pl_repr_of(ev, v, &shown) &&
           pl_raise(
               ev, PL_EXC_VALUE,
               "Field \"type\" of type Optional[%sRelationType] in %.*s has invalid value %.*s",
               rules->own_types ? r->style->adapter->class_title : "",
               PL_FMT(pl_relation_class_name(r, ev->arena)), PL_FMT(shown));
}

static bool set_limit(pl_eval *ev, pl_relation *r, pl_value v) {
    r->limit = -1;
    if (v.kind == PL_NONE) {
        return true;
    }
    return pl_as_int64(v, &r->limit) ||
           pl_raise(ev, PL_EXC_TYPE, "limit must be an int or None, not %s",
                    pl_type_name(v));
}

/* The three values of a Path or Policy, or the members of a dict;
 * PL_UNSET: not given. */
static bool three_values(pl_eval *ev, pl_value v, pl_value part[3]) {
    for (uint32_t i = 0; i < 3; i++) {
        part[i].kind = PL_UNSET;
    }
    if (v.kind == PL_OBJECT && v.as.obj->cls == &pl_triple_class) {
        memcpy(part, ((const pl_triple *)(const void *)v.as.obj)->part,
               3 * sizeof *part);
        return true;
    }
    if (v.kind != PL_DICT) {
        return pl_raise(ev, PL_EXC_TYPE, "'%s' object is not iterable",
                        pl_type_name(v));
    }
    for (uint32_t i = 0; i < 3; i++) {
        pl_dict_member(v.as.dict, pl_part_names[i], &part[i]);
    }
    return true;
}

static bool set_policy(pl_eval *ev, bool on[3], pl_value v) {
    pl_value part[3];
    if (!three_values(ev, v, part)) {
        return false;
    }
    for (uint32_t i = 0; i < 3; i++) {
        if (pl_given(part[i]) && !pl_truth(ev, part[i], &on[i])) {
            return false;
        }
    }
    return true;
}

static bool set_path(pl_eval *ev, pl_relation *r, pl_value v) {
    pl_value part[3];
    if (!three_values(ev, v, part)) {
        return false;
    }
    for (uint32_t i = 0; i < 3; i++) {
        r->part[i] = pl_given(part[i]) ? part[i] : r->part[i];
    }
    return true;
}

static void set_extra(pl_eval *ev, pl_relation *r, pl_str name, pl_value v) {
    pl_value all = pl_dict_new(ev->arena, 4);
    uint32_t i = 0;
    for (const pl_dict_entry *e;
         r->extra && (e = pl_dict_next(r->extra, &i)) != NULL;) {
        pl_dict_put_str(ev->arena, all.as.dict, pl_str_from(e->key), e->value);
    }
    pl_dict_put_str(ev->arena, all.as.dict, name, v);
    r->extra = all.as.dict;
}

static bool set_external(pl_eval *ev, pl_relation *r, pl_value v) {
    r->external = PL_S("");
    return v.kind == PL_NONE || pl_text_of(ev, v, &r->external);
}

static bool set_field(pl_eval *ev, pl_relation *r, pl_str name, pl_value v,
                      bool merge) {
    if (PL_STR_IS(name, "type")) {
        return set_type(ev, r, v);
    }
    if (PL_STR_IS(name, "limit")) {
        return set_limit(ev, r, v);
    }
    if (PL_STR_IS(name, "path")) {
        return set_path(ev, r, v);
    }
    if (PL_STR_IS(name, "quote_policy")) {
        return set_policy(ev, r->quoted, v);
    }
    if (PL_STR_IS(name, "include_policy")) {
        if (!merge) {
            memcpy(r->included, (const bool[3]){true, true, true}, sizeof r->included);
        }
        return set_policy(ev, r->included, v);
    }
    if (PL_STR_IS(name, "external")) {
        return set_external(ev, r, v);
    }
    if (PL_STR_IS(name, "information_schema_view") && pl_given(r->view)) {
        r->view = v;
        return true;
    }
    set_extra(ev, r, name, v);
    return true;
}

/* Set fields from a dict: type, limit, path, policies, and what adapters add; `merge`:
 * dicts change only the members that they name. */
static bool set_fields(pl_eval *ev, pl_relation *r, const pl_dict *fields, bool merge) {
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(fields, &i)) != NULL;) {
        if (pl_is_str(e->key) &&
            !set_field(ev, r, pl_str_from(e->key), e->value, merge)) {
            return false;
        }
    }
    return pl_relation_check(ev, r);
}

/* ---- changed copies */

static const pl_relation *self_of(const pl_value *argv) {
    return (const pl_relation *)(const void *)argv[0].as.obj;
}

static bool changed(pl_eval *ev, const pl_value *argv, bool merge, pl_value *out) {
    pl_relation *r = pl_relation_copy(ev->arena, self_of(argv));
    *out = pl_object_value(r);
    return set_fields(ev, r, argv[1].as.dict, merge);
}

static bool incorporate(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return changed(ev, argv, true, out);
}

static bool replace(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return changed(ev, argv, false, out);
}

static bool replace_path(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_relation *r = pl_relation_copy(ev->arena, self_of(argv));
    for (uint32_t i = 0; i < 3; i++) {
        r->part[i] = pl_given(argv[1 + i]) ? argv[1 + i] : r->part[i];
    }
    *out = pl_object_value(r);
    return pl_relation_check(ev, r);
}

/* Policies named in the call; None leaves a part as it is. */
static bool with_policy(pl_eval *ev, const pl_value *argv, bool on[3]) {
    for (uint32_t i = 0; i < 3; i++) {
        pl_value v = pl_or_none(argv[1 + i]);
        if (v.kind != PL_NONE && !pl_truth(ev, v, &on[i])) {
            return false;
        }
    }
    return true;
}

static bool quote(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_relation *r = pl_relation_copy(ev->arena, self_of(argv));
    *out = pl_object_value(r);
    return with_policy(ev, argv, r->quoted);
}

static bool include(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_relation *r = pl_relation_copy(ev->arena, self_of(argv));
    *out = pl_object_value(r);
    return with_policy(ev, argv, r->included);
}

static bool without_identifier(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_relation *r = pl_relation_copy(ev->arena, self_of(argv));
    r->included[2] = false;
    r->part[2] = pl_none();
    *out = pl_object_value(r);
    return true;
}

/* Names as Snowflake stores them. */
static bool as_case_sensitive(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_relation *r = pl_relation_copy(ev->arena, self_of(argv));
    for (uint32_t i = 0; i < 3; i++) {
        if (r->included[i] && !r->quoted[i] && pl_is_str(r->part[i]) &&
            !pl_text_case(ev, r->part[i], PL_CASE_UPPER, &r->part[i])) {
            return false;
        }
    }
    *out = pl_object_value(r);
    return true;
}

static const pl_native makers[] = {
    {"incorporate", incorporate, 0, 0, PL_FN_KWARGS, ""},
    {"replace", replace, 0, 0, PL_FN_KWARGS, ""},
    {"replace_path", replace_path, 0, 3, 0, "database,schema,identifier"},
    {"quote", quote, 0, 3, 0, "database,schema,identifier"},
    {"include", include, 0, 3, 0, "database,schema,identifier"},
    {"without_identifier", without_identifier, 0, 0, 0, ""},
    {"as_case_sensitive", as_case_sensitive, 0, 0, 0, ""},
};

const pl_native *pl_relation_maker(pl_str name) {
    for (uint32_t i = 0; i < sizeof makers / sizeof *makers; i++) {
        if (pl_str_eq(pl_str_of(makers[i].name), name)) {
            return &makers[i];
        }
    }
    return NULL;
}

/* ---- information schemas */

static pl_value database_of(pl_value v) {
    return pl_is_str(v) ? v : pl_none();
}

bool pl_relation_information(pl_eval *ev, const pl_relation *from, pl_value view,
                             pl_value *out) {
    pl_relation *r = pl_relation_copy(ev->arena, from);
    const pl_relation_rules *rules = rules_of(r->style);
    pl_str why;
    r->part[0] = database_of(r->part[0]);
    r->part[2] = pl_string(PL_S("INFORMATION_SCHEMA"));
    r->quoted[2] = false;
    r->type = PL_S("view");
    r->view = pl_is_str(view) ? view : pl_none();
    r->limit = -1;
    r->made_by = NULL;
    r->external = PL_S("");
    *out = pl_object_value(r);
    if (rules->information) {
        return rules->information(r, ev->arena, &why) ||
               pl_raise_code(ev, PL_E0601, PL_EXC_COMPILATION, "%.*s", PL_FMT(why));
    }
    r->included[0] = pl_is_str(r->part[0]);
    r->included[1] = false;
    r->included[2] = true;
    r->part[1] = pl_none();
    return true;
}

/* ---- api.Relation */

static bool create(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_relation_style *style = pl_dbt_of(ev)->style;
    pl_value database = pl_or_none(argv[1]);
    if (rules_of(style)->undefined_database && database.kind == PL_UNDEFINED) {
        database = pl_none();
    }
    pl_relation *r = pl_relation_new(ev->arena, style, database, pl_or_none(argv[2]),
                                     pl_or_none(argv[3]));
    *out = pl_object_value(r);
    return set_type(ev, r, pl_or_none(argv[4])) &&
           set_fields(ev, r, argv[5].as.dict, false);
}

static bool add_ephemeral_prefix(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_str name;
    if (!pl_text_of(ev, argv[1], &name)) {
        return false;
    }
    *out = pl_string(pl_str_cat(ev->arena, PL_S("__dbt__cte__"), name));
    return true;
}

static bool scd_args(pl_eval *ev, const pl_value *argv, pl_value *out) {
    *out = pl_list_new(ev->arena, 4);
    const pl_list *keys = argv[1].kind == PL_LIST ? argv[1].as.list : NULL;
    for (uint32_t i = 0; keys && i < keys->len; i++) {
        pl_list_push(ev->arena, out->as.list, keys->at[i]);
    }
    if (!keys) {
        pl_list_push(ev->arena, out->as.list, argv[1]);
    }
    pl_list_push(ev->arena, out->as.list, argv[2]);
    return true;
}

static bool default_policy(pl_eval *ev, bool quote_policy, pl_value *out) {
    const pl_relation_style *style = pl_dbt_of(ev)->style;
    *out = pl_policy_value(ev->arena, quote_policy ? rules_of(style)->policy : "Policy",
                           quote_policy ? style->quoted : style->included);
    return true;
}

static bool default_quote_policy(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)argv;
    return default_policy(ev, true, out);
}

static bool default_include_policy(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)argv;
    return default_policy(ev, false, out);
}

static const pl_native class_functions[] = {
    {"create", create, 0, 4, PL_FN_KWARGS, "database,schema,identifier,type"},
    {"add_ephemeral_prefix", add_ephemeral_prefix, 1, 1, 0, "name"},
    {"scd_args", scd_args, 2, 2, 0, "primary_key,updated_at"},
    {"get_default_quote_policy", default_quote_policy, 0, 0, 0, ""},
    {"get_default_include_policy", default_include_policy, 0, 0, 0, ""},
};

/* get_relation_type: the enumeration itself, so its members. */
static pl_value type_enumeration(pl_eval *ev, const pl_relation_rules *rules) {
    pl_value all = pl_dict_new(ev->arena, TYPE_COUNT);
    for (uint32_t i = 0; i < TYPE_COUNT; i++) {
        pl_str type = pl_str_of(types[i].type);
        if (has_type(rules, type)) {
            pl_dict_put_str(ev->arena, all.as.dict, pl_str_of(types[i].name),
                            pl_string(type));
        }
    }
    return all;
}

pl_found pl_relation_class_attr(pl_eval *ev, pl_str name, pl_value *out) {
    const pl_relation_rules *rules = rules_of(pl_dbt_of(ev)->style);
    for (uint32_t i = 0; i < TYPE_COUNT; i++) {
        pl_str type = pl_str_of(types[i].type);
        bool has = types[i].all || pl_adapter_has_word(rules->types, type);
        if (has && pl_str_eq(name, pl_str_of(types[i].name))) {
            *out = pl_string(type);
            return PL_FOUND;
        }
    }
    if (PL_STR_IS(name, "get_relation_type")) {
        *out = type_enumeration(ev, rules);
        return PL_FOUND;
    }
    for (uint32_t i = 0; i < sizeof class_functions / sizeof *class_functions; i++) {
        if (pl_str_eq(pl_str_of(class_functions[i].name), name)) {
            *out = pl_bound_new(ev->arena, &class_functions[i],
                                (pl_value){.kind = PL_UNSET});
            return PL_FOUND;
        }
    }
    return PL_MISSING;
}

static pl_found proxy_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    (void)self;
    return pl_relation_class_attr(ev, name, out);
}

static const pl_class proxy_class = {.name = "RelationProxy", .attr = proxy_attr};
static const pl_object proxy = {&proxy_class};

pl_value pl_relation_proxy(void) {
    return pl_const_object(&proxy);
}

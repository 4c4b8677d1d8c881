/* Relations: fields, properties and the methods that only ask.
 *
 * Source: dbt-adapters 1.10 base/relation.py and the adapters' relation.py. */
#include "eval/text/text.h"
#include "macros/context/arguments.h"
#include "macros/warehouse/warehouse.h"

static const pl_relation_rules *rules_of(const pl_relation *r) {
    return PL_ADAPTER_HAS(r->style->adapter, relations);
}

static const pl_relation *as_relation(const pl_object *self) {
    return (const pl_relation *)(const void *)self;
}

static bool is_type(const pl_relation *r, const char *type) {
    return pl_str_eq(r->type, pl_str_of(type));
}

/* ---- fields */

static pl_value policy_field(pl_eval *ev, const pl_relation *r, bool quote) {
    const pl_relation_rules *rules = rules_of(r);
    bool own = quote && rules->own_quote_policy;
    return pl_policy_value(ev->arena, own ? rules->policy : "Policy",
                           quote ? r->quoted : r->included);
}

static pl_found plain_field(pl_eval *ev, const pl_relation *r, pl_str name,
                            pl_value *out) {
    uint32_t part = pl_part_of(name);
    if (part < 3) {
        *out = r->part[part];
    } else if (PL_STR_IS(name, "table") || PL_STR_IS(name, "name")) {
        *out = r->part[2];
    } else if (PL_STR_IS(name, "type")) {
        *out = r->type.len ? pl_string(r->type) : pl_none();
    } else if (PL_STR_IS(name, "path")) {
        *out = pl_triple_new(ev->arena, "Path", r->part);
    } else if (PL_STR_IS(name, "include_policy")) {
        *out = policy_field(ev, r, false);
    } else if (PL_STR_IS(name, "quote_policy")) {
        *out = policy_field(ev, r, true);
    } else if (PL_STR_IS(name, "quote_character")) {
        *out = pl_string((pl_str){&r->style->adapter->quote[0], 1});
    } else if (PL_STR_IS(name, "limit")) {
        *out = r->limit < 0 ? pl_none() : pl_int(r->limit);
    } else if (PL_STR_IS(name, "dbt_created")) {
        *out = pl_bool(false);
    } else if (PL_STR_IS(name, "require_alias")) {
        *out = pl_bool(r->style->adapter->require_alias);
    } else if (PL_STR_IS(name, "event_time_filter")) {
        *out = pl_none();
    } else if (PL_STR_IS(name, "information_schema_view") && pl_given(r->view)) {
        *out = r->view;
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

/* ---- properties */

static bool is_iceberg(const pl_relation *r) {
    pl_value format = pl_relation_extra(r, PL_S("table_format"));
    return pl_is_str(format) && PL_STR_IS(pl_str_from(format), "iceberg");
}

static pl_found common_property(const pl_relation *r, pl_str name, bool *out) {
    const pl_relation_rules *rules = rules_of(r);
    if (PL_STR_IS(name, "is_table")) {
        *out = is_type(r, "table");
    } else if (PL_STR_IS(name, "is_view")) {
        *out = is_type(r, "view");
    } else if (PL_STR_IS(name, "is_cte")) {
        *out = r->is_cte || is_type(r, "cte");
    } else if (PL_STR_IS(name, "is_materialized_view")) {
        *out = is_type(r, "materialized_view");
    } else if (PL_STR_IS(name, "can_be_renamed")) {
        *out = pl_adapter_has_word(rules->renameable, r->type) && !is_iceberg(r);
    } else if (PL_STR_IS(name, "can_be_replaced")) {
        *out = pl_adapter_has_word(rules->replaceable, r->type);
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

/* ---- methods that ask */

/* Text with the mark of the relation that it names. */
static bool marked_text(pl_eval *ev, const pl_relation *r, pl_str text, pl_value *out) {
    pl_out *o = pl_capture_begin(ev);
    if (r->made_by) {
        pl_out_mark(o, text, &r->made_by->base);
    } else {
        pl_out_put(o, text);
    }
    o->flags |= pl_relation_flags(r);
    *out = pl_out_take(o, 0, ev->arena);
    pl_capture_end(ev, o);
    return true;
}

static bool render(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_relation *r = as_relation(argv[0].as.obj);
    return marked_text(ev, r, pl_relation_render(r, ev->arena), out);
}

static bool render_limited(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_relation *r = as_relation(argv[0].as.obj);
    return marked_text(ev, r, pl_relation_limited(r, ev->arena), out);
}

static bool quoted(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_str name;
    if (!pl_text_of(ev, argv[1], &name)) {
        return false;
    }
    *out = pl_string(pl_adapter_quoted(ev, as_relation(argv[0].as.obj)->style, name));
    return true;
}

/* dbt_utils tells relations by the type in their metadata. */
static bool get(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_relation *r = as_relation(argv[0].as.obj);
    pl_str name = pl_is_str(argv[1]) ? pl_str_from(argv[1]) : PL_S("");
    if (PL_STR_IS(name, "metadata")) {
        *out = pl_dict_new(ev->arena, 1);
        pl_dict_put_str(ev->arena, out->as.dict, PL_S("type"),
                        pl_string(pl_relation_class_name(r, ev->arena)));
        return true;
    }
    pl_found found = pl_relation_attr(ev, argv[0].as.obj, name, out);
    if (found == PL_MISSING) {
        *out = pl_or_none(argv[2]);
    }
    return found != PL_FAILED;
}

static pl_str stripped(pl_eval *ev, const pl_relation *r, pl_value v) {
    pl_value lower;
    pl_text_case(ev, v, PL_CASE_LOWER, &lower);
    pl_str s = pl_str_from(lower);
    while (s.len && s.at[0] == r->style->adapter->quote[0]) {
        s = pl_str_sub(s, 1, s.len);
    }
    while (s.len && s.at[s.len - 1] == r->style->adapter->quote[0]) {
        s.len--;
    }
    return s;
}

static bool approximate_match(pl_eval *ev, const pl_relation *r, const pl_value *path) {
    const pl_relation *target =
        pl_relation_new(ev->arena, r->style, pl_or_none(path[0]), pl_or_none(path[1]),
                        pl_or_none(path[2]));
    pl_str found = pl_relation_text(r, ev->arena);
    return pl_raise_code(
        ev, PL_E0601, PL_EXC_COMPILATION,
        "When searching for a relation, dbt found an approximate match. Instead "
        "of guessing \nwhich relation to use, dbt will move on. Please delete "
        "%.*s, or rename it to be less ambiguous.\nSearched for: %.*s\nFound: %.*s",
        PL_FMT(found), PL_FMT(pl_relation_text(target, ev->arena)), PL_FMT(found));
}

static bool matches(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_relation *r = as_relation(argv[0].as.obj);
    pl_match_rule matching = rules_of(r)->matching;
    bool exact = true, close = true, any = false;
    for (uint32_t i = 0; i < 3; i++) {
        pl_value want = pl_or_none(argv[1 + i]);
        if (want.kind == PL_NONE) {
            continue;
        }
        any = true;
        bool texts = pl_is_str(want) && pl_is_str(r->part[i]);
        bool same = texts && pl_str_eq(pl_str_from(want), pl_str_from(r->part[i]));
        bool folded =
            texts && pl_str_eq(stripped(ev, r, want), stripped(ev, r, r->part[i]));
        exact = exact && same;
        close = close && folded;
    }
    if (!any && matching != PL_MATCH_EXACT) {
        return pl_raise_code(ev, PL_E0601, PL_EXC_DBT_RUNTIME,
                             "Tried to match relation, but no search path was passed!");
    }
    if (matching == PL_MATCH_FOLDED) {
        exact = close;
    }
    if (close && !exact && matching != PL_MATCH_EXACT) {
        return approximate_match(ev, r, argv + 1);
    }
    *out = pl_bool(exact);
    return true;
}

static bool information_schema(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return pl_relation_information(ev, as_relation(argv[0].as.obj), argv[1], out);
}

static const pl_native methods[] = {
    {"render", render, 0, 0, 0, ""},
    {"render_limited", render_limited, 0, 0, 0, ""},
    {"quoted", quoted, 1, 1, 0, "identifier"},
    {"get", get, 1, 2, 0, "key,default"},
    {"matches", matches, 0, 3, 0, "database,schema,identifier"},
    {"information_schema", information_schema, 0, 1, 0, "view_name"},
    {"information_schema_only", information_schema, 0, 0, 0, ""},
    {NULL, NULL, 0, 0, 0, NULL},
};

static const pl_native *among(const pl_native *at, pl_str name) {
    while (at && at->name && !pl_str_eq(pl_str_of(at->name), name)) {
        at++;
    }
    return at && at->name ? at : NULL;
}

static const pl_native *method_of(const pl_relation *r, pl_str name) {
    const pl_native *common = among(methods, name);
    const pl_native *fn = common ? common : among(rules_of(r)->methods, name);
    return fn ? fn : pl_relation_maker(name);
}

pl_found pl_relation_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    const pl_relation *r = as_relation(self);
    bool yes;
    if (plain_field(ev, r, name, out) == PL_FOUND) {
        return PL_FOUND;
    }
    if (common_property(r, name, &yes) == PL_FOUND) {
        *out = pl_bool(yes);
        return PL_FOUND;
    }
    const pl_native *fn = method_of(r, name);
    if (fn) {
        *out = pl_bound_new(ev->arena, fn, pl_object_value(self));
        return PL_FOUND;
    }
    const pl_relation_rules *rules = rules_of(r);
    if (rules->field && rules->field(r, name, out) == PL_FOUND) {
        return PL_FOUND;
    }
    return pl_relation_class_attr(ev, name, out);
}

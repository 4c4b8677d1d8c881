/* Checking a finished config against its class, in the words of dbt's validation. */
#include "eval/ops/python_text.h"
#include "project/config/config_tree_priv.h"

static pl_str at_path(pl_arena *a, pl_str path, pl_str message) {
    return pl_str_fmt(a, "at path %.*s: %.*s", PL_FMT(path), PL_FMT(message));
}

static bool of_contract(const pl_contract_fault *f, pl_arena *a,
                        pl_config_words *words) {
    words->text = at_path(a, f->path, f->message);
    words->boolean = PL_STR_IS(f->wanted, "boolean");
    return false;
}

static bool at_root(pl_arena *a, pl_str message, pl_config_words *words) {
    words->text = at_path(a, PL_S("[]"), message);
    return false;
}

static bool is_severity(pl_str s) {
    return pl_str_eq_nocase(s, PL_S("warn")) || pl_str_eq_nocase(s, PL_S("error"));
}

/* docs and contract are objects of their own. */
static bool check_inner(const char *outer, const pl_contract_field *fields, pl_value v,
                        pl_arena *a, pl_config_words *words) {
    pl_contract_fault f;
    if (v.kind != PL_DICT || pl_contract_check(fields, true, v.as.dict, a, &f)) {
        return true;
    }
    f.path = pl_str_fmt(a, "['%s']%.*s", outer, PL_FMT(f.path));
    return of_contract(&f, a, words);
}

static bool check_members(pl_str key, pl_value v, pl_arena *a, pl_config_words *words) {
    static const pl_contract_field docs[] = {{"show", "boolean", false},
                                             {"node_color", "string|null", false},
                                             {NULL, NULL, false}};
    static const pl_contract_field contract[] = {{"enforced", "boolean", false},
                                                 {"alias_types", "boolean", false},
                                                 {NULL, NULL, false}};
    if (PL_STR_IS(key, "docs")) {
        return check_inner("docs", docs, v, a, words);
    }
    return !PL_STR_IS(key, "contract") ||
           check_inner("contract", contract, v, a, words);
}

static bool check_materialized(const pl_config_def *def, pl_str key, pl_value v,
                               pl_arena *a, pl_config_words *words) {
    if (!def->materialized || !PL_STR_IS(key, "materialized") ||
        pl_str_eq(pl_str_from(v), pl_str_of(def->materialized)) || !v.len) {
        return true;
    }
    return at_root(a, pl_str_of(def->materialized_fault), words);
}

bool pl_config_check_key(const pl_config_def *def, const pl_dict *config, pl_str key,
                         pl_arena *a, pl_config_words *words) {
    uint32_t order;
    const pl_config_field *field = pl_config_field_of(def, key, &order);
    pl_value *v = pl_dict_find(config, key);
    pl_contract_fault fault;
    if (!field || !v || (def->hides_nulls && v->kind == PL_NONE)) {
        return true;
    }
    if (!pl_contract_value(key, field->type, *v, a, &fault)) {
        return of_contract(&fault, a, words);
    }
    if (PL_STR_IS(key, "severity") && v->len && !is_severity(pl_str_from(*v))) {
        return at_root(
            a,
            pl_str_fmt(a, "Severity must be either 'warn' or 'error'. Got '%.*s'",
                       PL_FMT(pl_str_from(*v))),
            words);
    }
    return check_members(key, *v, a, words) &&
           check_materialized(def, key, *v, a, words);
}

static bool text_is(const pl_dict *config, const char *key, const char *text) {
    pl_value *v = pl_dict_find(config, pl_str_of(key));
    return v && v->kind == PL_STR && pl_str_eq(pl_str_from(*v), pl_str_of(text));
}

static bool is_color(pl_str s) {
    bool hex = s.at[0] == '#';
    for (uint32_t i = hex; i < s.len; i++) {
        char c = (char)(s.at[i] | 0x20);
        bool ok = hex ? (s.at[i] >= '0' && s.at[i] <= '9') || (c >= 'a' && c <= 'f')
                      : c >= 'a' && c <= 'z';
        if (!ok) {
            return false;
        }
    }
    return !hex || s.len == 4 || s.len == 7;
}

static bool check_color(const pl_dict *config, pl_arena *a, pl_config_words *words) {
    pl_value *docs = pl_dict_find(config, PL_S("docs"));
    pl_value *color = docs && docs->kind == PL_DICT
                          ? pl_dict_find(docs->as.dict, PL_S("node_color"))
                          : NULL;
    if (!color || color->kind != PL_STR || !color->len ||
        is_color(pl_str_from(*color))) {
        return true;
    }
    return at_root(
        a,
        pl_str_fmt(a,
                   "Invalid color name for docs.node_color: %.*s. It is neither a "
                   "valid HTML color name nor a valid HEX code.",
                   PL_FMT(pl_str_from(*color))),
        words);
}

static bool check_contract(const pl_dict *config, pl_arena *a, pl_config_words *words) {
    pl_value *contract = pl_dict_find(config, PL_S("contract"));
    pl_value *enforced = contract && contract->kind == PL_DICT
                             ? pl_dict_find(contract->as.dict, PL_S("enforced"))
                             : NULL;
    pl_value *change = pl_dict_find(config, PL_S("on_schema_change"));
    if (!enforced || !pl_python_truth(*enforced) ||
        !text_is(config, "materialized", "incremental") ||
        text_is(config, "on_schema_change", "append_new_columns") ||
        text_is(config, "on_schema_change", "fail")) {
        return true;
    }
    return at_root(
        a,
        pl_str_fmt(a,
                   "Invalid value for on_schema_change: %.*s. Models materialized as "
                   "incremental with contracts enabled must set on_schema_change to "
                   "'append_new_columns' or 'fail'",
                   PL_FMT(change ? pl_python_str(a, *change) : PL_S("None"))),
        words);
}

bool pl_config_check_whole(const pl_config_def *def, const pl_dict *config, pl_arena *a,
                           pl_config_words *words) {
    return !def->has_hooks ||
           (check_color(config, a, words) && check_contract(config, a, words));
}

/* adapter: what macros of incremental models, snapshots and grants ask.
 *
 * Source: dbt-adapters 1.10 base/impl.py and the adapters' impl.py. */
#include "macros/context/arguments.h"
#include "macros/warehouse/warehouse.h"

/* ---- grants */

static bool text_column(pl_eval *ev, pl_value row, const char *name, pl_str *out) {
    pl_value v;
    return pl_member_of(ev, row, name, &v) && pl_text_of(ev, v, out);
}

bool pl_adapter_grants_dict(pl_eval *ev, const pl_value *argv, pl_value *out) {
    static const pl_grant_rows common = {"grantee", "privilege_type", NULL};
    const pl_grant_rows *own =
        PL_ADAPTER_HAS(pl_adapter_of(pl_dbt_of(ev)->style), grant_rows);
    const pl_grant_rows *as = own ? own : &common;
    pl_value rows, grants = pl_dict_new(ev->arena, 4);
    if (!pl_to_list(ev, argv[1], &rows)) {
        return false;
    }
    for (uint32_t i = 0; i < rows.as.list->len; i++) {
        pl_value row = rows.as.list->at[i], grantee;
        pl_str privilege, to;
        if (!pl_member_of(ev, row, as->grantee, &grantee) ||
            !text_column(ev, row, as->privilege, &privilege) ||
            (as->is_own_affair && !text_column(ev, row, "granted_to", &to))) {
            return false;
        }
        bool skip = as->is_own_affair && as->is_own_affair(privilege, to);
        pl_value *list = skip ? NULL : pl_dict_find(grants.as.dict, privilege);
        if (!skip && !list) {
            pl_dict_put_str(ev->arena, grants.as.dict, privilege,
                            pl_list_new(ev->arena, 2));
            list = pl_dict_find(grants.as.dict, privilege);
        }
        if (list) {
            pl_list_push(ev->arena, list->as.list, grantee);
        }
    }
    *out = grants;
    return true;
}

/* ---- snapshots */

/* config.get(name), config being the object or a dict. */
static bool config_value(pl_eval *ev, pl_value config, const char *name,
                         pl_value *out) {
    pl_value get, args[] = {pl_string(pl_str_of(name)), pl_none()};
    const pl_call call = {.args = args, .arg_count = 2};
    return pl_getattr(ev, config, PL_S("get"), pl_str_hash(PL_S("get")), &get) &&
           pl_call_value(ev, get, &call, out);
}

static bool is_text(pl_value v, const char *text) {
    return pl_is_str(v) && pl_str_eq(pl_str_from(v), pl_str_of(text));
}

bool pl_adapter_hard_deletes(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value invalidate, hard;
    bool old;
    if (!config_value(ev, argv[1], "invalidate_hard_deletes", &invalidate) ||
        !config_value(ev, argv[1], "hard_deletes", &hard) ||
        !pl_truth(ev, invalidate, &old)) {
        return false;
    }
    if (invalidate.kind != PL_NONE && hard.kind != PL_NONE) {
        return pl_raise_code(
            ev, PL_E0502, PL_EXC_DBT_RUNTIME,
            "You cannot set both the invalidate_hard_deletes and hard_deletes "
            "config properties on the same snapshot.");
    }
    if (old || is_text(hard, "invalidate")) {
        *out = pl_string(PL_S("invalidate"));
    } else if (is_text(hard, "new_record")) {
        *out = hard;
    } else if (hard.kind == PL_NONE || is_text(hard, "ignore")) {
        *out = pl_string(PL_S("ignore"));
    } else {
        return pl_raise_code(ev, PL_E0502, PL_EXC_DBT_RUNTIME,
                             "Invalid setting for property hard_deletes.");
    }
    return true;
}

/* ---- incremental strategies */

static pl_str macro_name(pl_eval *ev, pl_str strategy) {
    char *name = pl_str_z(ev->arena, pl_str_cat3(ev->arena, PL_S("get_incremental_"),
                                                 strategy, PL_S("_sql")));
    for (char *at = name; *at; at++) {
        *at = *at == '+' ? '_' : *at;
    }
    return pl_str_of(name);
}

static bool no_macro(pl_eval *ev, pl_str name) {
    pl_dbt *d = pl_dbt_of(ev);
    pl_value project = pl_none();
    pl_str shown;
    return d->ops->member(d, ev, PL_S("project_name"), &project) != PL_FAILED &&
           pl_text_of(ev, project, &shown) &&
           pl_raise_code(
               ev, PL_E0502, PL_EXC_DBT_RUNTIME,
               "dbt could not find an incremental strategy macro with the name \"%.*s\" in %.*s",
               PL_FMT(name), PL_FMT(shown));
}

bool pl_adapter_incremental_macro(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_str strategy = PL_S("default");
    if (argv[2].kind != PL_NONE && !pl_text_of(ev, argv[2], &strategy)) {
        return false;
    }
    static const char built_in[] =
        "append delete+insert merge insert_overwrite microbatch ";
    const char *own = PL_ADAPTER_HAS(pl_adapter_of(pl_dbt_of(ev)->style), strategies);
    if (own && pl_adapter_has_word(built_in, strategy) &&
        !pl_adapter_has_word(own, strategy)) {
        return pl_raise_code(
            ev, PL_E0502, PL_EXC_DBT_RUNTIME,
            "The incremental strategy '%.*s' is not valid for this adapter",
            PL_FMT(strategy));
    }
    pl_str name = macro_name(ev, strategy);
    bool has;
    if (!pl_contains(ev, argv[1], pl_string(name), &has)) {
        return false;
    }
    return has ? pl_getitem(ev, argv[1], pl_string(name), out) : no_macro(ev, name);
}

bool pl_adapter_strategies(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)argv;
    *out = pl_list_new(ev->arena, 5);
    static const char *const names[] = {"append", "merge", "insert_overwrite",
                                        "replace_where", "microbatch"};
    for (uint32_t i = 0; i < sizeof names / sizeof *names; i++) {
        pl_list_push(ev->arena, out->as.list, pl_string(pl_str_of(names[i])));
    }
    return true;
}

/* ---- Databricks */

bool pl_adapter_compare_dbr_version(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev, (void)argv;
    *out = pl_int(1);
    return true;
}

/* A suffix no other run has: made of this run's id, so that a
 * compilation can be repeated. */
bool pl_adapter_temporary_suffix(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_str start = PL_S("__dbt_tmp");
    if (pl_given(argv[1]) && !pl_text_of(ev, argv[1], &start)) {
        return false;
    }
    *out = pl_string(
        pl_str_cat3(ev->arena, start, PL_S("_"), pl_dbt_of(ev)->invocation_id));
    return true;
}

static bool config_text(pl_eval *ev, pl_value config, const char *name,
                        const char *fallback, pl_str *out) {
    pl_value v;
    *out = pl_str_of(fallback);
    return config_value(ev, config, name, &v) &&
           (v.kind == PL_NONE || pl_text_of(ev, v, out));
}

bool pl_adapter_external_path(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value full, part;
    pl_str root, database, schema, name;
    bool named = false, incremental = false;
    if (!config_text(ev, argv[1], "location_root", "", &root) ||
        !config_value(ev, argv[1], "include_full_name_in_path", &full) ||
        !pl_truth(ev, full, &named) || !config_value(ev, argv[2], "alias", &part) ||
        !pl_text_of(ev, part, &name) ||
        !config_text(ev, argv[2], "database", "hive_metastore", &database) ||
        !config_text(ev, argv[2], "schema", "default", &schema) ||
        (pl_given(argv[3]) && !pl_truth(ev, argv[3], &incremental))) {
        return false;
    }
    if (!root.len) {
        return pl_raise_code(ev, PL_E0502, PL_EXC_DBT_RUNTIME,
                             "location_root is required for external tables.");
    }
    pl_str slash = root.at[root.len - 1] == '/' ? PL_S("") : PL_S("/");
    pl_str below =
        named ? pl_str_fmt(ev->arena, "%.*s/%.*s/", PL_FMT(database), PL_FMT(schema))
              : PL_S("");
    *out = pl_string(pl_str_fmt(ev->arena, "%.*s%.*s%.*s%.*s%s", PL_FMT(root),
                                PL_FMT(slash), PL_FMT(below), PL_FMT(name),
                                incremental ? "_tmp" : ""));
    return true;
}

/* ---- Postgres: an index of a config */

bool pl_adapter_parse_index(pl_eval *ev, const pl_value *argv, pl_value *out) {
    *out = pl_none();
    if (argv[1].kind == PL_NONE) {
        return true;
    }
    pl_value columns = pl_none();
    pl_str shown;
    if (argv[1].kind == PL_DICT) {
        pl_dict_member(argv[1].as.dict, "columns", &columns);
    }
    if (argv[1].kind != PL_DICT ||
        (columns.kind != PL_LIST && columns.kind != PL_TUPLE)) {
        return pl_text_of(ev, argv[1], &shown) &&
               pl_raise_code(
                   ev, PL_E0502, PL_EXC_COMPILATION,
                   "Invalid index config:\n  Got: %.*s\n  Expected a dictionary with at minimum a \"columns\" key",
                   PL_FMT(shown));
    }
    pl_value index = pl_dict_new(ev->arena, 4);
    static const char *const names[] = {"columns", "unique", "type"};
    for (uint32_t i = 0; i < 3; i++) {
        pl_value v = i == 1 ? pl_bool(false) : pl_none();
        pl_dict_member(argv[1].as.dict, names[i], &v);
        pl_dict_put_str(ev->arena, index.as.dict, pl_str_of(names[i]), v);
    }
    *out = index;
    return true;
}

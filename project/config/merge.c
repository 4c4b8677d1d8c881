/* Joining configs. Source: dbt-common 1.14 contracts/config/base.py. */
#include "project/config/merge.h"

#include "eval/ops/python_text.h"
#include "project/input/json_scan.h"

pl_dict *pl_config_copy(const pl_dict *d, pl_arena *a) {
    pl_dict *copy = pl_dict_new(a, d->len + 4).as.dict;
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(d, &i)) != NULL;) {
        pl_python_put(a, copy, e->key, e->value);
    }
    return copy;
}

/* Texts as a list of one; a list as a copy of its own. */
static pl_value listify(pl_value v, pl_arena *a) {
    uint32_t count = v.kind == PL_LIST ? v.as.list->len : 1;
    pl_value list = pl_list_new(a, count + 4);
    for (uint32_t i = 0; i < count; i++) {
        pl_list_push(a, list.as.list, v.kind == PL_LIST ? v.as.list->at[i] : v);
    }
    return list;
}

static pl_value append(pl_value to, pl_value from, pl_arena *a) {
    pl_value list = listify(to, a);
    pl_value more = listify(from, a);
    for (uint32_t i = 0; i < more.as.list->len; i++) {
        pl_list_push(a, list.as.list, more.as.list->at[i]);
    }
    return list;
}

static bool expect_dict(pl_value v, pl_arena *a, pl_str *why) {
    if (v.kind == PL_DICT) {
        return true;
    }
    *why = pl_str_cat(a, PL_S("expected dict, got "), pl_python_str(a, v));
    return false;
}

static void put_all(pl_dict *to, const pl_dict *from, pl_arena *a) {
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(from, &i)) != NULL;) {
        pl_python_put(a, to, e->key, e->value);
    }
}

static bool update(pl_value to, pl_value from, pl_arena *a, pl_value *out,
                   pl_str *why) {
    if (!expect_dict(to, a, why) || !expect_dict(from, a, why)) {
        return false;
    }
    pl_dict *d = pl_config_copy(to.as.dict, a);
    put_all(d, from.as.dict, a);
    *out = (pl_value){.kind = PL_DICT, .as.dict = d};
    return true;
}

/* `+key` extends the outer list, `key` replaces it. */
static void join_grant(pl_dict *d, pl_str key, pl_value value, pl_arena *a) {
    bool extend = key.len && key.at[0] == '+';
    while (key.len && key.at[0] == '+') {
        key = pl_str_sub(key, 1, key.len);
    }
    pl_value *held = pl_dict_find(d, key);
    pl_value list = held && extend ? append(*held, value, a) : listify(value, a);
    pl_dict_put_str(a, d, key, list);
}

static bool join_grants(pl_value to, pl_value from, pl_arena *a, pl_value *out,
                        pl_str *why) {
    if (!expect_dict(to, a, why) || !expect_dict(from, a, why)) {
        return false;
    }
    pl_dict *d = pl_dict_new(a, to.as.dict->len + from.as.dict->len).as.dict;
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(to.as.dict, &i)) != NULL;) {
        pl_python_put(a, d, e->key, listify(e->value, a));
    }
    i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(from.as.dict, &i)) != NULL;) {
        join_grant(d, pl_python_str(a, e->key), e->value, a);
    }
    *out = (pl_value){.kind = PL_DICT, .as.dict = d};
    return true;
}

static bool join_value(pl_merge merge, pl_value to, pl_value from, pl_arena *a,
                       pl_value *out, pl_str *why) {
    switch (merge) {
    case PL_MERGE_APPEND:
        *out = append(to, from, a);
        return true;
    case PL_MERGE_UPDATE:
    case PL_MERGE_OBJECT:
        return update(to, from, a, out, why);
    case PL_MERGE_KEYS:
        return join_grants(to, from, a, out, why);
    case PL_MERGE_CLOBBER:
        break;
    }
    *out = from;
    return true;
}

/* ---- what a class makes of its values */

/* A hook's text may be JSON of the dict. */
static pl_value hook_dict(pl_value hook, pl_arena *a) {
    pl_str text = hook.kind == PL_STR ? pl_str_trim(pl_str_from(hook)) : (pl_str){0};
    if (text.len && text.at[0] == '{') {
        pl_value parsed = pl_json_parsed(text, a);
        if (parsed.kind == PL_DICT) {
            return parsed;
        }
    }
    if (hook.kind == PL_DICT) {
        return hook;
    }
    pl_value d = pl_dict_new(a, 3);
    pl_dict_put_str(a, d.as.dict, PL_S("sql"), hook);
    return d;
}

static pl_value member(const pl_dict *d, const char *key, pl_value otherwise) {
    pl_value *v = pl_dict_find(d, pl_str_of(key));
    return v ? *v : otherwise;
}

static bool make_hooks(pl_dict *config, const char *key, pl_arena *a, pl_str *why) {
    pl_value *hooks = pl_dict_find(config, pl_str_of(key));
    if (!hooks || hooks->kind != PL_LIST) {
        return true;
    }
    for (uint32_t i = 0; i < hooks->as.list->len; i++) {
        pl_value raw = hooks->as.list->at[i];
        pl_value given = hook_dict(raw, a);
        pl_value sql = member(given.as.dict, "sql", pl_none());
        if (sql.kind != PL_STR) {
            *why =
                pl_str_fmt(a, "a hook must be a text or a mapping with `sql`, not %.*s",
                           PL_FMT(pl_python_repr(a, raw)));
            return false;
        }
        pl_value hook = pl_dict_new(a, 3);
        pl_dict_put_str(a, hook.as.dict, PL_S("sql"), sql);
        pl_dict_put_str(a, hook.as.dict, PL_S("transaction"),
                        member(given.as.dict, "transaction", pl_bool(true)));
        pl_dict_put_str(a, hook.as.dict, PL_S("index"),
                        member(given.as.dict, "index", pl_none()));
        hooks->as.list->at[i] = hook;
    }
    return true;
}

/* Classes inside the config keep their own members and no others. */
static void keep_members(const pl_dict *defaults, pl_dict *config, const char *key,
                         pl_arena *a) {
    pl_value *v = pl_dict_find(config, pl_str_of(key));
    const pl_value *all = pl_dict_find(defaults, pl_str_of(key));
    if (!v || v->kind != PL_DICT || !all || all->kind != PL_DICT) {
        return;
    }
    pl_dict *full = pl_config_copy(all->as.dict, a);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(full, &i)) != NULL;) {
        pl_value *given = pl_dict_find(v->as.dict, pl_str_from(e->key));
        if (given) {
            pl_dict_put_str(a, full, pl_str_from(e->key), *given);
        }
    }
    *v = (pl_value){.kind = PL_DICT, .as.dict = full};
}

/* store_failures_as decides; without it store_failures does. */
static void settle_failures(pl_dict *config, pl_arena *a) {
    pl_value *as = pl_dict_find(config, PL_S("store_failures_as"));
    pl_value *store = pl_dict_find(config, PL_S("store_failures"));
    if (!as || !store) {
        return;
    }
    if (as->kind == PL_NONE) {
        pl_value kind = store->kind != PL_BOOL ? pl_none()
                        : store->as.i          ? pl_string(PL_S("table"))
                                               : pl_string(PL_S("ephemeral"));
        pl_dict_put_str(a, config, PL_S("store_failures_as"), kind);
        return;
    }
    bool ephemeral = as->kind == PL_STR && PL_STR_IS(pl_str_from(*as), "ephemeral");
    pl_dict_put_str(a, config, PL_S("store_failures"), pl_bool(!ephemeral));
}

static bool settle(const pl_config_def *def, const pl_dict *defaults, pl_dict *to,
                   const pl_dict *from, pl_arena *a, pl_str *key, pl_str *why) {
    static const char *const inner[] = {
        "docs", "contract", "snapshot_meta_column_names", "freshness", "cache"};
    static const char *const hooks[] = {"pre-hook", "post-hook"};
    for (size_t i = 0; i < sizeof inner / sizeof *inner; i++) {
        if (pl_dict_find(from, pl_str_of(inner[i]))) {
            keep_members(defaults, to, inner[i], a);
        }
    }
    if (def->section == PL_SECTION_DATA_TESTS) {
        settle_failures(to, a);
    }
    for (size_t i = 0; def->has_hooks && i < 2; i++) {
        if (pl_dict_find(from, pl_str_of(hooks[i])) &&
            !make_hooks(to, hooks[i], a, why)) {
            *key = pl_str_of(hooks[i]);
            return false;
        }
    }
    return true;
}

pl_merge pl_config_merge_of(const pl_config_def *def, pl_str key) {
    uint32_t order;
    const pl_config_field *f = pl_config_field_of(def, key, &order);
    return f ? f->merge : PL_MERGE_CLOBBER;
}

bool pl_config_join(const pl_config_def *def, const pl_dict *defaults, pl_dict *to,
                    const pl_dict *from, pl_arena *a, pl_str *key, pl_str *why) {
    bool ok = true;
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(from, &i)) != NULL;) {
        pl_str name = pl_str_from(e->key);
        pl_value *held = pl_dict_find(to, name);
        pl_value joined = e->value;
        if (held && !join_value(pl_config_merge_of(def, name), *held, e->value, a,
                                &joined, why)) {
            *key = name;
            ok = false;
            continue;
        }
        pl_dict_put_str(a, to, name, joined);
    }
    return settle(def, defaults, to, from, a, key, why) && ok;
}

const pl_dict *pl_config_hook_names(const pl_dict *d, pl_arena *a) {
    static const char *const names[][2] = {{"pre_hook", "pre-hook"},
                                           {"post_hook", "post-hook"}};
    const pl_dict *out = d;
    for (int i = 0; i < 2; i++) {
        pl_value *v = pl_dict_find(out, pl_str_of(names[i][0]));
        if (!v) {
            continue;
        }
        pl_dict *renamed = pl_dict_new(a, out->len).as.dict;
        uint32_t at = 0;
        for (const pl_dict_entry *e; (e = pl_dict_next(out, &at)) != NULL;) {
            if (!pl_str_eq(pl_str_from(e->key), pl_str_of(names[i][0]))) {
                pl_dict_put_str(a, renamed, pl_str_from(e->key), e->value);
            }
        }
        pl_dict_put_str(a, renamed, pl_str_of(names[i][1]), *v);
        out = renamed;
    }
    return out;
}

/* ---- config() calls: repeated ones join before they meet the rest */

static bool name_in(pl_str key, const char *const *names) {
    for (; *names; names++) {
        if (pl_str_eq(key, pl_str_of(*names))) {
            return true;
        }
    }
    return false;
}

static pl_merge call_merge(pl_str key) {
    static const char *const appended[] = {
        "pre-hook", "pre_hook", "post-hook", "post_hook", "tags", "packages", NULL};
    static const char *const updated[] = {"quoting", "column_types", "meta",
                                          "docs",    "contract",     NULL};
    return name_in(key, appended)                         ? PL_MERGE_APPEND
           : name_in(key, updated)                        ? PL_MERGE_UPDATE
           : PL_STR_IS(key, "grants")                     ? PL_MERGE_KEYS
           : PL_STR_IS(key, "snapshot_meta_column_names") ? PL_MERGE_OBJECT
                                                          : PL_MERGE_CLOBBER;
}

/* As join_grants, but a leading + stays with the key for the outer levels to see. */
static pl_value call_grants(const pl_dict *to, const pl_dict *from, pl_arena *a) {
    pl_dict *d = pl_dict_new(a, from->len).as.dict;
    uint32_t i = 0;
    for (const pl_dict_entry *e; to && (e = pl_dict_next(to, &i)) != NULL;) {
        pl_python_put(a, d, e->key, listify(e->value, a));
    }
    i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(from, &i)) != NULL;) {
        pl_str key = pl_python_str(a, e->key);
        pl_value *held = pl_dict_find(d, key);
        bool extend = to && held && key.len && key.at[0] == '+';
        pl_dict_put_str(a, d, key,
                        extend ? append(*held, e->value, a) : listify(e->value, a));
    }
    return (pl_value){.kind = PL_DICT, .as.dict = d};
}

static bool join_call(pl_dict *calls, pl_str key, pl_value value, pl_arena *a,
                      pl_str *why) {
    pl_value *held = pl_dict_find(calls, key);
    pl_merge merge = call_merge(key);
    pl_value joined = value;
    if (merge == PL_MERGE_APPEND) {
        joined = held ? append(*held, value, a) : listify(value, a);
    } else if (merge != PL_MERGE_CLOBBER && !expect_dict(value, a, why)) {
        return false;
    } else if (merge == PL_MERGE_KEYS) {
        bool known = held && held->kind == PL_DICT;
        joined = call_grants(known ? held->as.dict : NULL, value.as.dict, a);
    } else if (merge != PL_MERGE_CLOBBER && held && held->kind == PL_DICT) {
        pl_dict *d = pl_config_copy(held->as.dict, a);
        put_all(d, value.as.dict, a);
        joined = (pl_value){.kind = PL_DICT, .as.dict = d};
    }
    pl_dict_put_str(a, calls, key, joined);
    return true;
}

bool pl_config_add_call(pl_dict *calls, const pl_dict *arguments, pl_arena *a,
                        pl_str *why) {
    bool first = calls->len == 0;
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(arguments, &i)) != NULL;) {
        if (first || e->key.kind != PL_STR) {
            pl_python_put(a, calls, e->key, e->value);
        } else if (!join_call(calls, pl_str_from(e->key), e->value, a, why)) {
            return false;
        }
    }
    return true;
}

/* From an output's fields to a target: the adapter's credentials class and Jinja's
 * `target`. Source: dbt-core 1.9 config/profile.py, dbt-adapters
 * contracts/connection.py. */
#include <assert.h>

#include "eval/ops/python_text.h"
#include "project/config/contract.h"
#include "project/config/target_priv.h"

typedef struct maker {
    const pl_target_parts *parts;
    pl_arena *a;
    pl_diag_sink *sink;
    pl_target *out;
    pl_dict *fields; /* without `type` and `threads` */
} maker;

static pl_span field_span(const maker *m, pl_str name) {
    const pl_yaml *y = pl_yaml_get_str(m->parts->output, name);
    for (const pl_alias *al = m->out->adapter ? PL_ADAPTER_HAS(m->out->adapter, aliases)
                                              : NULL;
         !y && al && al->alias; al++) {
        if (pl_str_eq(name, pl_str_of(al->canonical))) {
            y = pl_yaml_get(m->parts->output, al->alias);
        }
    }
    return y ? pl_yaml_span(y) : m->parts->where;
}

/* 'Credentials in profile "p", target "t" invalid: REASON' */
static bool invalid(maker *m, pl_span span, pl_str text, pl_str reason) {
    pl_diag *d = pl_diag_add(m->sink, PL_E0504, span, text);
    d->dbt_text = pl_str_fmt(
        m->sink->arena,
        "Runtime Error\n  Credentials in profile \"%.*s\", target \"%.*s\" invalid: %.*s",
        PL_FMT(m->parts->profile_name), PL_FMT(m->parts->name), PL_FMT(reason));
    return false;
}

/* ---- type and threads */

static bool missing_type(maker *m) {
    pl_str text =
        pl_str_fmt(m->sink->arena,
                   "required field \"type\" not found in profile %.*s and target %.*s",
                   PL_FMT(m->parts->profile_name), PL_FMT(m->parts->name));
    pl_diag_add(m->sink, PL_E0504, m->parts->where, text)->dbt_text =
        pl_str_cat(m->sink->arena, PL_S("Runtime Error\n  "), text);
    return false;
}

static bool find_adapter(maker *m) {
    pl_value *type = pl_dict_find(m->parts->fields, PL_S("type"));
    if (!type) {
        return missing_type(m);
    }
    pl_str name = pl_python_str(m->a, *type);
    const char *like = m->parts->choice ? m->parts->choice->adapter_like : NULL;
    m->out->type = name;
    m->out->adapter = pl_adapter_find(name);
    if (!m->out->adapter && like) {
        m->out->adapter = pl_adapter_find(pl_str_of(like));
    }
    if (m->out->adapter) {
        return true;
    }
    uint32_t at = m->sink->len;
    pl_adapter_require(name, field_span(m, PL_S("type")), m->sink);
    m->sink->at[at].dbt_text = pl_str_fmt(
        m->sink->arena,
        "Runtime Error\n  Credentials in profile \"%.*s\", target \"%.*s\" invalid: "
        "Runtime Error\n    Could not find adapter type %.*s!",
        PL_FMT(m->parts->profile_name), PL_FMT(m->parts->name), PL_FMT(name));
    return false;
}

static bool read_threads(maker *m) {
    pl_value *threads = pl_dict_find(m->parts->fields, PL_S("threads"));
    pl_contract_fault fault;
    m->out->threads = 1;
    if (m->parts->choice && m->parts->choice->threads > 0) {
        m->out->threads = m->parts->choice->threads;
        return true;
    }
    if (!threads) {
        return true;
    }
    if (pl_contract_value(PL_S("threads"), "integer", *threads, m->a, &fault)) {
        pl_as_int64(*threads, &m->out->threads);
        return true;
    }
    pl_diag *d = pl_diag_addf(m->sink, PL_E0504, field_span(m, PL_S("threads")),
                              "threads: %.*s", PL_FMT(fault.message));
    d->dbt_text =
        pl_str_fmt(m->sink->arena, "Runtime Error\n  at path ['threads']: %.*s",
                   PL_FMT(fault.message));
    return false;
}

/* ---- credentials */

static pl_dict *without_type(maker *m) {
    pl_dict *out = pl_dict_new(m->a, m->parts->fields->len).as.dict;
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(m->parts->fields, &i)) != NULL;) {
        pl_str key = e->key.kind == PL_STR ? pl_str_from(e->key) : (pl_str){0};
        if (!PL_STR_IS(key, "type") && !PL_STR_IS(key, "threads")) {
            pl_python_put(m->a, out, e->key, e->value);
        }
    }
    return out;
}

static bool check_fields(maker *m, const pl_dict *given) {
    pl_contract_fault fault;
    for (const pl_cred_field *f = m->out->adapter->fields; f->name; f++) {
        pl_str name = pl_str_of(f->name);
        pl_value *v = pl_dict_find(given, name);
        if (v && !pl_contract_value(name, f->type, *v, m->a, &fault)) {
            pl_str text = f->secret ? pl_str_fmt(m->sink->arena,
                                                 "%s is of the wrong type", f->name)
                                    : pl_str_fmt(m->sink->arena, "%s: %.*s", f->name,
                                                 PL_FMT(fault.message));
            return invalid(m, field_span(m, name), text,
                           f->secret ? text : fault.message);
        }
    }
    for (const pl_cred_field *f = m->out->adapter->fields;
         f->name && !m->parts->lenient; f++) {
        if (!f->value && !pl_dict_find(given, pl_str_of(f->name))) {
            pl_str reason =
                pl_str_fmt(m->sink->arena, "'%s' is a required property", f->name);
            pl_str text =
                pl_str_fmt(m->sink->arena, "the %s target '%.*s' has no `%s`",
                           m->out->adapter->title, PL_FMT(m->parts->name), f->name);
            return invalid(m, m->parts->where, text, reason);
        }
    }
    return true;
}

/* Every member of the class, given or by default; the defaults are read as one document. */
static pl_dict *complete(maker *m, const pl_dict *given) {
    pl_buf text = {0};
    for (const pl_cred_field *f = m->out->adapter->fields; f->name; f++) {
        pl_buf_fmt(&text, "%s: %s\n", f->name, f->value ? f->value : "null");
    }
    pl_value defaults;
    pl_str why;
    bool ok = pl_yaml_load_value(pl_buf_view(&text), m->a, NULL, &defaults, &why);
    assert(ok && defaults.kind == PL_DICT);
    (void)ok;
    pl_buf_free(&text);
    pl_dict *all = defaults.as.dict;
    for (const pl_cred_field *f = m->out->adapter->fields; f->name; f++) {
        pl_value *v = pl_dict_find(given, pl_str_of(f->name));
        if (v) {
            pl_dict_put_str(m->a, all, pl_str_of(f->name), *v);
        }
    }
    return all;
}

static bool make_credentials(maker *m) {
    const pl_dict *given;
    pl_str why;
    if (!pl_adapter_translate(m->out->adapter, m->fields, m->a, &given, &why)) {
        return invalid(m, m->parts->where, why, why);
    }
    if (!check_fields(m, given)) {
        return false;
    }
    pl_dict *all = complete(m, given);
    bool (*finish)(pl_dict *, pl_arena *, pl_str *) =
        PL_ADAPTER_HAS(m->out->adapter, finish);
    if (finish && !finish(all, m->a, &why) && !m->parts->lenient) {
        pl_str text = pl_str_starts(why, PL_S("Runtime Error\n"))
                          ? pl_str_trim(pl_str_sub(why, 14, why.len))
                          : why;
        return invalid(m, m->parts->where, text, why);
    }
    m->out->credentials = (pl_value){.kind = PL_DICT, .as.dict = all};
    m->out->database = *pl_dict_find(all, PL_S("database"));
    m->out->schema = *pl_dict_find(all, PL_S("schema"));
    return true;
}

/* ---- Jinja's `target` */

static bool is_shown(const pl_adapter *ad, const char *name) {
    for (const char *const *key = ad->shown; *key; key++) {
        if (!strcmp(*key, name)) {
            return true;
        }
    }
    return false;
}

static void show(maker *m, pl_dict *to, pl_str name) {
    const pl_dict *all = m->out->credentials.as.dict;
    pl_str canonical = pl_adapter_canonical(m->out->adapter, name);
    pl_value *v = pl_dict_find(all, canonical);
    if (v) {
        pl_dict_put_str(m->a, to, name, pl_with(*v, PL_FROM_TARGET));
    }
}

/* Databricks shows its session properties only when there are some. */
static bool is_hidden(const maker *m, const char *name) {
    pl_value *v = pl_dict_find(m->out->credentials.as.dict, pl_str_of(name));
    return v && !strcmp(name, "session_properties") && !pl_python_truth(*v);
}

static void make_dict(maker *m) {
    const pl_adapter *ad = m->out->adapter;
    pl_dict *d = pl_dict_new(m->a, 32).as.dict;
    for (const char *const *key = ad->shown; *key; key++) {
        if (!is_hidden(m, *key)) {
            show(m, d, pl_str_of(*key));
        }
    }
    for (const pl_alias *al = PL_ADAPTER_HAS(ad, aliases); al && al->alias; al++) {
        if (is_shown(ad, al->canonical)) {
            show(m, d, pl_str_of(al->alias));
        }
    }
    struct {
        const char *key;
        pl_value value;
    } own[] = {
        {"type", pl_string(m->out->type)},
        {"threads", pl_int(m->out->threads)},
        {"name", pl_string(m->out->name)},
        {"target_name", pl_string(m->out->name)},
        {"profile_name", pl_string(m->out->profile_name)},
    };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        pl_dict_put_str(m->a, d, pl_str_of(own[i].key),
                        pl_with(own[i].value, PL_FROM_TARGET));
    }
    m->out->dict = (pl_value){.kind = PL_DICT, .as.dict = d};
}

bool pl_target_build(const pl_target_parts *parts, pl_arena *a, pl_diag_sink *sink,
                     pl_target *out) {
    maker m = {.parts = parts, .a = a, .sink = sink, .out = out};
    *out = (pl_target){
        .name = parts->name,
        .profile_name = parts->profile_name,
        .span = parts->where,
        .output = parts->output,
    };
    m.fields = without_type(&m);
    if (!find_adapter(&m) || !make_credentials(&m) || !read_threads(&m)) {
        return false;
    }
    make_dict(&m);
    return true;
}

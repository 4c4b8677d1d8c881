/* What the methods of the selection language compare.
 * Source: dbt-core 1.9 graph/selector_methods.py. */
#include <stdarg.h>
#include <stdio.h>

#include "eval/ops/python_text.h"
#include "project/select/select_priv.h"

/* ---- methods that look at one node */

bool pl_select_error(const pl_matching *m, const char *format, ...) {
    va_list args;
    pl_buf text = {0};
    char line[512];
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    pl_buf_str(&text, pl_str_of(line));
    pl_diag_add(m->sink, PL_E0508, m->spec->span, pl_buf_take(&text, m->arena));
    pl_buf_free(&text);
    return false;
}

static bool in_nodes(const pl_dbt_node *n) {
    switch (n->type) {
    case PL_RES_MODEL:
    case PL_RES_SEED:
    case PL_RES_SNAPSHOT:
    case PL_RES_TEST:
    case PL_RES_ANALYSIS:
    case PL_RES_OPERATION:
    case PL_RES_SQL_OPERATION:
        return true;
    case PL_RES_SOURCE:
    case PL_RES_EXPOSURE:
    case PL_RES_METRIC:
    case PL_RES_GROUP:
    case PL_RES_SEMANTIC_MODEL:
    case PL_RES_SAVED_QUERY:
    case PL_RES_UNIT_TEST:
    case PL_RES_COUNT:
        return false;
    }
    return false;
}

static bool has_tag(const pl_matching *m, const pl_dbt_node *n) {
    for (uint32_t i = 0; i < n->tags.len; i++) {
        if (pl_fnmatch(n->tags.at[i], m->value)) {
            return true;
        }
    }
    return false;
}

/* By the config: a generic test, whose group is its model's, is not found. */
static bool has_group(const pl_matching *m, const pl_dbt_node *n) {
    const pl_value *group = n->config ? pl_dict_find(n->config, PL_S("group")) : NULL;
    return (in_nodes(n) || n->type == PL_RES_METRIC) && group && pl_is_str(*group) &&
           pl_fnmatch(pl_str_from(*group), m->value);
}

static bool has_access(const pl_matching *m, const pl_dbt_node *n) {
    pl_str access = n->access.len ? n->access : PL_S("protected");
    return n->type == PL_RES_MODEL && pl_str_eq(access, m->value);
}

static bool in_file(const pl_matching *m, const pl_dbt_node *n) {
    pl_str base = pl_path_base(n->original_file_path);
    return pl_fnmatch(base, m->value) || pl_fnmatch(pl_path_stem(base), m->value);
}

static bool in_package(const pl_matching *m, const pl_dbt_node *n) {
    pl_str package =
        PL_STR_IS(m->value, "this") ? m->w->packages[0].file->name : m->value;
    return pl_fnmatch(n->package, package);
}

static bool has_test_name(const pl_matching *m, const pl_dbt_node *n) {
    if (n->type == PL_RES_UNIT_TEST) {
        return pl_fnmatch(n->name, m->value);
    }
    return n->type == PL_RES_TEST && n->test && n->test->generic &&
           pl_fnmatch(n->test->short_name, m->value);
}

static bool each_node(pl_matching *m, pl_bits to,
                      bool (*matches)(const pl_matching *m, const pl_dbt_node *n)) {
    for (uint32_t i = 0; i < m->edges->len; i++) {
        if (matches(m, m->edges->at[i])) {
            pl_bits_set(to, i);
        }
    }
    return true;
}

/* ---- methods that check their value first */

/* dbt asks whether the value is a part of the word. */
static bool part_of(pl_str value, const char *word) {
    return pl_str_find(pl_str_of(word), value, 0) != UINT32_MAX || !value.len;
}

static bool search_test_type(pl_matching *m, pl_bits to) {
    bool generic = PL_STR_IS(m->value, "generic") || PL_STR_IS(m->value, "schema");
    bool data = !generic && part_of(m->value, "data");
    bool singular = !generic && !data && part_of(m->value, "singular");
    bool unit = !generic && !data && !singular && part_of(m->value, "unit");
    if (!generic && !data && !singular && !unit) {
        return pl_select_error(m,
                               "Invalid test type selector %.*s: expected \"generic\", "
                               "\"singular\", \"unit\", or \"data\"",
                               PL_FMT(m->value));
    }
    for (uint32_t i = 0; i < m->edges->len; i++) {
        const pl_dbt_node *n = m->edges->at[i];
        bool is_generic = n->test && n->test->generic;
        bool in = n->type == PL_RES_TEST ? data || (is_generic ? generic : singular)
                                         : unit && n->type == PL_RES_UNIT_TEST;
        if (in) {
            pl_bits_set(to, i);
        }
    }
    return true;
}

static bool search_resource_type(pl_matching *m, pl_bits to) {
    static const char *const others[] = {"rpc", "doc", "macro", "fixture", NULL};
    bool known = false;
    for (uint32_t t = 0; t < PL_RES_COUNT; t++) {
        known =
            known || pl_str_eq(m->value, pl_str_of(pl_resource_name((pl_resource)t)));
    }
    for (uint32_t i = 0; others[i]; i++) {
        known = known || pl_str_eq(m->value, pl_str_of(others[i]));
    }
    if (!known) {
        return pl_select_error(m, "Invalid resource_type selector \"%.*s\"",
                               PL_FMT(m->value));
    }
    for (uint32_t i = 0; i < m->edges->len; i++) {
        if (pl_str_eq(m->value, pl_str_of(pl_resource_name(m->edges->at[i]->type)))) {
            pl_bits_set(to, i);
        }
    }
    return true;
}

typedef struct dotted {
    pl_str part[3];
    uint32_t count;
} dotted;

static bool split(pl_str s, uint32_t most, dotted *out) {
    out->count = pl_select_count_parts(s);
    if (out->count > most) {
        return false;
    }
    for (uint32_t i = 0, from = 0; i < out->count; i++) {
        uint32_t end = pl_select_part_end(s, from);
        out->part[i] = pl_str_sub(s, from, end);
        from = end + 1;
    }
    return true;
}

static bool search_source(pl_matching *m, pl_bits to) {
    dotted d;
    if (!split(m->value, 3, &d)) {
        return pl_select_error(
            m,
            "Invalid source selector value \"%.*s\". Sources must be of the "
            "form `${source_name}`, `${source_name}.${target_name}`, or "
            "`${package_name}.${source_name}.${target_name}",
            PL_FMT(m->value));
    }
    pl_str any = PL_S("*");
    pl_str package = d.count == 3 ? d.part[0] : any;
    pl_str source = d.count == 3 ? d.part[1] : d.part[0];
    pl_str table = d.count == 1 ? any : d.part[d.count - 1];
    for (uint32_t i = 0; i < m->edges->len; i++) {
        const pl_dbt_node *n = m->edges->at[i];
        if (n->type == PL_RES_SOURCE && pl_fnmatch(n->package, package) &&
            pl_fnmatch(n->source_name, source) && pl_fnmatch(n->name, table)) {
            pl_bits_set(to, i);
        }
    }
    return true;
}

static bool search_named(pl_matching *m, pl_bits to, pl_resource type,
                         const char *title, const char *word) {
    dotted d;
    if (!split(m->value, 2, &d)) {
        return pl_select_error(
            m,
            "Invalid %s selector value \"%.*s\". %c%ss must be of the form "
            "${%s_name} or ${%s_package.%s_name}",
            title, PL_FMT(m->value), title[0] - 'a' + 'A', title + 1, word, word, word);
    }
    pl_str package = d.count == 2 ? d.part[0] : PL_S("*");
    for (uint32_t i = 0; i < m->edges->len; i++) {
        const pl_dbt_node *n = m->edges->at[i];
        if (n->type == type && pl_fnmatch(n->package, package) &&
            pl_fnmatch(n->name, d.part[d.count - 1])) {
            pl_bits_set(to, i);
        }
    }
    return true;
}

/* ---- version */

static bool as_number(pl_value v, double *out) {
    return v.kind == PL_STR ? pl_parse_float(pl_str_from(v), out)
                            : pl_as_double(v, out);
}

/* <0, 0, >0: numbers as such, anything else as text. */
static int compare_versions(pl_arena *a, pl_value l, pl_value r) {
    double x, y;
    if (as_number(l, &x) && as_number(r, &y)) {
        return (x > y) - (x < y);
    }
    return pl_str_cmp(pl_python_str(a, l), pl_python_str(a, r));
}

static bool same_version(pl_value l, pl_value r) {
    double x, y;
    if (l.kind == PL_STR || r.kind == PL_STR) {
        return l.kind == r.kind && pl_str_eq(pl_str_from(l), pl_str_from(r));
    }
    return pl_as_double(l, &x) && pl_as_double(r, &y) && !(x < y) && !(x > y);
}

static bool is_true(pl_value v) {
    double d;
    if (v.kind == PL_STR) {
        return v.len > 0;
    }
    return pl_as_double(v, &d) && (d < 0 || d > 0);
}

static bool search_version(pl_matching *m, pl_bits to) {
    bool latest = PL_STR_IS(m->value, "latest"), none = PL_STR_IS(m->value, "none");
    bool later = PL_STR_IS(m->value, "prerelease"), old = PL_STR_IS(m->value, "old");
    if (!latest && !none && !later && !old) {
        return pl_select_error(m,
                               "Invalid version type selector %.*s: expected one of: "
                               "\"latest\", \"prerelease\", \"old\", or \"none\"",
                               PL_FMT(m->value));
    }
    for (uint32_t i = 0; i < m->edges->len; i++) {
        const pl_dbt_node *n = m->edges->at[i];
        if (n->type != PL_RES_MODEL) {
            continue;
        }
        bool versioned = pl_select_versioned(n);
        bool both = versioned && is_true(n->version) && is_true(n->latest_version);
        int order =
            both ? compare_versions(m->arena, n->version, n->latest_version) : 0;
        if ((none && !versioned) || (later && order > 0) || (old && order < 0) ||
            (latest && versioned && same_version(n->version, n->latest_version))) {
            pl_bits_set(to, i);
        }
    }
    return true;
}

/* ---- config */

static const pl_value *config_member(pl_value v, pl_str key) {
    if (v.kind != PL_DICT) {
        return NULL;
    }
    const pl_value *found = pl_dict_find(v.as.dict, key);
    if (!found && PL_STR_IS(key, "pre_hook")) {
        return pl_dict_find(v.as.dict, PL_S("pre-hook"));
    }
    if (!found && PL_STR_IS(key, "post_hook")) {
        return pl_dict_find(v.as.dict, PL_S("post-hook"));
    }
    return found;
}

/* config.meta.tier: what stands at the end of that path; NULL: nothing. */
static const pl_value *config_at(const pl_dbt_node *n, pl_str path) {
    const pl_dict *config = n->shown ? n->shown : n->config;
    if (!config || !path.len) {
        return NULL;
    }
    pl_value root = {.kind = PL_DICT, .as.dict = (pl_dict *)(uintptr_t)config};
    const pl_value *at = &root;
    for (uint32_t from = 0; at && from <= path.len;) {
        uint32_t end = pl_select_part_end(path, from);
        at = config_member(*at, pl_str_sub(path, from, end));
        from = end + 1;
    }
    return at;
}

/* Texts "true" and "false" in any case also mean the booleans; severity has no case. */
static bool config_is(const pl_matching *m, pl_value v) {
    pl_value wanted = m->spec->value;
    if (wanted.kind != PL_STR) {
        return pl_python_equal(m->arena, wanted, v);
    }
    if (v.kind == PL_BOOL) {
        return pl_str_eq_nocase(m->value, v.as.i ? PL_S("true") : PL_S("false"));
    }
    if (v.kind != PL_STR) {
        return false;
    }
    return PL_STR_IS(m->spec->arguments, "severity")
               ? pl_str_eq_nocase(pl_str_from(v), m->value)
               : pl_str_eq(pl_str_from(v), m->value);
}

static bool has_config(const pl_matching *m, const pl_dbt_node *n) {
    if (!in_nodes(n) && n->type != PL_RES_SOURCE) {
        return false;
    }
    const pl_value *v = config_at(n, m->spec->arguments);
    if (!v || v->kind != PL_LIST) {
        return v && config_is(m, *v);
    }
    for (uint32_t i = 0; i < v->as.list->len; i++) {
        if (config_is(m, v->as.list->at[i])) {
            return true;
        }
    }
    return false;
}

/* ---- by method */

bool pl_select_search(pl_matching *m, pl_bits to) {
    pl_value value = m->spec->value;
    if (value.kind != PL_STR && m->spec->method != PL_METHOD_CONFIG) {
        value = pl_string(pl_python_str(m->arena, value));
    }
    m->value = value.kind == PL_STR ? pl_str_from(value) : PL_S("");
    switch (m->spec->method) {
    case PL_METHOD_FQN:
        return pl_select_fqn(m, to);
    case PL_METHOD_TAG:
        return each_node(m, to, has_tag);
    case PL_METHOD_GROUP:
        return each_node(m, to, has_group);
    case PL_METHOD_ACCESS:
        return each_node(m, to, has_access);
    case PL_METHOD_SOURCE:
        return search_source(m, to);
    case PL_METHOD_PATH:
        return pl_select_path(m, to);
    case PL_METHOD_FILE:
        return each_node(m, to, in_file);
    case PL_METHOD_PACKAGE:
        return each_node(m, to, in_package);
    case PL_METHOD_CONFIG:
        return each_node(m, to, has_config);
    case PL_METHOD_TEST_NAME:
        return each_node(m, to, has_test_name);
    case PL_METHOD_TEST_TYPE:
        return search_test_type(m, to);
    case PL_METHOD_RESOURCE_TYPE:
        return search_resource_type(m, to);
    case PL_METHOD_STATE:
    case PL_METHOD_RESULT:
    case PL_METHOD_SOURCE_STATUS:
        return pl_select_state(m, to);
    case PL_METHOD_EXPOSURE:
        return search_named(m, to, PL_RES_EXPOSURE, "exposure", "exposure");
    case PL_METHOD_METRIC:
        return search_named(m, to, PL_RES_METRIC, "metric", "metric");
    case PL_METHOD_VERSION:
        return search_version(m, to);
    case PL_METHOD_SEMANTIC_MODEL:
        return search_named(m, to, PL_RES_SEMANTIC_MODEL, "semantic model",
                            "semantic_model");
    case PL_METHOD_SAVED_QUERY:
        return search_named(m, to, PL_RES_SAVED_QUERY, "saved query", "saved_query");
    case PL_METHOD_UNIT_TEST:
        return search_named(m, to, PL_RES_UNIT_TEST, "unit test", "unit_test");
    case PL_METHOD_COUNT:
        break;
    }
    return true;
}

/* environments.yml: reading and checking it. */
#include "project/environment/environments_priv.h"

#include <ctype.h>

#include "support/vec.h"

typedef struct field {
    const char *name;
    void (*take)(pl_environments_reader *r, pl_environment *e, const pl_yaml *y);
} field;

const char *pl_environment_type_name(pl_environment_type type) {
    static const char *const names[] = {"", "development", "deployment"};
    return names[type];
}

/* ---- faults */

pl_diag *pl_environments_fault(pl_environments_reader *r, pl_span span, pl_str text) {
    r->ok = false;
    return pl_diag_add(r->sink, PL_E0507, span, text);
}

static void wrong_type(pl_environments_reader *r, const char *name, const char *wanted,
                       const pl_yaml *y) {
    pl_str got = pl_str_of(pl_yaml_type_name(y));
    if (pl_yaml_is_none(y) || (pl_yaml_is_str(y) && !y->scalar.len)) {
        got = PL_S("empty");
    } else if (pl_yaml_is_str(y)) {
        got = pl_str_fmt(r->sink->arena, "'%.*s'", PL_FMT(pl_str_from(y->scalar)));
    }
    pl_environments_fault(
        r, pl_yaml_span(y),
        pl_str_fmt(r->sink->arena, "`%s` is %s, not %.*s", name, wanted, PL_FMT(got)));
}

void pl_near_suggest(pl_environments_reader *r, pl_diag *d, const pl_near_name *near) {
    if (near->best.len) {
        d->help =
            pl_str_fmt(r->sink->arena, "did you mean '%.*s'?", PL_FMT(near->best));
    }
}

static void unknown_key(pl_environments_reader *r, const pl_yaml *key,
                        const field *fields, size_t len) {
    pl_str name = pl_yaml_text(key, PL_S("?"));
    pl_near_name near = {.wanted = name, .distance = 4};
    pl_diag *d = pl_environments_fault(
        r, pl_yaml_span(key),
        pl_str_fmt(r->sink->arena, "unknown key '%.*s'", PL_FMT(name)));
    for (size_t i = 0; i < len; i++) {
        pl_near_compare(&near, pl_str_of(fields[i].name));
    }
    pl_near_suggest(r, d, &near);
}

static const field *find_field(const field *fields, size_t len, pl_str name) {
    for (size_t i = 0; i < len; i++) {
        if (pl_str_eq(name, pl_str_of(fields[i].name))) {
            return &fields[i];
        }
    }
    return NULL;
}

static void take_fields(pl_environments_reader *r, pl_environment *e,
                        const pl_yaml *map, const field *fields, size_t len) {
    for (uint32_t i = 0; i < map->count; i++) {
        const pl_yaml_entry *entry = &map->as.entries[i];
        const field *f = find_field(fields, len, pl_yaml_text(entry->key, PL_S("")));
        if (f) {
            f->take(r, e, entry->value);
        } else {
            unknown_key(r, entry->key, fields, len);
        }
    }
}

/* One of a few words. Returns its number, or -1 after reporting. */
static int one_of(pl_environments_reader *r, const char *name, const pl_yaml *y,
                  const char *const *words, int count) {
    pl_str text = pl_yaml_text(y, PL_S(""));
    pl_buf list = {0};
    pl_near_name near = {.wanted = text, .distance = 4};
    for (int i = 0; i < count; i++) {
        if (pl_str_eq(text, pl_str_of(words[i]))) {
            pl_buf_free(&list);
            return i;
        }
        pl_near_compare(&near, pl_str_of(words[i]));
        pl_buf_fmt(&list, "%s%s", !i ? "" : i + 1 < count ? ", " : " or ", words[i]);
    }
    pl_str all = pl_buf_take(&list, r->sink->arena);
    pl_buf_free(&list);
    pl_near_suggest(r,
                    pl_environments_fault(
                        r, pl_yaml_span(y),
                        pl_str_fmt(r->sink->arena, "`%s` is %.*s", name, PL_FMT(all))),
                    &near);
    return -1;
}

static bool take_text(pl_environments_reader *r, const char *name, const pl_yaml *y) {
    if (pl_yaml_is_str(y) && y->scalar.len) {
        return true;
    }
    wrong_type(r, name, "a text", y);
    return false;
}

static bool take_bool(pl_environments_reader *r, const char *name, const pl_yaml *y) {
    if (pl_yaml_is(y, PL_YAML_SCALAR) && y->scalar.kind == PL_BOOL) {
        return y->scalar.as.i;
    }
    wrong_type(r, name, "true or false", y);
    return false;
}

/* A scalar as it stands in the file: 1.10 stays 1.10. */
static pl_str written(const pl_yaml *y) {
    return pl_yaml_is_str(y) ? pl_str_from(y->scalar)
                             : pl_str_sub(y->src->text, y->lo, y->hi);
}

/* ---- plain fields */

static void take_type(pl_environments_reader *r, pl_environment *e, const pl_yaml *y) {
    static const char *const words[] = {"development", "deployment"};
    int i = one_of(r, "type", y, words, 2);
    e->type = i < 0 ? PL_ENVIRONMENT_UNSTATED : (pl_environment_type)(i + 1);
}

static void take_target(pl_environments_reader *r, pl_environment *e,
                        const pl_yaml *y) {
    e->target = take_text(r, "target", y) ? y : NULL;
}

static void take_schema(pl_environments_reader *r, pl_environment *e,
                        const pl_yaml *y) {
    e->schema = take_text(r, "schema", y) ? y : NULL;
}

static void take_threads(pl_environments_reader *r, pl_environment *e,
                         const pl_yaml *y) {
    bool number =
        pl_yaml_is(y, PL_YAML_SCALAR) && y->scalar.kind == PL_INT && y->scalar.as.i > 0;
    bool jinja = pl_yaml_is_str(y) &&
                 pl_str_find(pl_str_from(y->scalar), PL_S("{{"), 0) != UINT32_MAX;
    if (number || jinja) {
        e->threads = y;
    } else {
        wrong_type(r, "threads", "a number above 0", y);
    }
}

static void take_version(pl_environments_reader *r, pl_environment *e,
                         const pl_yaml *y) {
    bool scalar = pl_yaml_is(y, PL_YAML_SCALAR);
    if (scalar && (pl_is_str(y->scalar) || y->scalar.kind == PL_INT ||
                   y->scalar.kind == PL_FLOAT)) {
        e->dbt_version = written(y);
        e->version = y;
    } else {
        wrong_type(r, "dbt_version", "a version", y);
    }
}

static void take_branch(pl_environments_reader *r, pl_environment *e,
                        const pl_yaml *y) {
    e->branch = take_text(r, "branch", y) ? pl_str_from(y->scalar) : e->branch;
}

static void take_custom(pl_environments_reader *r, pl_environment *e,
                        const pl_yaml *y) {
    e->custom_branch = take_bool(r, "custom_branch_enabled", y);
}

static void take_protected(pl_environments_reader *r, pl_environment *e,
                           const pl_yaml *y) {
    e->is_protected = take_bool(r, "protected", y);
}

static void take_defer(pl_environments_reader *r, pl_environment *e, const pl_yaml *y) {
    e->defer_yaml = take_text(r, "defer_to", y) ? y : NULL;
}

/* ---- connection: a target of its own */

static bool is_connection_key(const pl_adapter *ad, pl_str key) {
    return PL_STR_IS(key, "type") || PL_STR_IS(key, "threads") ||
           pl_adapter_field(ad, pl_adapter_canonical(ad, key)) != NULL;
}

static void unknown_member(pl_environments_reader *r, const pl_adapter *ad,
                           const pl_yaml *key) {
    pl_str name = pl_yaml_text(key, PL_S("?"));
    pl_near_name near = {.wanted = name, .distance = 4};
    pl_diag *d = pl_environments_fault(r, pl_yaml_span(key),
                                       pl_str_fmt(r->sink->arena,
                                                  "%s has no connection member '%.*s'",
                                                  ad->title, PL_FMT(name)));
    for (const pl_cred_field *f = ad->fields; f->name; f++) {
        pl_near_compare(&near, pl_str_of(f->name));
    }
    for (const pl_alias *al = PL_ADAPTER_HAS(ad, aliases); al && al->alias; al++) {
        pl_near_compare(&near, pl_str_of(al->alias));
    }
    pl_near_suggest(r, d, &near);
}

static void take_connection(pl_environments_reader *r, pl_environment *e,
                            const pl_yaml *y) {
    const pl_yaml *type = pl_yaml_get(y, "type");
    if (!pl_yaml_is(y, PL_YAML_MAP)) {
        wrong_type(r, "connection", "a mapping", y);
        return;
    }
    if (!type || !take_text(r, "type", type)) {
        if (!type) {
            pl_environments_fault(r, pl_yaml_span(y),
                                  PL_S("`connection` has no `type`"))
                ->help = PL_S("add the adapter's name, such as `type: snowflake`");
        }
        return;
    }
    const pl_adapter *ad = pl_adapter_find(pl_str_from(type->scalar));
    for (uint32_t i = 0; ad && i < y->count; i++) {
        if (!is_connection_key(ad, pl_yaml_text(y->as.entries[i].key, PL_S("")))) {
            unknown_member(r, ad, y->as.entries[i].key);
        }
    }
    e->connection = y;
}

/* ---- env_vars */

static void take_env_vars(pl_environments_reader *r, pl_environment *e,
                          const pl_yaml *y) {
    if (!pl_yaml_is(y, PL_YAML_MAP)) {
        wrong_type(r, "env_vars", "a mapping", y);
        return;
    }
    for (uint32_t i = 0; i < y->count; i++) {
        const pl_yaml_entry *entry = &y->as.entries[i];
        if (!pl_yaml_is_str(entry->key) || !entry->key->scalar.len) {
            pl_environments_fault(r, pl_yaml_span(entry->key),
                                  PL_S("the name of a variable is a text"));
        }
        bool scalar = entry->value->kind != PL_YAML_SEQ &&
                      entry->value->kind != PL_YAML_MAP &&
                      entry->value->kind != PL_YAML_SET;
        if (!scalar || pl_yaml_is_none(entry->value)) {
            pl_environments_fault(
                r,
                pl_yaml_span(pl_yaml_is_none(entry->value) ? entry->key : entry->value),
                pl_str_fmt(r->sink->arena, "the value of %.*s is a text, not %s",
                           PL_FMT(pl_yaml_text(entry->key, PL_S("a variable"))),
                           pl_yaml_is_none(entry->value)
                               ? "empty"
                               : pl_yaml_type_name(entry->value)))
                ->help = PL_S("an empty text is written \"\"");
        }
    }
    e->env_vars = y;
}

/* ---- credentials */

static void take_user(pl_environments_reader *r, pl_environment *e, const pl_yaml *y) {
    e->credentials.user = take_text(r, "user", y) ? y : NULL;
}

static void take_auth(pl_environments_reader *r, pl_environment *e, const pl_yaml *y) {
    static const char *const words[] = {"key_pair", "password", "oauth",
                                        "token",    "iam",      "service_account"};
    int i = one_of(r, "auth", y, words, 6);
    e->credentials.auth = i < 0 ? PL_S("") : pl_str_of(words[i]);
}

static bool is_date(pl_str s) {
    static const char form[] = "dddd-dd-dd";
    for (uint32_t i = 0; i < 10 && i < s.len; i++) {
        if (form[i] == 'd' ? !isdigit((unsigned char)s.at[i]) : s.at[i] != '-') {
            return false;
        }
    }
    int month = s.len >= 10 ? (s.at[5] - '0') * 10 + s.at[6] - '0' : 0;
    int day = s.len >= 10 ? (s.at[8] - '0') * 10 + s.at[9] - '0' : 0;
    return s.len == 10 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static void take_rotated(pl_environments_reader *r, pl_environment *e,
                         const pl_yaml *y) {
    bool dated = pl_yaml_is(y, PL_YAML_DATE) || pl_yaml_is(y, PL_YAML_DATETIME);
    pl_str text =
        dated ? pl_str_sub(pl_str_from(y->scalar), 0, 10) : pl_yaml_text(y, PL_S(""));
    if (is_date(text)) {
        e->credentials.rotated_at = text;
    } else {
        wrong_type(r, "rotated_at", "a date such as 2026-10-01", y);
    }
}

/* "90d", "12w", "90 days", 90. */
static int64_t days_of(pl_str s) {
    int64_t n = 0;
    uint32_t at = 0;
    for (; at < s.len && isdigit((unsigned char)s.at[at]) && n < 100000; at++) {
        n = n * 10 + s.at[at] - '0';
    }
    pl_str unit = pl_str_trim(pl_str_sub(s, at, s.len));
    bool days = !unit.len || PL_STR_IS(unit, "d") || PL_STR_IS(unit, "day") ||
                PL_STR_IS(unit, "days");
    bool weeks =
        PL_STR_IS(unit, "w") || PL_STR_IS(unit, "week") || PL_STR_IS(unit, "weeks");
    return n > 36500 ? 0 : days ? n : weeks ? n * 7 : 0;
}

static void take_every(pl_environments_reader *r, pl_environment *e, const pl_yaml *y) {
    bool scalar = pl_yaml_is(y, PL_YAML_SCALAR);
    e->credentials.rotate_days = scalar ? days_of(written(y)) : 0;
    if (!e->credentials.rotate_days) {
        wrong_type(r, "rotate_every", "a time such as 90d or 12w", y);
    }
}

static void take_credentials(pl_environments_reader *r, pl_environment *e,
                             const pl_yaml *y) {
    static const field fields[] = {{"user", take_user},
                                   {"auth", take_auth},
                                   {"rotated_at", take_rotated},
                                   {"rotate_every", take_every}};
    if (!pl_yaml_is(y, PL_YAML_MAP)) {
        wrong_type(r, "credentials", "a mapping", y);
        return;
    }
    e->credentials.yaml = y;
    take_fields(r, e, y, fields, sizeof fields / sizeof *fields);
}

/* ---- environments */

/* Of use on a command line, which lists them with commas, and on a terminal. */
static bool is_name(pl_str name) {
    for (uint32_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.at[i];
        if (c == ',' || c < ' ' || c == 0x7f) {
            return false;
        }
    }
    return name.len > 0;
}

static void read_environment(pl_environments_reader *r, pl_environment *e,
                             const pl_yaml_entry *entry) {
    static const field fields[] = {
        {"type", take_type},
        {"target", take_target},
        {"connection", take_connection},
        {"schema", take_schema},
        {"threads", take_threads},
        {"dbt_version", take_version},
        {"branch", take_branch},
        {"custom_branch", take_branch},
        {"custom_branch_enabled", take_custom},
        {"env_vars", take_env_vars},
        {"defer_to", take_defer},
        {"protected", take_protected},
        {"credentials", take_credentials},
    };
    e->name = pl_yaml_text(entry->key, PL_S(""));
    e->span = pl_yaml_span(entry->key);
    if (!is_name(e->name)) {
        pl_environments_fault(r, e->span,
                              PL_S("the name of an environment is a text, without "
                                   "commas and control characters"));
    }
    if (pl_yaml_is_none(entry->value)) {
        return; /* named like a target, and nothing more */
    }
    if (!pl_yaml_is(entry->value, PL_YAML_MAP)) {
        wrong_type(r, "environment", "a mapping", entry->value);
        return;
    }
    take_fields(r, e, entry->value, fields, sizeof fields / sizeof *fields);
    pl_environments_check_variables(r, e);
}

static void read_all(pl_environments_reader *r, const pl_yaml *map) {
    if (!pl_yaml_is(map, PL_YAML_MAP)) {
        wrong_type(r, "environments", "a mapping", map);
        return;
    }
    r->out->at = PL_NEW_ARRAY0(r->a, pl_environment, map->count);
    r->out->len = map->count;
    for (uint32_t i = 0; i < map->count; i++) {
        read_environment(r, &r->out->at[i], &map->as.entries[i]);
    }
    pl_environments_link_deferral(r);
    pl_environments_check_deferral(r);
}

/* ---- `diff:` */

/* Sides are named as environments, or as targets of theirs. */
static void check_side(pl_environments_reader *r, const pl_yaml *key) {
    pl_str name = pl_yaml_text(key, PL_S("?"));
    pl_near_name near = {.wanted = name, .distance = 4};
    for (uint32_t i = 0; i < r->out->len; i++) {
        pl_str names[] = {r->out->at[i].name,
                          pl_environment_target_name(&r->out->at[i])};
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            if (pl_str_eq(name, names[k])) {
                return;
            }
            pl_near_compare(&near, names[k]);
        }
    }
    if (r->out->len) {
        pl_diag *d = pl_environments_fault(
            r, pl_yaml_span(key),
            pl_str_fmt(r->sink->arena, "no such environment: '%.*s'", PL_FMT(name)));
        pl_near_suggest(r, d, &near);
    }
}

static void check_substitution(pl_environments_reader *r, const pl_yaml *map) {
    if (!pl_yaml_is(map, PL_YAML_MAP)) {
        wrong_type(r, "substitutions", "a list of mappings", map);
        return;
    }
    for (uint32_t i = 0; i < map->count; i++) {
        check_side(r, map->as.entries[i].key);
        if (!pl_yaml_is_str(map->as.entries[i].value)) {
            wrong_type(r, "substitutions", "a text for each environment",
                       map->as.entries[i].value);
        }
    }
}

static void check_diff(pl_environments_reader *r, const pl_yaml *diff) {
    static const field known[] = {{"substitutions", NULL}};
    if (!diff || pl_yaml_is_none(diff)) {
        return;
    }
    if (!pl_yaml_is(diff, PL_YAML_MAP)) {
        wrong_type(r, "diff", "a mapping", diff);
        return;
    }
    for (uint32_t i = 0; i < diff->count; i++) {
        const pl_yaml *key = diff->as.entries[i].key;
        if (!find_field(known, 1, pl_yaml_text(key, PL_S("")))) {
            unknown_key(r, key, known, 1);
        }
    }
    const pl_yaml *list = pl_yaml_get(diff, "substitutions");
    if (list && !pl_yaml_is(list, PL_YAML_SEQ)) {
        wrong_type(r, "substitutions", "a list of mappings", list);
        return;
    }
    for (uint32_t i = 0; list && i < list->count; i++) {
        check_substitution(r, list->as.items[i]);
    }
}

/* Of two keys of one name dbt's own files take the last; which was meant here? */
static void check_doubled(pl_environments_reader *r, const pl_yaml *y) {
    bool map = pl_yaml_is(y, PL_YAML_MAP);
    const pl_yaml_entry *e = map ? pl_yaml_overruled(y) : NULL;
    for (; e && e->key; e++) {
        pl_str name = pl_yaml_text(e->key, PL_S("?"));
        pl_environments_fault(r, pl_yaml_span(e->key),
                              pl_str_fmt(r->sink->arena,
                                         "key '%.*s' stands here, and again below",
                                         PL_FMT(name)));
    }
    for (uint32_t i = 0; (map || pl_yaml_is(y, PL_YAML_SEQ)) && i < y->count; i++) {
        check_doubled(r, map ? y->as.entries[i].value : y->as.items[i]);
    }
}

static void read_root(pl_environments_reader *r, const pl_yaml *root) {
    static const field known[] = {
        {"environments", NULL}, {"checks", NULL}, {"diff", NULL}};
    if (!pl_yaml_is(root, PL_YAML_MAP)) {
        wrong_type(r, "environments.yml", "a mapping", root);
        return;
    }
    for (uint32_t i = 0; i < root->count; i++) {
        const pl_yaml *key = root->as.entries[i].key;
        if (!find_field(known, 3, pl_yaml_text(key, PL_S("")))) {
            unknown_key(r, key, known, 3);
        }
    }
    check_doubled(r, root);
    const pl_yaml *all = pl_yaml_get(root, "environments");
    r->out->checks = pl_yaml_get(root, "checks");
    r->out->diff = pl_yaml_get(root, "diff");
    if (all) {
        read_all(r, all);
    }
    check_diff(r, r->out->diff);
}

/* ---- secrets that are written out */

bool pl_yaml_is_literal(const pl_yaml *y) {
    return y && !pl_yaml_is_none(y) &&
           !(pl_yaml_is_str(y) &&
             (!y->scalar.len ||
              pl_str_find(pl_str_from(y->scalar), PL_S("{{"), 0) != UINT32_MAX));
}

/* Of any adapter: `type` may be wrong, or of Jinja. */
static bool is_secret_member(pl_str name) {
    const pl_adapter *ad;
    for (uint32_t i = 0; (ad = pl_adapter_at(i)) != NULL; i++) {
        const pl_cred_field *f = pl_adapter_field(ad, pl_adapter_canonical(ad, name));
        if (f && f->secret) {
            return true;
        }
    }
    return false;
}

static bool writes_secret(const pl_yaml *map, bool connection) {
    bool writes = false;
    for (uint32_t i = 0; pl_yaml_is(map, PL_YAML_MAP) && i < map->count; i++) {
        pl_str name = pl_yaml_text(map->as.entries[i].key, PL_S(""));
        bool secret = connection ? is_secret_member(name) : pl_env_names_secret(name);
        writes = writes || (secret && pl_yaml_is_literal(map->as.entries[i].value));
    }
    return writes;
}

/* Lines of such a file are never shown. */
static bool holds_secrets(const pl_yaml *root) {
    const pl_yaml *all = pl_yaml_get(root, "environments");
    bool holds = false;
    for (uint32_t i = 0; pl_yaml_is(all, PL_YAML_MAP) && i < all->count; i++) {
        const pl_yaml *e = all->as.entries[i].value;
        holds = holds || writes_secret(pl_yaml_get(e, "connection"), true) ||
                writes_secret(pl_yaml_get(e, "env_vars"), false);
    }
    return holds;
}

bool pl_environments_read(pl_tree *tree, pl_arena *a, pl_diag_sink *sink,
                          pl_environments *out) {
    const pl_yaml *root;
    pl_environments_reader r = {.a = a, .sink = sink, .out = out, .ok = true};
    uint32_t first = sink->len;
    *out = (pl_environments){0};
    pl_read_result read =
        pl_yaml_read(tree, PL_S("environments.yml"), false, a, sink, &out->src, &root);
    for (; first < sink->len; first++) {
        sink->at[first].dbt_text = PL_S(""); /* dbt does not read this file */
    }
    if (read != PL_READ_OK) {
        return read == PL_READ_ABSENT;
    }
    if (root) {
        ((pl_source *)(uintptr_t)out->src)->secret = holds_secrets(root);
        read_root(&r, root);
    }
    return r.ok;
}

void pl_environments_of_targets(const pl_str *names, uint32_t len, pl_arena *a,
                                pl_environments *out) {
    *out = (pl_environments){.at = PL_NEW_ARRAY0(a, pl_environment, len), .len = len};
    for (uint32_t i = 0; i < len; i++) {
        out->at[i].name = names[i];
    }
}

bool pl_environment_is_production(const pl_environment *e) {
    return e->is_protected || pl_str_eq_nocase(e->name, PL_S("production")) ||
           pl_str_eq_nocase(e->name, PL_S("prod")) ||
           pl_str_eq_nocase(e->name, PL_S("prd"));
}

pl_str pl_environment_target_name(const pl_environment *e) {
    pl_str given = pl_yaml_text(e->target, PL_S(""));
    bool plain = given.len && pl_str_find_char(given, '{') == UINT32_MAX;
    return plain ? given : e->name;
}

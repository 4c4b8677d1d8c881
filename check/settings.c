/* `checks:` of environments.yml: severity, options and scope of every rule. */
#include <stdarg.h>

#include "check/check.h"
#include "project/select/select.h"
#include "support/regex.h"
#include "support/vec.h"

typedef struct reader {
    const pl_environments *environments;
    pl_arena *a;
    pl_diag_sink *sink;
    uint32_t faults;
} reader;

/* ---- faults */

__attribute__((format(printf, 3, 4))) static pl_diag *fault(reader *r, pl_span span,
                                                            const char *format, ...) {
    va_list args;
    va_start(args, format);
    pl_str text = pl_str_vfmt(r->sink->arena, format, args);
    va_end(args);
    r->faults++;
    return pl_diag_add(r->sink, PL_E0507, span, text);
}

static void suggest(reader *r, pl_diag *d, const pl_near_name *near) {
    if (near->best.len) {
        d->help =
            pl_str_fmt(r->sink->arena, "did you mean '%.*s'?", PL_FMT(near->best));
    }
}

static void wrong_type(reader *r, const char *name, const char *wanted,
                       const pl_yaml *y) {
    pl_str got = pl_str_of(pl_yaml_is_none(y) ? "empty" : pl_yaml_type_name(y));
    if (pl_yaml_is_str(y)) {
        got = pl_str_fmt(r->sink->arena, "'%.*s'", PL_FMT(pl_str_from(y->scalar)));
    }
    fault(r, pl_yaml_span(y), "`%s` is %s, not %.*s", name, wanted, PL_FMT(got));
}

/* ---- values */

static bool check_list(reader *r, const char *name, const pl_yaml *y) {
    uint32_t len = y->kind == PL_YAML_SEQ ? y->count : 1;
    for (uint32_t i = 0; i < len; i++) {
        if (!pl_checks_text(pl_checks_item(y, i)).len) {
            wrong_type(r, name, "a text or a list of texts", pl_checks_item(y, i));
            return false;
        }
    }
    if (!len) {
        fault(r, pl_yaml_span(y), "`%s` is an empty list", name);
    }
    return len > 0;
}

/* Where byte `at` of a scalar's text was written. A quoted scalar is followed through
 * its escapes of one byte; anything rarer is pointed to as a whole. */
static pl_span place_within(const pl_yaml *y, uint32_t at) {
    pl_str written = pl_str_sub(y->src->text, y->lo, y->hi);
    pl_str text = pl_str_from(y->scalar);
    char quote = written.len && !(y->flags & PL_YAML_PLAIN) ? written.at[0] : '\0';
    uint32_t w = quote ? 1 : 0;
    for (uint32_t i = 0; i < at; i++, w++) {
        bool escape = w < written.len && ((quote == '"' && written.at[w] == '\\') ||
                                          (quote == '\'' && written.at[w] == '\''));
        w += escape;
        if (w >= written.len || i >= text.len || written.at[w] != text.at[i]) {
            return pl_yaml_span(y);
        }
    }
    return (pl_span){y->src, y->lo + w, y->lo + w + 1};
}

static void check_regex(reader *r, const char *name, const pl_yaml *y) {
    pl_regex re;
    pl_str why;
    uint32_t at;
    if (!pl_yaml_is_str(y)) {
        wrong_type(r, name, "a regular expression", y);
    } else if (!pl_regex_compile(r->a, pl_str_from(y->scalar), 0, &re, &why, &at)) {
        fault(r, place_within(y, at), "`%s` is no regular expression: %.*s", name,
              PL_FMT(why));
    }
}

static void check_option(reader *r, const pl_rule_option *o, const pl_yaml *y) {
    switch (o->kind) {
    case PL_RULE_TEXT:
        if (!pl_checks_text(y).len) {
            wrong_type(r, o->name, "a text", y);
        }
        return;
    case PL_RULE_REGEX:
        check_regex(r, o->name, y);
        return;
    case PL_RULE_NUMBER:
        if (!pl_yaml_is(y, PL_YAML_SCALAR) || y->scalar.kind != PL_INT) {
            wrong_type(r, o->name, "a whole number", y);
        }
        return;
    case PL_RULE_LIST:
        check_list(r, o->name, y);
        return;
    }
}

/* ---- severity */

static const char *const severity_words[] = {"off", "note", "warning", "error"};
enum { SEVERITY_WORDS = sizeof severity_words / sizeof *severity_words };

/* YAML reads `off` and `on` as false and true. */
static void take_severity(reader *r, pl_rule_entry *e, const pl_yaml *y) {
    bool is_bool = pl_yaml_is(y, PL_YAML_SCALAR) && y->scalar.kind == PL_BOOL;
    if (is_bool) {
        e->off = !y->scalar.as.i;
        return;
    }
    pl_str word = pl_checks_text(y);
    pl_near_name near = {.wanted = word, .distance = 3};
    for (int i = 0; i < SEVERITY_WORDS; i++) {
        pl_str known = pl_str_of(severity_words[i]);
        if (pl_str_eq(word, known)) {
            e->off = i == 0;
            e->has_severity = i > 0;
            e->severity = (pl_severity)(i > 0 ? i - 1 : 0);
            return;
        }
        pl_near_compare(&near, known);
    }
    pl_diag *d =
        fault(r, pl_yaml_span(y),
              "a severity is off, note, warning or error, not '%.*s'", PL_FMT(word));
    suggest(r, d, &near);
}

/* ---- scopes */

static void take_environments(reader *r, pl_rule_entry *e, const pl_yaml *y) {
    const pl_environments *all = r->environments;
    e->environment_len = pl_checks_list(y, r->a, &e->environments);
    for (uint32_t i = 0; i < e->environment_len; i++) {
        pl_near_name near = {.wanted = e->environments[i], .distance = 3};
        bool known = false;
        for (uint32_t k = 0; k < all->len; k++) {
            known = known || pl_fnmatch(all->at[k].name, e->environments[i]);
            pl_near_compare(&near, all->at[k].name);
        }
        if (!known) {
            suggest(r,
                    fault(r, pl_yaml_span(pl_checks_item(y, i)),
                          "no environment '%.*s'", PL_FMT(e->environments[i])),
                    &near);
        }
    }
}

static void take_folders(reader *r, pl_rule_entry *e, const pl_yaml *y) {
    const pl_str *written;
    e->folder_len = pl_checks_list(y, r->a, &written);
    pl_str *at = PL_NEW_ARRAY(r->a, pl_str, e->folder_len);
    for (uint32_t i = 0; i < e->folder_len; i++) {
        at[i] = pl_path_normal(r->a, written[i]);
    }
    e->folders = at;
}

static void take_tags(reader *r, pl_rule_entry *e, const pl_yaml *y) {
    e->tag_len = pl_checks_list(y, r->a, &e->tags);
}

static void take_nodes(reader *r, pl_rule_entry *e, const pl_yaml *y) {
    e->node_len = pl_checks_list(y, r->a, &e->nodes);
}

static const struct scope {
    const char *name;
    void (*take)(reader *r, pl_rule_entry *e, const pl_yaml *y);
} scopes[] = {
    {"environment", take_environments},
    {"environments", take_environments},
    {"folder", take_folders},
    {"folders", take_folders},
    {"tag", take_tags},
    {"tags", take_tags},
    {"node", take_nodes},
    {"nodes", take_nodes},
};
enum { SCOPES = sizeof scopes / sizeof *scopes };

static const struct scope *find_scope(pl_str name) {
    for (int i = 0; i < SCOPES; i++) {
        if (pl_str_eq(name, pl_str_of(scopes[i].name))) {
            return &scopes[i];
        }
    }
    return NULL;
}

static bool has_scope(const pl_rule_entry *e) {
    return e->environment_len || e->folder_len || e->tag_len || e->node_len;
}

/* ---- entries */

static const pl_rule_option *find_option(const pl_rule *rule, pl_str name) {
    for (const pl_rule_option *o = rule->options; o && o->name; o++) {
        if (pl_str_eq(name, pl_str_of(o->name))) {
            return o;
        }
    }
    return NULL;
}

static void unknown_option(reader *r, const pl_rule *rule, const pl_yaml *key) {
    pl_str name = pl_checks_text(key);
    pl_near_name near = {.wanted = name, .distance = 4};
    pl_diag *d = fault(r, pl_yaml_span(key), "%s has no option '%.*s'", rule->kind.id,
                       PL_FMT(name));
    for (const pl_rule_option *o = rule->options; o && o->name; o++) {
        pl_near_compare(&near, pl_str_of(o->name));
    }
    for (int i = 0; i < SCOPES; i++) {
        pl_near_compare(&near, pl_str_of(scopes[i].name));
    }
    pl_near_compare(&near, PL_S("severity"));
    suggest(r, d, &near);
}

static void take_key(reader *r, const pl_rule *rule, pl_rule_entry *e,
                     const pl_yaml_entry *given) {
    pl_str name = pl_yaml_text(given->key, PL_S(""));
    const struct scope *scope = find_scope(name);
    const pl_rule_option *option = find_option(rule, name);
    if (PL_STR_IS(name, "severity")) {
        take_severity(r, e, given->value);
    } else if (scope) {
        if (check_list(r, scope->name, given->value)) {
            scope->take(r, e, given->value);
        }
    } else if (option) {
        check_option(r, option, given->value);
    } else {
        unknown_option(r, rule, given->key);
    }
}

static void read_entry(reader *r, const pl_rule *rule, const pl_yaml *y,
                       pl_rule_entry *e) {
    e->span = pl_yaml_span(y);
    if (pl_yaml_is(y, PL_YAML_MAP)) {
        e->yaml = y;
        for (uint32_t i = 0; i < y->count; i++) {
            take_key(r, rule, e, &y->as.entries[i]);
        }
    } else if (pl_yaml_is(y, PL_YAML_SCALAR) && !pl_yaml_is_none(y)) {
        take_severity(r, e, y);
    } else {
        wrong_type(r, rule->kind.id, "a severity or a mapping", y);
    }
}

/* One entry, or a list of them; what none of them is about is left as it is. */
static void read_rule(reader *r, const pl_rule *rule, const pl_yaml *y,
                      pl_rule_settings *out) {
    uint32_t n = pl_yaml_is(y, PL_YAML_SEQ) ? y->count : 1;
    pl_rule_entry *at = PL_NEW_ARRAY0(r->a, pl_rule_entry, n + 1);
    bool closed = false;
    for (uint32_t i = 0; i < n; i++) {
        const pl_yaml *item = pl_checks_item(y, i);
        uint32_t faults = r->faults;
        read_entry(r, rule, item, &at[i]);
        if (closed) {
            fault(r, pl_yaml_span(item),
                  "this entry of %s never counts: the one before it holds everywhere",
                  rule->kind.id);
        }
        closed = closed || (!has_scope(&at[i]) && r->faults == faults);
    }
    *out = (pl_rule_settings){at, closed ? n : n + 1};
}

static void unknown_rule(reader *r, const pl_yaml *key) {
    pl_str name = pl_checks_text(key);
    pl_near_name near = {.wanted = name, .distance = 6};
    pl_diag *d = fault(r, pl_yaml_span(key), "there is no rule '%.*s'", PL_FMT(name));
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        pl_near_compare(&near, pl_str_of(pl_rules[i].kind.id));
    }
    d->help = PL_S("`plumb check --list-rules` names them all");
    suggest(r, d, &near);
}

bool pl_check_settings_read(const pl_environments *environments, pl_arena *a,
                            pl_diag_sink *sink, pl_rule_settings *out) {
    reader r = {.environments = environments, .a = a, .sink = sink};
    const pl_yaml *checks = environments->checks;
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        out[i] = (pl_rule_settings){PL_NEW_ARRAY0(a, pl_rule_entry, 1), 1};
    }
    if (pl_yaml_is_none(checks)) {
        return true;
    }
    if (!pl_yaml_is(checks, PL_YAML_MAP)) {
        wrong_type(&r, "checks", "a mapping of rules", checks);
        return false;
    }
    for (uint32_t i = 0; i < checks->count; i++) {
        const pl_yaml_entry *entry = &checks->as.entries[i];
        const pl_rule *rule = pl_rule_find(pl_yaml_text(entry->key, PL_S("")));
        if (rule) {
            read_rule(&r, rule, entry->value, &out[rule - pl_rules]);
        } else {
            unknown_rule(&r, entry->key);
        }
    }
    return !r.faults;
}

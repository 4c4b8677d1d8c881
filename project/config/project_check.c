/* Checking dbt_project.yml, in dbt's words and with plumb's places. */
#include "eval/ops/python_text.h"
#include "project/config/contract.h"
#include "project/config/project_priv.h"
#include "support/vec.h"

static pl_span key_span(const pl_project_loader *l, const char *key) {
    const pl_yaml *y = pl_yaml_get(l->raw, key);
    return y ? pl_yaml_span(y) : (pl_span){l->out->src, 0, 0};
}

/* "Runtime Error\n  MESSAGE\n\nError encountered in PATH" */
static pl_str dbt_words(const pl_project_loader *l, pl_str message) {
    pl_str path = pl_path_join(l->a, l->options->tree_root, l->out->src->path);
    return pl_str_fmt(l->sink->arena,
                      "Runtime Error\n  %.*s\n\nError encountered in %.*s",
                      PL_FMT(message), PL_FMT(path));
}

static pl_diag *fault_at(pl_project_loader *l, pl_span span, pl_str text,
                         pl_str message) {
    pl_diag *d = pl_diag_add(l->sink, PL_E0503, span, text);
    d->dbt_text = dbt_words(l, message);
    return d;
}

static const pl_contract_field project_fields[] = {
    {"name", "string", true},
    {"config-version", "integer|null", false},
    {"version", "string|number|null", false},
    {"project-root", "string|null", false},
    {"source-paths", "[string]|null", false},
    {"model-paths", "[string]|null", false},
    {"macro-paths", "[string]|null", false},
    {"data-paths", "[string]|null", false},
    {"seed-paths", "[string]|null", false},
    {"test-paths", "[string]|null", false},
    {"analysis-paths", "[string]|null", false},
    {"docs-paths", "[string]|null", false},
    {"asset-paths", "[string]|null", false},
    {"target-path", "string|null", false},
    {"snapshot-paths", "[string]|null", false},
    {"clean-targets", "[string]|null", false},
    {"profile", "string|null", false},
    {"log-path", "string|null", false},
    {"packages-install-path", "string|null", false},
    {"quoting", "object|null", false},
    {"on-run-start", "[string]|null", false},
    {"on-run-end", "[string]|null", false},
    {"require-dbt-version", "[string]|string|null", false},
    {"dispatch", "[object]", false},
    {"models", "object", false},
    {"seeds", "object", false},
    {"snapshots", "object", false},
    {"analyses", "object", false},
    {"sources", "object", false},
    {"tests", "object", false},
    {"data_tests", "object", false},
    {"unit_tests", "object", false},
    {"metrics", "object", false},
    {"semantic-models", "object", false},
    {"saved-queries", "object", false},
    {"exposures", "object", false},
    {"vars", "object|null", false},
    {"packages", "[object]", false},
    {"query-comment", "object|string|null", false},
    {"restrict-access", "boolean", false},
    {"dbt-cloud", "object|null", false},
    {"flags", "object", false},
    {NULL, NULL, false},
};

static bool contract_fault(pl_project_loader *l, const pl_contract_fault *f) {
    pl_str message =
        pl_str_fmt(l->a, "at path %.*s: %.*s", PL_FMT(f->path), PL_FMT(f->message));
    const pl_yaml *at =
        f->unknown ? pl_yaml_key(l->raw, f->key) : pl_yaml_get_str(l->raw, f->key);
    pl_span span = at ? pl_yaml_span(at) : (pl_span){l->out->src, 0, 0};
    pl_str text = f->unknown   ? pl_str_fmt(l->a, "unknown key `%.*s`", PL_FMT(f->key))
                  : f->key.len ? pl_str_fmt(l->a, "%.*s: %.*s", PL_FMT(f->key),
                                            PL_FMT(f->message))
                               : f->message;
    pl_diag *d = fault_at(l, span, text, message);
    pl_str near = f->unknown ? pl_contract_near(project_fields, f->key) : (pl_str){0};
    if (near.len) {
        d->help = pl_str_fmt(l->sink->arena, "did you mean `%.*s`?", PL_FMT(near));
    }
    return false;
}

/* A fault at the file as a whole, as dbt's own checks report it. */
static bool whole_fault(pl_project_loader *l, const char *key, pl_str message) {
    fault_at(l, key_span(l, key), message,
             pl_str_fmt(l->a, "at path []: %.*s", PL_FMT(message)));
    return false;
}

static bool is_name(pl_str s) {
    for (uint32_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                      (unsigned char)c >= 0x80;
        if (!letter && !(i && c >= '0' && c <= '9')) {
            return false;
        }
    }
    return s.len > 0;
}

static bool check_name(pl_project_loader *l) {
    pl_str name = pl_str_from(*pl_dict_find(l->dict, PL_S("name")));
    if (is_name(name)) {
        return true;
    }
    pl_diag *d = fault_at(
        l, key_span(l, "name"),
        pl_str_fmt(l->a, "'%.*s' is no valid project name", PL_FMT(name)),
        pl_str_fmt(l->a,
                   "at path ['name']: %.*s does not match '^[^\\\\d\\\\W]\\\\w*$'",
                   PL_FMT(pl_python_repr(l->a, pl_string(name)))));
    d->help = PL_S("use letters, digits and underscores, and no digit at the start");
    return false;
}

/* Digits without leading zero, two or three groups, prerelease, build. */
static bool is_semver(pl_str s) {
    uint32_t i = 0;
    for (int group = 0; group < 3; group++) {
        uint32_t lo = i;
        while (i < s.len && s.at[i] >= '0' && s.at[i] <= '9') {
            i++;
        }
        if (i == lo || (s.at[lo] == '0' && i > lo + 1)) {
            return false;
        }
        if (i == s.len) {
            return group >= 1;
        }
        if (s.at[i] != '.' || group == 2) {
            return group == 2 && (s.at[i] == '-' || s.at[i] == '+') && i + 1 < s.len;
        }
        i++;
    }
    return false;
}

static bool check_version_key(pl_project_loader *l) {
    pl_value *v = pl_dict_find(l->dict, PL_S("version"));
    if (!v || v->kind != PL_STR || is_semver(pl_str_from(*v))) {
        return true;
    }
    pl_contract_fault f = {.key = PL_S("version"), .path = PL_S("['version']")};
    f.message = pl_str_cat(l->a, pl_python_repr(l->a, *v),
                           PL_S(" is not valid under any of the given schemas"));
    return contract_fault(l, &f);
}

static bool text_in(pl_str text, const char *const *words) {
    for (; *words; words++) {
        if (pl_str_eq(text, pl_str_of(*words))) {
            return true;
        }
    }
    return false;
}

static bool is_reserved_name(pl_str name) {
    static const char *const names[] = {"_sql_results",
                                        "adapter",
                                        "api",
                                        "column",
                                        "config",
                                        "context",
                                        "database",
                                        "env",
                                        "env_var",
                                        "exceptions",
                                        "execute",
                                        "flags",
                                        "fromjson",
                                        "fromyaml",
                                        "graph",
                                        "invocation_id",
                                        "load_agate_table",
                                        "load_result",
                                        "log",
                                        "model",
                                        "modules",
                                        "post_hooks",
                                        "pre_hooks",
                                        "ref",
                                        "render",
                                        "return",
                                        "run_started_at",
                                        "schema",
                                        "source",
                                        "sql",
                                        "sql_now",
                                        "store_result",
                                        "store_raw_result",
                                        "target",
                                        "this",
                                        "tojson",
                                        "toyaml",
                                        "try_or_compiler_error",
                                        "var",
                                        "write",
                                        NULL};
    return text_in(name, names);
}

static bool check_dispatch(pl_project_loader *l) {
    pl_value *v = pl_dict_find(l->dict, PL_S("dispatch"));
    for (uint32_t i = 0; v && i < v->as.list->len; i++) {
        pl_value entry = v->as.list->at[i];
        pl_value *order = pl_dict_find(entry.as.dict, PL_S("search_order"));
        if (!pl_dict_find(entry.as.dict, PL_S("macro_namespace")) || !order ||
            order->kind != PL_LIST) {
            return whole_fault(l, "dispatch",
                               pl_str_cat(l->a,
                                          PL_S("Invalid project dispatch config: "),
                                          pl_python_repr(l->a, entry)));
        }
    }
    return true;
}

/* `quoting` holds booleans and nulls under known names. */
static bool check_quoting(pl_project_loader *l) {
    static const pl_contract_field fields[] = {
        {"schema", "boolean|null", false},
        {"database", "boolean|null", false},
        {"project", "boolean|null", false},
        {"identifier", "boolean|null", false},
        {NULL, NULL, false},
    };
    pl_value *v = pl_dict_find(l->dict, PL_S("quoting"));
    pl_contract_fault f;
    if (!v || v->kind != PL_DICT ||
        pl_contract_check(fields, false, v->as.dict, l->a, &f)) {
        return true;
    }
    f = (pl_contract_fault){.key = PL_S("quoting"), .path = PL_S("['quoting']")};
    f.message = pl_str_cat(l->a, pl_python_repr(l->a, *v),
                           PL_S(" is not valid under any of the given schemas"));
    return contract_fault(l, &f);
}

static bool is_truthy(const pl_project_loader *l, const char *key) {
    pl_value *v = pl_dict_find(l->dict, pl_str_of(key));
    return v && pl_python_truth(*v);
}

static bool check_old_name(pl_project_loader *l, const char *old, const char *now) {
    if (!pl_dict_find(l->dict, pl_str_of(old)) ||
        !pl_dict_find(l->dict, pl_str_of(now))) {
        return true;
    }
    pl_str text =
        pl_str_fmt(l->a,
                   "%s and %s cannot both be defined. The `%s` config has been "
                   "deprecated in favor of `%s`. Please update your `dbt_project.yml` "
                   "configuration to reflect this change.",
                   old, now, old, now);
    fault_at(l, key_span(l, old), text, text);
    return false;
}

static bool check_contract(pl_project_loader *l) {
    pl_contract_fault f;
    if (!check_old_name(l, "source-paths", "model-paths") ||
        !check_old_name(l, "data-paths", "seed-paths")) {
        return false;
    }
    if (!pl_contract_check(project_fields, false, l->dict, l->a, &f)) {
        return contract_fault(l, &f);
    }
    if (!check_name(l) || !check_version_key(l) || !check_quoting(l)) {
        return false;
    }
    pl_str name = pl_str_from(*pl_dict_find(l->dict, PL_S("name")));
    if (is_reserved_name(name)) {
        return whole_fault(l, "name",
                           pl_str_fmt(l->a,
                                      "Invalid project name: %.*s is a reserved word",
                                      PL_FMT(name)));
    }
    if (is_truthy(l, "tests") && is_truthy(l, "data_tests")) {
        return whole_fault(
            l, "tests",
            PL_S(
                "Invalid project config: cannot have both 'tests' and 'data_tests' defined"));
    }
    return check_dispatch(l);
}

/* ---- require-dbt-version */

pl_strs pl_project_versions(pl_value v, pl_arena *a) {
    PL_VEC(pl_str) parts = {0};
    if (v.kind == PL_STR) {
        pl_str rest = pl_str_from(v);
        for (;;) {
            uint32_t comma = pl_str_find_char(rest, ',');
            PL_PUSH(a, &parts, pl_str_sub(rest, 0, comma));
            if (comma == UINT32_MAX) {
                break;
            }
            rest = pl_str_sub(rest, comma + 1, rest.len);
        }
    }
    for (uint32_t i = 0; v.kind == PL_LIST && i < v.as.list->len; i++) {
        if (v.as.list->at[i].kind == PL_STR) {
            PL_PUSH(a, &parts, pl_str_from(v.as.list->at[i]));
        }
    }
    return (pl_strs){parts.at, parts.len};
}

/* As dbt prints them: each with its sign. */
static pl_str version_list(pl_arena *a, const pl_strs *specs) {
    pl_str *at = PL_NEW_ARRAY(a, pl_str, specs->len);
    for (uint32_t i = 0; i < specs->len; i++) {
        pl_str s = specs->at[i];
        bool signless = s.len && s.at[0] >= '0' && s.at[0] <= '9';
        at[i] = signless ? pl_str_cat(a, PL_S("="), s) : s;
    }
    return pl_python_list(a, at, specs->len);
}

static bool version_fault(pl_project_loader *l, pl_str name, const pl_strs *specs) {
    pl_str required = version_list(l->a, specs);
    pl_span span = key_span(l, "require-dbt-version");
    pl_str why;
    pl_strs rest = {specs->at + 1, specs->len - 1};
    bool possible = pl_version_matches(specs->at[0], &rest, l->a, &why);
    pl_str message =
        possible
            ? pl_str_fmt(
                  l->a,
                  "This version of dbt is not supported with the '%.*s' package.\n"
                  "  Installed version of dbt: =%s\n  Required version of dbt for "
                  "'%.*s': "
                  "%.*s\nCheck for a different version of the '%.*s' package, or run "
                  "dbt "
                  "again with --no-version-check\n",
                  PL_FMT(name), l->options->dbt_version, PL_FMT(name), PL_FMT(required),
                  PL_FMT(name))
            : pl_str_fmt(
                  l->a,
                  "The package version requirement can never be satisfied for the "
                  "'%.*s\n"
                  "package.\n  Required versions of dbt for '%.*s': %.*s\nCheck for a "
                  "different version of the '%.*s' package, or run dbt again with "
                  "--no-version-check\n",
                  PL_FMT(name), PL_FMT(name), PL_FMT(required), PL_FMT(name));
    pl_str text =
        possible ? pl_str_fmt(l->a, "%.*s requires dbt %.*s; this is dbt %s",
                              PL_FMT(name), PL_FMT(required), l->options->dbt_version)
                 : pl_str_fmt(l->a, "%.*s requires dbt %.*s, which no version can be",
                              PL_FMT(name), PL_FMT(required));
    fault_at(l, span, text, message)->help = PL_S("--no-version-check passes over it");
    return false;
}

static bool check_required_version(pl_project_loader *l) {
    pl_value *v = pl_dict_find(l->dict, PL_S("require-dbt-version"));
    pl_value *name = pl_dict_find(l->dict, PL_S("name"));
    if (!v || v->kind == PL_NONE || !name || name->kind != PL_STR) {
        return true;
    }
    pl_strs specs = pl_project_versions(*v, l->a);
    pl_str why;
    l->out->require_dbt_version = specs;
    if (pl_version_matches(pl_str_of(l->options->dbt_version), &specs, l->a, &why)) {
        return true;
    }
    if (why.len) {
        fault_at(l, key_span(l, "require-dbt-version"), why, why);
        return false;
    }
    return !l->options->check_version || !specs.len ||
           version_fault(l, pl_str_from(*name), &specs);
}

bool pl_project_check(pl_project_loader *l) {
    return check_required_version(l) && check_contract(l);
}

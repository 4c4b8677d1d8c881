/* dbt_project.yml: rendering, checking, completing. */
#include "project/project_file.h"

#include "project/contract.h"
#include "project/python_text.h"
#include "support/vec.h"

const char *pl_section_name(pl_section section) {
    static const char *const names[] = {
        "models",     "seeds",   "snapshots",       "sources",       "data_tests",
        "unit_tests", "metrics", "semantic_models", "saved_queries", "exposures",
    };
    return section < PL_SECTION_COUNT ? names[section] : "";
}

/* Key of the section in dbt_project.yml, where it differs. */
static const char *section_key(pl_section section) {
    return section == PL_SECTION_SEMANTIC_MODELS ? "semantic-models"
           : section == PL_SECTION_SAVED_QUERIES ? "saved-queries"
                                                 : pl_section_name(section);
}

/* ---- reading */

bool pl_project_raw(pl_tree *tree, pl_str root, pl_arena *a, pl_diag_sink *sink,
                    const pl_yaml **out) {
    const pl_source *src;
    pl_str path = pl_path_join(a, root, PL_S("dbt_project.yml"));
    pl_read_result read = pl_yaml_read(tree, path, true, a, sink, &src, out);
    pl_str whole = pl_path_join(a, tree->root, path);
    if (read == PL_READ_ABSENT) {
        pl_diag *d = pl_diag_addf(sink, PL_E0503, (pl_span){0},
                                  "No dbt_project.yml found at expected path %.*s", PL_FMT(whole));
        d->help = PL_S("run inside a dbt project, or name one with --project-dir");
        d->dbt_text = pl_str_fmt(sink->arena,
                                 "Runtime Error\n  No dbt_project.yml found at expected path "
                                 "%.*s\n  Verify that each entry within packages.yml (and their "
                                 "transitive dependencies) contains a file named dbt_project.yml",
                                 PL_FMT(whole));
        return false;
    }
    if (read == PL_READ_OK && !pl_yaml_is(*out, PL_YAML_MAP)) {
        pl_diag *d = pl_diag_add(sink, PL_E0503, (pl_span){src, 0, src->text.len},
                                 PL_S("dbt_project.yml does not parse to a dictionary"));
        d->dbt_text = PL_S("Runtime Error\n  dbt_project.yml does not parse to a dictionary");
        return false;
    }
    return read == PL_READ_OK;
}

/* ---- rendering */

static bool is_hook_key(const pl_yaml *key) {
    static const char *const names[] = {"pre-hook", "post-hook", "pre_hook", "post_hook"};
    pl_str text = pl_yaml_text(key, PL_S(""));
    while (text.len && (text.at[0] == '+' || text.at[0] == ' ')) {
        text = pl_str_sub(text, 1, text.len);
    }
    for (int i = 0; i < 4; i++) {
        if (pl_str_eq(text, pl_str_of(names[i]))) {
            return true;
        }
    }
    return false;
}

static bool text_in(pl_str text, const char *const *words) {
    for (; *words; words++) {
        if (pl_str_eq(text, pl_str_of(*words))) {
            return true;
        }
    }
    return false;
}

bool pl_project_skip(void *ctx, const pl_yaml_path *path) {
    static const char *const late[] = {"on-run-start", "on-run-end", "query-comment", "vars",
                                       NULL};
    static const char *const trees[] = {"seeds", "models", "snapshots", "tests", "data_tests",
                                        NULL};
    (void)ctx;
    pl_str first = pl_yaml_text(pl_yaml_path_first(path), PL_S(""));
    if (text_in(first, late)) {
        return true;
    }
    if (!text_in(first, trees)) {
        return false;
    }
    for (; path; path = path->up) {
        if (path->key && is_hook_key(path->key)) {
            return true;
        }
    }
    return false;
}

static void list_if_text(pl_arena *a, pl_dict *d, const char *key) {
    pl_value *v = d ? pl_dict_find(d, pl_str_of(key)) : NULL;
    if (v && (v->kind == PL_NONE || v->kind == PL_STR)) {
        pl_value list = pl_list_new(a, 1);
        if (v->kind == PL_STR) {
            pl_list_push(a, list.as.list, *v);
        }
        *v = list;
    }
}

static void dict_if_none(pl_arena *a, pl_dict *d, const char *key) {
    pl_value *v = d ? pl_dict_find(d, pl_str_of(key)) : NULL;
    if (v && v->kind == PL_NONE) {
        *v = pl_dict_new(a, 0);
    }
}

/* dbt's ProjectPostprocessor. */
static void postprocess(pl_arena *a, pl_dict *d) {
    static const char *const trees[] = {"models", "seeds", "snapshots"};
    list_if_text(a, d, "on-run-start");
    list_if_text(a, d, "on-run-end");
    for (int i = 0; i < 3; i++) {
        dict_if_none(a, d, trees[i]);
        pl_value *tree = pl_dict_find(d, pl_str_of(trees[i]));
        pl_dict *inner = tree && tree->kind == PL_DICT ? tree->as.dict : NULL;
        dict_if_none(a, inner, "vars");
        list_if_text(a, inner, "pre-hook");
        list_if_text(a, inner, "post-hook");
        if (i == 1) {
            dict_if_none(a, inner, "column_types");
        }
    }
}

/* `tests:` is the old name of `data_tests:`. */
static pl_value rename_tests(pl_arena *a, const pl_dict *d) {
    pl_value out = pl_dict_new(a, d->len);
    bool rename = !pl_dict_find(d, PL_S("data_tests"));
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(d, &i)) != NULL;) {
        bool is_tests = e->key.kind == PL_STR && PL_STR_IS(pl_str_from(e->key), "tests");
        pl_python_put(a, out.as.dict,
                      is_tests && rename ? pl_string(PL_S("data_tests")) : e->key, e->value);
    }
    return out;
}

/* ---- checking */

typedef struct loader {
    const pl_yaml *raw;
    const pl_project_options *options;
    pl_arena *a;
    pl_diag_sink *sink;
    pl_project_file *out;
    pl_dict *dict; /* rendered */
} loader;

static pl_span key_span(const loader *l, const char *key) {
    const pl_yaml *y = pl_yaml_get(l->raw, key);
    return y ? pl_yaml_span(y) : (pl_span){l->out->src, 0, 0};
}

/* "Runtime Error\n  MESSAGE\n\nError encountered in PATH" */
static pl_str dbt_words(const loader *l, pl_str message) {
    pl_str path = pl_path_join(l->a, l->options->tree_root, l->out->src->path);
    return pl_str_fmt(l->sink->arena, "Runtime Error\n  %.*s\n\nError encountered in %.*s",
                      PL_FMT(message), PL_FMT(path));
}

static pl_diag *fault_at(loader *l, pl_span span, pl_str text, pl_str message) {
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

static bool contract_fault(loader *l, const pl_contract_fault *f) {
    pl_str message =
        pl_str_fmt(l->a, "at path %.*s: %.*s", PL_FMT(f->path), PL_FMT(f->message));
    const pl_yaml *at = f->unknown ? pl_yaml_key(l->raw, f->key) : pl_yaml_get_str(l->raw, f->key);
    pl_span span = at ? pl_yaml_span(at) : (pl_span){l->out->src, 0, 0};
    pl_str text = f->unknown ? pl_str_fmt(l->a, "unknown key `%.*s`", PL_FMT(f->key))
                  : f->key.len
                      ? pl_str_fmt(l->a, "%.*s: %.*s", PL_FMT(f->key), PL_FMT(f->message))
                      : f->message;
    pl_diag *d = fault_at(l, span, text, message);
    pl_str near = f->unknown ? pl_contract_near(project_fields, f->key) : (pl_str){0};
    if (near.len) {
        d->help = pl_str_fmt(l->sink->arena, "did you mean `%.*s`?", PL_FMT(near));
    }
    return false;
}

/* A fault at the file as a whole, as dbt's own checks report it. */
static bool whole_fault(loader *l, const char *key, pl_str message) {
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

static bool check_name(loader *l) {
    pl_str name = pl_str_from(*pl_dict_find(l->dict, PL_S("name")));
    if (is_name(name)) {
        return true;
    }
    pl_diag *d = fault_at(
        l, key_span(l, "name"),
        pl_str_fmt(l->a, "'%.*s' is no valid project name", PL_FMT(name)),
        pl_str_fmt(l->a, "at path ['name']: %.*s does not match '^[^\\\\d\\\\W]\\\\w*$'",
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

static bool check_version_key(loader *l) {
    pl_value *v = pl_dict_find(l->dict, PL_S("version"));
    if (!v || v->kind != PL_STR || is_semver(pl_str_from(*v))) {
        return true;
    }
    pl_contract_fault f = {.key = PL_S("version"), .path = PL_S("['version']")};
    f.message = pl_str_cat(l->a, pl_python_repr(l->a, *v),
                           PL_S(" is not valid under any of the given schemas"));
    return contract_fault(l, &f);
}

static bool is_reserved_name(pl_str name) {
    static const char *const names[] = {
        "_sql_results", "adapter", "api", "column", "config", "context", "database", "env",
        "env_var", "exceptions", "execute", "flags", "fromjson", "fromyaml", "graph",
        "invocation_id", "load_agate_table", "load_result", "log", "model", "modules",
        "post_hooks", "pre_hooks", "ref", "render", "return", "run_started_at", "schema",
        "source", "sql", "sql_now", "store_result", "store_raw_result", "target", "this",
        "tojson", "toyaml", "try_or_compiler_error", "var", "write", NULL};
    return text_in(name, names);
}

static bool check_dispatch(loader *l) {
    pl_value *v = pl_dict_find(l->dict, PL_S("dispatch"));
    for (uint32_t i = 0; v && i < v->as.list->len; i++) {
        pl_value entry = v->as.list->at[i];
        pl_value *order = pl_dict_find(entry.as.dict, PL_S("search_order"));
        if (!pl_dict_find(entry.as.dict, PL_S("macro_namespace")) || !order ||
            order->kind != PL_LIST) {
            return whole_fault(l, "dispatch",
                               pl_str_cat(l->a, PL_S("Invalid project dispatch config: "),
                                          pl_python_repr(l->a, entry)));
        }
    }
    return true;
}

static bool is_truthy(const loader *l, const char *key) {
    pl_value *v = pl_dict_find(l->dict, pl_str_of(key));
    return v && pl_python_truth(*v);
}

static bool check_old_name(loader *l, const char *old, const char *now) {
    if (!pl_dict_find(l->dict, pl_str_of(old)) || !pl_dict_find(l->dict, pl_str_of(now))) {
        return true;
    }
    pl_str text = pl_str_fmt(l->a,
                             "%s and %s cannot both be defined. The `%s` config has been "
                             "deprecated in favor of `%s`. Please update your `dbt_project.yml` "
                             "configuration to reflect this change.",
                             old, now, old, now);
    fault_at(l, key_span(l, old), text, text);
    return false;
}

static bool check_contract(loader *l) {
    pl_contract_fault f;
    if (!check_old_name(l, "source-paths", "model-paths") ||
        !check_old_name(l, "data-paths", "seed-paths")) {
        return false;
    }
    if (!pl_contract_check(project_fields, false, l->dict, l->a, &f)) {
        return contract_fault(l, &f);
    }
    if (!check_name(l) || !check_version_key(l)) {
        return false;
    }
    pl_str name = pl_str_from(*pl_dict_find(l->dict, PL_S("name")));
    if (is_reserved_name(name)) {
        return whole_fault(l, "name",
                           pl_str_fmt(l->a, "Invalid project name: %.*s is a reserved word",
                                      PL_FMT(name)));
    }
    if (is_truthy(l, "tests") && is_truthy(l, "data_tests")) {
        return whole_fault(l, "tests",
                           PL_S("Invalid project config: cannot have both 'tests' and "
                                "'data_tests' defined"));
    }
    return check_dispatch(l);
}

/* ---- require-dbt-version */

static pl_strs split_versions(pl_value v, pl_arena *a) {
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

static bool version_fault(loader *l, pl_str name, const pl_strs *specs) {
    pl_str required = version_list(l->a, specs);
    pl_span span = key_span(l, "require-dbt-version");
    pl_str why;
    pl_strs rest = {specs->at + 1, specs->len - 1};
    bool possible = pl_version_matches(specs->at[0], &rest, l->a, &why);
    pl_str message =
        possible
            ? pl_str_fmt(l->a,
                         "This version of dbt is not supported with the '%.*s' package.\n"
                         "  Installed version of dbt: =%s\n  Required version of dbt for '%.*s': "
                         "%.*s\nCheck for a different version of the '%.*s' package, or run dbt "
                         "again with --no-version-check\n",
                         PL_FMT(name), l->options->dbt_version, PL_FMT(name), PL_FMT(required),
                         PL_FMT(name))
            : pl_str_fmt(l->a,
                         "The package version requirement can never be satisfied for the '%.*s\n"
                         "package.\n  Required versions of dbt for '%.*s': %.*s\nCheck for a "
                         "different version of the '%.*s' package, or run dbt again with "
                         "--no-version-check\n",
                         PL_FMT(name), PL_FMT(name), PL_FMT(required), PL_FMT(name));
    pl_str text = possible ? pl_str_fmt(l->a, "%.*s requires dbt %.*s; this is dbt %s",
                                        PL_FMT(name), PL_FMT(required), l->options->dbt_version)
                           : pl_str_fmt(l->a, "%.*s requires dbt %.*s, which no version can be",
                                        PL_FMT(name), PL_FMT(required));
    fault_at(l, span, text, message)->help = PL_S("--no-version-check passes over it");
    return false;
}

static bool check_required_version(loader *l) {
    pl_value *v = pl_dict_find(l->dict, PL_S("require-dbt-version"));
    pl_value *name = pl_dict_find(l->dict, PL_S("name"));
    if (!v || v->kind == PL_NONE || !name || name->kind != PL_STR) {
        return true;
    }
    pl_strs specs = split_versions(*v, l->a);
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

/* ---- completing */

static pl_strs strings_of(const loader *l, const char *key, const char *otherwise) {
    pl_value *v = pl_dict_find(l->dict, pl_str_of(key));
    if (v && v->kind == PL_LIST) {
        pl_strs out = {PL_NEW_ARRAY(l->a, pl_str, v->as.list->len), v->as.list->len};
        for (uint32_t i = 0; i < out.len; i++) {
            out.at[i] = pl_str_from(v->as.list->at[i]);
        }
        return out;
    }
    if (!otherwise) {
        return (pl_strs){0};
    }
    pl_strs out = {PL_NEW(l->a, pl_str), 1};
    out.at[0] = pl_str_of(otherwise);
    return out;
}

static pl_strs paths_of(const loader *l, const char *key, const char *old,
                        const char *otherwise) {
    bool has_new = pl_dict_find(l->dict, pl_str_of(key)) != NULL;
    return strings_of(l, has_new || !old ? key : old, otherwise);
}

static pl_str string_of(const loader *l, const char *key, pl_str otherwise) {
    pl_value *v = pl_dict_find(l->dict, pl_str_of(key));
    return v && v->kind == PL_STR ? pl_str_from(*v) : otherwise;
}

static pl_value dict_of(const loader *l, const char *key) {
    pl_value *v = pl_dict_find(l->dict, pl_str_of(key));
    return v && v->kind == PL_DICT ? *v : pl_dict_new(l->a, 0);
}

/* Every source path once, without trailing slashes. */
static pl_strs all_paths(const loader *l) {
    const pl_project_file *p = l->out;
    const pl_strs *lists[] = {&p->model_paths,    &p->seed_paths,  &p->snapshot_paths,
                              &p->analysis_paths, &p->macro_paths, &p->test_paths};
    PL_VEC(pl_str) all = {0};
    for (int i = 0; i < 6; i++) {
        for (uint32_t j = 0; j < lists[i]->len; j++) {
            pl_str path = lists[i]->at[j];
            bool known = false;
            while (path.len && path.at[path.len - 1] == '/') {
                path.len--;
            }
            for (uint32_t k = 0; k < all.len && !known; k++) {
                known = pl_str_eq(all.at[k], path);
            }
            if (!known) {
                PL_PUSH(l->a, &all, path);
            }
        }
    }
    return (pl_strs){all.at, all.len};
}

static void fill_paths(loader *l) {
    pl_project_file *p = l->out;
    p->model_paths = paths_of(l, "model-paths", "source-paths", "models");
    p->seed_paths = paths_of(l, "seed-paths", "data-paths", "seeds");
    p->macro_paths = paths_of(l, "macro-paths", NULL, "macros");
    p->test_paths = paths_of(l, "test-paths", NULL, "tests");
    p->analysis_paths = paths_of(l, "analysis-paths", NULL, "analyses");
    p->snapshot_paths = paths_of(l, "snapshot-paths", NULL, "snapshots");
    p->asset_paths = strings_of(l, "asset-paths", NULL);
    p->docs_paths = strings_of(l, "docs-paths", NULL);
    p->all_source_paths = all_paths(l);
    pl_value *docs = pl_dict_find(l->dict, PL_S("docs-paths"));
    if (!docs || docs->kind != PL_LIST) {
        p->docs_paths = p->all_source_paths;
    }
    p->target_path = l->options->target_path.at ? l->options->target_path
                                                : string_of(l, "target-path", PL_S("target"));
    p->packages_install_path = string_of(l, "packages-install-path", PL_S("dbt_packages"));
    p->clean_targets = strings_of(l, "clean-targets", NULL);
}

static void fill_hooks(loader *l, const char *key, const pl_hook_text **out, uint32_t *count) {
    const pl_yaml *y = pl_yaml_get(l->raw, key);
    uint32_t n = pl_yaml_is(y, PL_YAML_SEQ) ? y->count : pl_yaml_is_str(y) ? 1 : 0;
    pl_hook_text *hooks = PL_NEW_ARRAY(l->a, pl_hook_text, n);
    for (uint32_t i = 0; i < n; i++) {
        const pl_yaml *item = y->kind == PL_YAML_SEQ ? y->as.items[i] : y;
        hooks[i] = (pl_hook_text){pl_yaml_text(item, PL_S("")), pl_yaml_span(item)};
    }
    *out = hooks;
    *count = n;
}

static void fill_dispatch(loader *l) {
    pl_value *v = pl_dict_find(l->dict, PL_S("dispatch"));
    uint32_t n = v && v->kind == PL_LIST ? v->as.list->len : 0;
    pl_dispatch *all = PL_NEW_ARRAY0(l->a, pl_dispatch, n);
    for (uint32_t i = 0; i < n; i++) {
        const pl_dict *entry = v->as.list->at[i].as.dict;
        pl_value *space = pl_dict_find(entry, PL_S("macro_namespace"));
        pl_value *order = pl_dict_find(entry, PL_S("search_order"));
        all[i].macro_namespace = space->kind == PL_STR ? pl_str_from(*space) : (pl_str){0};
        all[i].search_order = split_versions(*order, l->a);
    }
    l->out->dispatch = all;
    l->out->dispatch_count = n;
}

static void fill_sections(loader *l) {
    for (int i = 0; i < PL_SECTION_COUNT; i++) {
        const char *key = section_key((pl_section)i);
        const pl_yaml *raw = pl_yaml_get(l->raw, key);
        if (i == PL_SECTION_DATA_TESTS && !raw) {
            raw = pl_yaml_get(l->raw, "tests");
        }
        pl_value *rendered = pl_dict_find(l->dict, pl_str_of(key));
        l->out->sections[i].raw = pl_yaml_is(raw, PL_YAML_MAP) ? raw : NULL;
        l->out->sections[i].rendered =
            rendered && rendered->kind == PL_DICT ? *rendered : pl_none();
    }
}

static void fill(loader *l) {
    pl_project_file *p = l->out;
    pl_value *version = pl_dict_find(l->dict, PL_S("version"));
    pl_value *comment = pl_dict_find(l->dict, PL_S("query-comment"));
    pl_value *restrict_access = pl_dict_find(l->dict, PL_S("restrict-access"));
    p->name = string_of(l, "name", PL_S(""));
    p->version = version && version->kind != PL_NONE ? pl_python_str(l->a, *version) : PL_S("");
    p->quoting = dict_of(l, "quoting");
    p->flags = dict_of(l, "flags");
    p->vars_value = dict_of(l, "vars");
    const pl_yaml *vars = pl_yaml_get(l->raw, "vars");
    p->vars = pl_yaml_is(vars, PL_YAML_MAP) ? vars : NULL;
    p->query_comment = comment ? *comment : (pl_value){.kind = PL_UNSET};
    p->restrict_access = restrict_access && restrict_access->as.i;
    fill_paths(l);
    fill_dispatch(l);
    fill_sections(l);
    fill_hooks(l, "on-run-start", &p->on_run_start, &p->on_run_start_count);
    fill_hooks(l, "on-run-end", &p->on_run_end, &p->on_run_end_count);
}

bool pl_project_load(const pl_yaml *raw, pl_str root, const pl_project_options *options,
                     pl_arena *a, pl_diag_sink *sink, pl_project_file *out) {
    loader l = {raw, options, a, sink, out, NULL};
    pl_yaml_rules rules = *options->rules;
    pl_value rendered;
    *out = (pl_project_file){.root = root, .src = raw->src, .raw = raw};
    rules.skip = pl_project_skip;
    rules.lenient = NULL;
    rules.sink = sink;
    if (!pl_yaml_render(raw, &rules, a, &rendered)) {
        return false;
    }
    out->rendered = rename_tests(a, rendered.as.dict);
    l.dict = out->rendered.as.dict;
    postprocess(a, l.dict);
    if (!check_required_version(&l) || !check_contract(&l)) {
        return false;
    }
    fill(&l);
    return true;
}

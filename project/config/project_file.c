/* dbt_project.yml: rendering, checking, completing. */
#include "eval/ops/python_text.h"
#include "project/config/project_priv.h"
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
                                  "No dbt_project.yml found at expected path %.*s",
                                  PL_FMT(whole));
        d->help = PL_S("run inside a dbt project, or name one with --project-dir");
        d->dbt_text =
            pl_str_fmt(sink->arena,
                       "Runtime Error\n  No dbt_project.yml found at expected path "
                       "%.*s\n  Verify that each entry within packages.yml (and their "
                       "transitive dependencies) contains a file named dbt_project.yml",
                       PL_FMT(whole));
        return false;
    }
    if (read == PL_READ_OK && !pl_yaml_is(*out, PL_YAML_MAP)) {
        pl_diag *d =
            pl_diag_add(sink, PL_E0503, (pl_span){src, 0, src->text.len},
                        PL_S("dbt_project.yml does not parse to a dictionary"));
        d->dbt_text =
            PL_S("Runtime Error\n  dbt_project.yml does not parse to a dictionary");
        return false;
    }
    return read == PL_READ_OK;
}

/* ---- rendering */

static bool is_hook_key(const pl_yaml *key) {
    static const char *const names[] = {"pre-hook", "post-hook", "pre_hook",
                                        "post_hook"};
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
    static const char *const late[] = {"on-run-start", "on-run-end", "query-comment",
                                       "vars", NULL};
    static const char *const trees[] = {"seeds", "models",     "snapshots",
                                        "tests", "data_tests", NULL};
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
        bool is_tests =
            e->key.kind == PL_STR && PL_STR_IS(pl_str_from(e->key), "tests");
        pl_python_put(a, out.as.dict,
                      is_tests && rename ? pl_string(PL_S("data_tests")) : e->key,
                      e->value);
    }
    return out;
}

/* ---- completing */

static pl_strs strings_of(const pl_project_loader *l, const char *key,
                          const char *otherwise) {
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

static pl_strs paths_of(const pl_project_loader *l, const char *key, const char *old,
                        const char *otherwise) {
    bool has_new = pl_dict_find(l->dict, pl_str_of(key)) != NULL;
    return strings_of(l, has_new || !old ? key : old, otherwise);
}

static pl_str string_of(const pl_project_loader *l, const char *key, pl_str otherwise) {
    pl_value *v = pl_dict_find(l->dict, pl_str_of(key));
    return v && v->kind == PL_STR ? pl_str_from(*v) : otherwise;
}

static pl_value dict_of(const pl_project_loader *l, const char *key) {
    pl_value *v = pl_dict_find(l->dict, pl_str_of(key));
    return v && v->kind == PL_DICT ? *v : pl_dict_new(l->a, 0);
}

/* Every source path once, without trailing slashes. */
static pl_strs all_paths(const pl_project_loader *l) {
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

static void fill_paths(pl_project_loader *l) {
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
    p->target_path = l->options->target_path.at
                         ? l->options->target_path
                         : string_of(l, "target-path", PL_S("target"));
    p->packages_install_path =
        string_of(l, "packages-install-path", PL_S("dbt_packages"));
    p->clean_targets = strings_of(l, "clean-targets", NULL);
}

static void fill_hooks(pl_project_loader *l, const char *key, const pl_hook_text **out,
                       uint32_t *count) {
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

static void fill_dispatch(pl_project_loader *l) {
    pl_value *v = pl_dict_find(l->dict, PL_S("dispatch"));
    uint32_t n = v && v->kind == PL_LIST ? v->as.list->len : 0;
    pl_dispatch *all = PL_NEW_ARRAY0(l->a, pl_dispatch, n);
    for (uint32_t i = 0; i < n; i++) {
        const pl_dict *entry = v->as.list->at[i].as.dict;
        pl_value *space = pl_dict_find(entry, PL_S("macro_namespace"));
        pl_value *order = pl_dict_find(entry, PL_S("search_order"));
        all[i].macro_namespace =
            space->kind == PL_STR ? pl_str_from(*space) : (pl_str){0};
        all[i].search_order = pl_project_versions(*order, l->a);
    }
    l->out->dispatch = all;
    l->out->dispatch_count = n;
}

static void fill_sections(pl_project_loader *l) {
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

static void fill(pl_project_loader *l) {
    pl_project_file *p = l->out;
    pl_value *version = pl_dict_find(l->dict, PL_S("version"));
    pl_value *comment = pl_dict_find(l->dict, PL_S("query-comment"));
    pl_value *restrict_access = pl_dict_find(l->dict, PL_S("restrict-access"));
    p->name = string_of(l, "name", PL_S(""));
    p->version =
        version && version->kind != PL_NONE ? pl_python_str(l->a, *version) : PL_S("");
    p->quoting = dict_of(l, "quoting");
    p->flags = dict_of(l, "flags");
    const pl_yaml *vars = pl_yaml_get(l->raw, "vars");
    p->vars = pl_yaml_is(vars, PL_YAML_MAP) ? vars : NULL;
    p->vars_value = p->vars ? pl_yaml_value(p->vars, l->a, pl_yaml_date_object)
                            : pl_dict_new(l->a, 0);
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
    pl_project_loader l = {raw, options, a, sink, out, NULL};
    pl_yaml_rules rules = *options->rules;
    pl_value rendered;
    *out = (pl_project_file){.root = root, .src = raw->src, .raw = raw};
    rules.skip = pl_project_skip;
    rules.sink = sink;
    if (!pl_yaml_render(raw, &rules, a, &rendered)) {
        return false;
    }
    out->rendered = rename_tests(a, rendered.as.dict);
    l.dict = out->rendered.as.dict;
    postprocess(a, l.dict);
    if (!pl_project_check(&l)) {
        return false;
    }
    fill(&l);
    return true;
}

/* Opening a world: profile, project file, packages, config trees, macros. */
#include "project/config/later.h"
#include "project/node/world_priv.h"
#include "project/render/introspection.h"
#include "project/render/macro_calls.h"
#include "project/render/macros.h"
#include "project/render/schema_call.h"
#include "project/render/yaml_text.h"
#include "project/world/stages.h"
#include "support/inside.h"

/* ---- flags, as the context member of that name shows them */

static void set_flag(pl_world *w, const char *name, pl_value v) {
    pl_dict_put_str(w->arena, w->flags.as.dict, pl_str_of(name), v);
}

static void make_flags(pl_world *w) {
    static const char *const off[] = {
        "DEBUG",      "FAIL_FAST",  "LOG_CACHE_EVENTS", "PRINT",
        "QUIET",      "WARN_ERROR", "STORE_FAILURES",   "USE_EXPERIMENTAL_PARSER",
        "WRITE_JSON", "SAMPLE",
    };
    const pl_world_options *o = &w->options;
    w->flags = pl_dict_new(w->arena, 32);
    for (size_t i = 0; i < sizeof off / sizeof *off; i++) {
        set_flag(w, off[i], pl_bool(false));
    }
    set_flag(w, "WRITE_JSON", pl_bool(true));
    set_flag(w, "PRINT", pl_bool(true));
    set_flag(w, "WHICH", pl_string(pl_str_of(o->command)));
    set_flag(w, "FULL_REFRESH", pl_bool(o->full_refresh));
    set_flag(w, "EMPTY", pl_bool(o->empty));
    set_flag(w, "TARGET", o->target.at ? pl_string(o->target) : pl_none());
    set_flag(w, "PROFILE", o->profile.at ? pl_string(o->profile) : pl_none());
    set_flag(w, "PROJECT_DIR", pl_string(w->ws->tree->root));
    set_flag(w, "PROFILES_DIR", pl_string(o->profiles_dir));
    set_flag(w, "VARS", o->cli_vars);
    set_flag(w, "STATIC_PARSER", pl_bool(true));
    set_flag(w, "PARTIAL_PARSE", pl_bool(true));
    set_flag(w, "INTROSPECT", pl_bool(true));
    set_flag(w, "POPULATE_CACHE", pl_bool(true));
    set_flag(w, "VERSION_CHECK", pl_bool(true));
    set_flag(w, "SEND_ANONYMOUS_USAGE_STATS", pl_bool(false));
    set_flag(w, "USE_COLORS", pl_bool(true));
    set_flag(w, "INDIRECT_SELECTION", pl_string(PL_S("eager")));
    set_flag(w, "CACHE_SELECTED_ONLY", pl_bool(false));
    set_flag(w, "DEFER", pl_bool(false));
    set_flag(w, "FAVOR_STATE", pl_bool(false));
}

/* ---- quoting */

static void project_quoting(pl_world *w) {
    static const char *const parts[] = {"database", "schema", "identifier"};
    const pl_adapter *ad = w->target.adapter;
    w->style = (pl_relation_style){
        .adapter = ad,
    };
    memcpy(w->style.quoted, ad->quoted.on, sizeof w->style.quoted);
    memcpy(w->style.included, ad->included.on, sizeof w->style.included);
    const pl_value *quoting = &w->packages[0].file->quoting;
    if (quoting->kind != PL_DICT) {
        return;
    }
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(quoting->as.dict, &i)) != NULL;) {
        if (e->key.kind != PL_STR || e->value.kind != PL_BOOL) {
            continue;
        }
        pl_str key = pl_adapter_canonical(ad, pl_str_from(e->key));
        for (size_t p = 0; p < 3; p++) {
            if (pl_str_eq(key, pl_str_of(parts[p]))) {
                w->style.quoted[p] = e->value.as.i;
            }
        }
    }
}

/* ---- target */

static pl_yaml_rules rules_for(pl_world *w, pl_phase phase, pl_package *p,
                               bool (*skip)(void *, const pl_yaml_path *)) {
    pl_text_context *c = PL_NEW(w->arena, pl_text_context);
    *c = (pl_text_context){w, p, phase, skip};
    return (pl_yaml_rules){
        .render = pl_render_yaml_text, .ctx = c, .skip = skip, .sink = &w->sink};
}

static bool load_target(pl_world *w, const pl_yaml *project) {
    const pl_world_options *o = &w->options;
    if (o->given_target) {
        w->target = *o->given_target;
        return true;
    }
    pl_profiles profiles;
    if (!pl_profiles_read(o->profiles_tree, o->profiles_dir, w->arena, &w->sink,
                          &profiles)) {
        return false;
    }
    pl_profile_choice choice = {
        .profile = o->profile,
        .project_profile = pl_yaml_get(project, "profile"),
        .target = o->target,
        .threads = o->threads,
        .adapter_like = o->adapter_like,
    };
    pl_yaml_rules rules = rules_for(w, PL_PHASE_PROFILE, NULL, NULL);
    return pl_target_load(&profiles, &choice, &rules, w->arena, &w->target);
}

/* ---- files that only later dbt reads */

static bool is_later(const pl_world *w, const pl_yaml *raw) {
    return w->options.later_dbt || pl_project_is_later(raw, w->arena);
}

/* Vars of vars.yml, when it counts: they stand in for those of dbt_project.yml, which
 * may read them itself. */
static bool read_vars_file(pl_world *w, const pl_yaml *raw, const pl_yaml **out) {
    pl_str dir = w->ws->project_dir;
    pl_str path = pl_path_join(w->arena, dir, PL_S("vars.yml"));
    *out = NULL;
    if (is_later(w, raw)) {
        return pl_vars_file_read(w->ws->tree, dir, raw, w->arena, &w->sink, out);
    }
    pl_str text;
    if (w->ws->tree->read(w->ws->tree, path, w->arena, &text) != PL_READ_ABSENT) {
        pl_passed_over(&w->sink, path, "");
    }
    return true;
}

static const pl_dict *vars_of_root(pl_world *w, const pl_yaml *file) {
    if (!file) {
        return w->options.cli_vars.as.dict;
    }
    pl_value all = pl_yaml_value(file, w->arena, pl_yaml_date_object);
    uint32_t i = 0;
    for (const pl_dict_entry *e;
         (e = pl_dict_next(w->options.cli_vars.as.dict, &i)) != NULL;) {
        if (e->key.kind == PL_STR) {
            pl_dict_put_str(w->arena, all.as.dict, pl_str_from(e->key), e->value);
        }
    }
    return all.as.dict;
}

/* ---- projects */

static bool load_root(pl_world *w, const pl_yaml *raw, const pl_project_options *o,
                      pl_project_file *root) {
    const pl_yaml *vars;
    if (!read_vars_file(w, raw, &vars)) {
        return false;
    }
    w->private->project_vars = vars_of_root(w, vars);
    if (!pl_project_load(raw, w->ws->project_dir, o, w->arena, &w->sink, root)) {
        return false;
    }
    if (vars) {
        root->vars = vars;
        root->vars_value = pl_yaml_value(vars, w->arena, pl_yaml_date_object);
    }
    w->private->project_vars = pl_dict_new(w->arena, 0).as.dict; /* packages see none */
    return true;
}

/* ---- paths of a project that lead elsewhere */

static bool stays_inside(pl_world *w, const pl_project_file *p, const char *key,
                         pl_str path) {
    pl_str where = pl_path_join(w->arena, p->root, path);
    pl_str real = pl_tree_leads_out(w->ws->tree, where, w->arena);
    if (!real.len) {
        return true;
    }
    const pl_yaml *y = pl_yaml_get(p->raw, key);
    pl_span span = y ? pl_yaml_span(y) : (pl_span){p->src, 0, 0};
    pl_diag_addf(&w->sink, PL_E0503, span, "%s: %.*s %.*s", key, PL_FMT(path),
                 PL_FMT(pl_outside_text(w->sink.arena, real)));
    return false;
}

static bool check_paths(pl_world *w, const pl_project_file *p) {
    const struct {
        const char *key;
        const pl_strs *paths;
    } all[] = {
        {"model-paths", &p->model_paths},       {"seed-paths", &p->seed_paths},
        {"macro-paths", &p->macro_paths},       {"test-paths", &p->test_paths},
        {"analysis-paths", &p->analysis_paths}, {"snapshot-paths", &p->snapshot_paths},
        {"docs-paths", &p->docs_paths},         {"asset-paths", &p->asset_paths}};
    bool ok = true;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].paths == &p->docs_paths && !pl_yaml_get(p->raw, all[i].key)) {
            continue; /* they are the others */
        }
        for (uint32_t j = 0; j < all[i].paths->len; j++) {
            ok = stays_inside(w, p, all[i].key, all[i].paths->at[j]) && ok;
        }
    }
    return ok;
}

/* Packages and the target folder are often links that the user made. */
static bool check_linked_paths(pl_world *w, const pl_project_file *root) {
    pl_str packages = pl_path_join(w->arena, root->root, root->packages_install_path);
    pl_str target = pl_path_join(w->arena, root->root, root->target_path);
    if (!w->ws->tree->inside) {
        return true;
    }
    pl_inside_linked(w->ws->tree->inside, packages);
    pl_inside_linked(w->ws->tree->inside, target);
    bool ok =
        stays_inside(w, root, "packages-install-path", root->packages_install_path);
    return (w->options.target_path.at ||
            stays_inside(w, root, "target-path", root->target_path)) &&
           ok;
}

static bool load_projects(pl_world *w, const pl_yaml *raw) {
    pl_world_options *o = &w->options;
    pl_yaml_rules rules = rules_for(w, PL_PHASE_PROJECT, NULL, pl_project_skip);
    rules.lenient = o->strict_dbt ? NULL : pl_schema_call_kept;
    pl_project_options options = {
        .rules = &rules,
        .check_version = o->version_check,
        .dbt_version = "1.9.11",
        .target_path = o->target_path,
        .tree_root = w->ws->tree->root,
        .adapter = w->target.adapter,
    };
    pl_project_file *root = PL_NEW(w->arena, pl_project_file);
    if (!load_root(w, raw, &options, root) || !check_linked_paths(w, root)) {
        return false;
    }
    pl_yaml_rules package_rules = rules_for(w, PL_PHASE_PROFILE, NULL, NULL);
    pl_package_list list = {0};
    if (!pl_packages_load(w->ws->tree, root, &options, &package_rules, w->arena,
                          &w->sink, &list)) {
        return false;
    }
    w->package_len = 1 + list.len;
    w->packages = PL_NEW_ARRAY0(w->arena, pl_package, w->package_len);
    bool ok = true;
    const pl_project_file **files =
        PL_NEW_ARRAY(w->arena, const pl_project_file *, w->package_len);
    for (uint32_t i = 0; i < w->package_len; i++) {
        pl_package *p = &w->packages[i];
        p->file = i ? list.at[i - 1] : root;
        p->index = i;
        ok = pl_ignore_read(w->ws->tree, p->file->root, w->arena, &w->sink,
                            &p->ignore) &&
             ok;
        files[i] = p->file;
        ok = check_paths(w, p->file) && ok;
    }
    if (!ok) {
        return false;
    }
    w->configs =
        pl_config_set_new(files, w->package_len, w->target.adapter, w->arena, &w->sink);
    return w->configs != NULL;
}

pl_world *pl_world_open(pl_workspace *ws, const pl_world_options *options, pl_arena *a,
                        pl_diag_sink *sink) {
    pl_world *w = PL_NEW(a, pl_world);
    w->ws = ws;
    w->arena = a;
    w->options = *options;
    w->options.cli_vars =
        pl_value_copy(a, options->cli_vars); /* templates may change it */
    w->private = PL_NEW(a, struct pl_world_private);
    w->sink.arena = a;
    w->target.dict = (pl_value){.kind = PL_UNSET};
    make_flags(w);
    const pl_yaml *raw = NULL;
    if (options->dotenv) {
        pl_passed_over(&w->sink, options->dotenv->path,
                       "; `--env-file .env` reads it with any version");
    }
    bool ok = pl_project_raw(ws->tree, ws->project_dir, a, &w->sink, &raw) &&
              load_target(w, raw) && load_projects(w, raw);
    if (ok) {
        project_quoting(w);
        pl_introspection_open(w); /* a broken file fails only what it would answer */
        ok = pl_stock_load(w);
    }
    if (ok) {
        /* A broken macro file fails only what calls it. */
        pl_macros_load(w);
        pl_macro_dispatches_check(w);
    }
    if (!ok) {
        pl_diag_merge(sink, &w->sink);
        pl_world_close(w);
        return NULL;
    }
    return w;
}

void pl_world_close(pl_world *w) {
    pl_arena_free(&w->private->scratch);
    pl_arena_free(&w->private->parse_scratch);
    pl_arena_free(&w->private->compile_scratch);
}

/* dbt's RuntimeConfig as far as macros read it: builtins.ref.config. */
#include "project/node/world_priv.h"
#include "project/render/host_priv.h"

static void put(pl_world *w, pl_value config, const char *key, pl_value v) {
    pl_dict_put_str(w->arena, config.as.dict, pl_str_of(key), v);
}

static pl_value version_of(const pl_project_file *f) {
    const pl_value *v = pl_dict_find(f->rendered.as.dict, PL_S("version"));
    return v ? *v : pl_none();
}

/* VarProvider.to_dict: the project's vars as they are written. */
static bool vars_to_dict(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = argv[0];
    return true;
}

static const pl_native to_dict = {"VarProvider.to_dict", vars_to_dict, 0, 0, 0, ""};

static pl_value vars_of(pl_world *w, const pl_project_file *f) {
    pl_value v = pl_dict_new(w->arena, 2);
    put(w, v, "vars", f->vars_value);
    put(w, v, "to_dict", pl_bound_new(w->arena, &to_dict, f->vars_value));
    return v;
}

/* Members of the connection, but for what must never be shown. */
static pl_value credentials_of(pl_world *w) {
    const pl_dict *all = w->target.credentials.as.dict;
    pl_value shown = pl_dict_new(w->arena, all->len + 1);
    uint32_t i = 0;
    put(w, shown, "type", pl_string(pl_str_of(w->target.adapter->name)));
    for (const pl_dict_entry *e; (e = pl_dict_next(all, &i)) != NULL;) {
        const pl_cred_field *field =
            pl_adapter_field(w->target.adapter, pl_str_from(e->key));
        if (field && !field->secret) {
            put(w, shown, field->name, e->value);
        }
    }
    return shown;
}

static pl_value paths_of(pl_world *w, const pl_strs *paths) {
    pl_value l = pl_list_new(w->arena, paths->len);
    for (uint32_t i = 0; i < paths->len; i++) {
        pl_list_push(w->arena, l.as.list, pl_string(paths->at[i]));
    }
    return l;
}

static void put_paths(pl_world *w, pl_value c, const pl_project_file *f) {
    put(w, c, "model_paths", paths_of(w, &f->model_paths));
    put(w, c, "macro_paths", paths_of(w, &f->macro_paths));
    put(w, c, "seed_paths", paths_of(w, &f->seed_paths));
    put(w, c, "test_paths", paths_of(w, &f->test_paths));
    put(w, c, "analysis_paths", paths_of(w, &f->analysis_paths));
    put(w, c, "snapshot_paths", paths_of(w, &f->snapshot_paths));
    put(w, c, "docs_paths", paths_of(w, &f->docs_paths));
    put(w, c, "asset_paths", paths_of(w, &f->asset_paths));
    put(w, c, "clean_targets", paths_of(w, &f->clean_targets));
    put(w, c, "target_path", pl_string(f->target_path));
    put(w, c, "packages_install_path", pl_string(f->packages_install_path));
}

static pl_value config_of(pl_world *w, const pl_project_file *f) {
    pl_value c = pl_dict_new(w->arena, 24);
    put(w, c, "project_name", pl_string(f->name));
    put(w, c, "version", version_of(f));
    put(w, c, "profile_name", pl_string(w->target.profile_name));
    put(w, c, "target_name", pl_string(w->target.name));
    put(w, c, "cli_vars", w->options.cli_vars);
    put(w, c, "args", w->flags);
    put(w, c, "vars", vars_of(w, f));
    put(w, c, "threads", pl_int(w->target.threads));
    put(w, c, "credentials", credentials_of(w));
    put(w, c, "quoting", f->quoting);
    put_paths(w, c, f);
    return c;
}

/* dbt lists the root among its own dependencies. */
static pl_value dependencies_of(pl_world *w) {
    pl_value all = pl_dict_new(w->arena, w->package_len);
    for (uint32_t i = 0; i < w->package_len; i++) {
        const pl_project_file *f = w->packages[i].file;
        pl_dict_put_str(w->arena, all.as.dict, f->name, config_of(w, f));
    }
    return all;
}

pl_value pl_runtime_config(pl_world *w) {
    pl_value *cached = &w->private->runtime_config;
    if (cached->kind == PL_UNSET) {
        *cached = config_of(w, w->packages[0].file);
        put(w, *cached, "dependencies", dependencies_of(w));
    }
    return *cached;
}

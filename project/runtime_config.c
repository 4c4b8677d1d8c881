/* dbt's RuntimeConfig as far as macros read it: builtins.ref.config. */
#include "project/world_priv.h"

static void put(pl_world *w, pl_value config, const char *key, pl_value v) {
    pl_dict_put_str(w->arena, config.as.dict, pl_str_of(key), v);
}

static pl_value version_of(const pl_project_file *f) {
    const pl_value *v = pl_dict_find(f->rendered.as.dict, PL_S("version"));
    return v ? *v : pl_none();
}

static pl_value config_of(pl_world *w, const pl_project_file *f) {
    pl_value c = pl_dict_new(w->arena, 12);
    put(w, c, "project_name", pl_string(f->name));
    put(w, c, "version", version_of(f));
    put(w, c, "profile_name", pl_string(w->target.profile_name));
    put(w, c, "target_name", pl_string(w->target.name));
    put(w, c, "cli_vars", w->options.cli_vars);
    put(w, c, "args", w->flags);
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

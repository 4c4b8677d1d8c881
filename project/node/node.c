/* Nodes: making, registering, their lists. */
#include "project/node/node.h"

#include <stddef.h>

#include "project/node/world_priv.h"
#include "support/vec.h"

static const struct {
    const char *name, *title;
    size_t home; /* offset of a pl_map in pl_world */
    pl_config_class config;
    pl_section section;
} resources[PL_RES_COUNT] = {
#define RESOURCE(id, name, title, home, config, section)                               \
    {name, title, offsetof(pl_world, home), PL_CONFIG_##config, PL_SECTION_##section},
#include "project/node/resources.def"
#undef RESOURCE
};

const char *pl_resource_name(pl_resource r) {
    return resources[r].name;
}

const char *pl_resource_title(pl_resource r) {
    return resources[r].title;
}

pl_section pl_resource_section(pl_resource r) {
    return resources[r].section;
}

pl_config_input pl_node_config_input(const pl_dbt_node *n) {
    return (pl_config_input){
        .cls = resources[n->type].config,
        .package = n->package,
        .fqn = n->fqn,
        .fqn_len = n->fqn_len,
        .patch = n->patch_config,
        .patch_yaml = n->patch_yaml,
        .calls = n->config_calls,
        .calls_span = n->config_span,
        .unrendered_patch = n->unrendered_patch,
        .unrendered_calls = n->unrendered_config_calls,
        .python = PL_STR_IS(n->language, "python"),
        .where = n->span,
        .node = n->unique_id,
        .node_name = n->name,
        .node_path = n->original_file_path,
    };
}

void pl_dbt_node_add_tag(pl_dbt_node *n, pl_arena *a, pl_str tag) {
    for (uint32_t i = 0; i < n->tags.len; i++) {
        if (pl_str_eq(n->tags.at[i], tag)) {
            return;
        }
    }
    PL_PUSH(a, &n->tags, tag);
}

void pl_dbt_node_add_macro(pl_dbt_node *n, pl_arena *a, pl_str id) {
    for (uint32_t i = 0; i < n->macro_ids.len; i++) {
        if (pl_str_eq(n->macro_ids.at[i], id)) {
            return;
        }
    }
    PL_PUSH(a, &n->macro_ids, id);
}

void pl_dbt_node_add_dependency(pl_dbt_node *n, pl_arena *a, pl_dbt_node *on) {
    for (uint32_t i = 0; i < n->depends_on.len; i++) {
        if (n->depends_on.at[i] == on) {
            return;
        }
    }
    PL_PUSH(a, &n->depends_on, on);
}

/* The folders of `relative`, and the stem too where `with_stem` (snapshots). */
static void set_fqn(pl_world *w, pl_dbt_node *n, pl_str relative, bool with_stem) {
    pl_arena *a = w->arena;
    PL_VEC(pl_str) parts = {0};
    PL_PUSH(a, &parts, n->package);
    pl_str dir = pl_path_dir(relative);
    while (dir.len) {
        uint32_t cut = pl_str_find_char(dir, '/');
        PL_PUSH(a, &parts, pl_str_sub(dir, 0, cut));
        dir = cut == UINT32_MAX ? PL_S("") : pl_str_sub(dir, cut + 1, dir.len);
    }
    if (with_stem) {
        PL_PUSH(a, &parts, pl_path_stem(relative));
    }
    PL_PUSH(a, &parts, n->name);
    n->fqn = parts.at;
    n->fqn_len = parts.len;
}

pl_dbt_node *pl_dbt_node_new(pl_world *w, pl_package *p, pl_resource type, pl_str name,
                             pl_str relative, pl_str original_file_path) {
    pl_arena *a = w->arena;
    pl_dbt_node *n = PL_NEW(a, pl_dbt_node);
    n->name = name;
    n->package = p->file->name;
    n->owner = p;
    n->type = type;
    n->path = relative;
    n->original_file_path = original_file_path;
    n->unique_id = pl_str_fmt(a, "%s.%.*s.%.*s", pl_resource_name(type),
                              PL_FMT(n->package), PL_FMT(name));
    n->language = PL_S("sql");
    n->checksum_name = PL_S("none");
    n->checksum = n->raw_code = n->group = n->access = n->description = PL_S("");
    n->patch_path = n->alias = n->identifier = n->relation_name = PL_S("");
    n->source_name = n->loader = n->compiled_body = n->compiled_code = PL_S("");
    n->build_path = PL_S("");
    n->alias = name;
    n->identifier = name;
    n->database = w->target.database;
    n->schema = w->target.schema;
    n->meta = pl_dict_new(a, 0);
    n->docs = pl_dict_new(a, 2);
    pl_dict_put_str(a, n->docs.as.dict, PL_S("show"), pl_bool(true));
    pl_dict_put_str(a, n->docs.as.dict, PL_S("node_color"), pl_none());
    n->version = n->latest_version = n->deprecation_date = pl_none();
    n->constraints = pl_list_new(a, 0);
    n->contract = pl_dict_new(a, 3);
    pl_dict_put_str(a, n->contract.as.dict, PL_S("enforced"), pl_bool(false));
    pl_dict_put_str(a, n->contract.as.dict, PL_S("alias_types"), pl_bool(true));
    pl_dict_put_str(a, n->contract.as.dict, PL_S("checksum"), pl_none());
    n->extra = pl_dict_new(a, 0);
    n->metrics = pl_list_new(a, 0);
    memcpy(n->quoted, w->style.quoted, sizeof n->quoted);
    if (type == PL_RES_MODEL) {
        n->access = PL_S("protected");
    }
    set_fqn(w, n, relative, type == PL_RES_SNAPSHOT);
    return n;
}

static pl_map *home_of(pl_world *w, pl_resource type) {
    return (pl_map *)(void *)((char *)w + resources[type].home);
}

static bool report_duplicate(pl_world *w, const pl_dbt_node *before,
                             const pl_dbt_node *n) {
    pl_diag *d = pl_diag_addf(
        &w->sink, PL_E0303, n->span,
        "dbt found two %ss with the name \"%.*s\".\n\nSince these resources have the "
        "same name, dbt will be unable to find the correct resource\nwhen looking for "
        "ref(\"%.*s\").\n\nTo fix this, change the name of one of these resources:\n- "
        "%.*s (%.*s)\n- %.*s (%.*s)",
        pl_resource_name(n->type), PL_FMT(n->name), PL_FMT(n->name),
        PL_FMT(n->unique_id), PL_FMT(n->original_file_path), PL_FMT(before->unique_id),
        PL_FMT(before->original_file_path));
    d->node = n->unique_id;
    return false;
}

bool pl_dbt_node_register(pl_world *w, pl_dbt_node *n) {
    if (n->disabled) {
        if (!pl_map_has(&w->disabled, n->unique_id)) {
            pl_map_put(&w->disabled, w->arena, n->unique_id, n);
        } else {
            PL_PUSH(w->arena, &w->private->disabled_twins, n);
        }
        return true;
    }
    pl_map *home = home_of(w, n->type);
    const pl_dbt_node *before = pl_map_get(home, n->unique_id);
    if (before) {
        return report_duplicate(w, before, n);
    }
    pl_map_put(home, w->arena, n->unique_id, n);
    return true;
}

pl_package *pl_world_package(const pl_world *w, pl_str name) {
    for (uint32_t i = 0; i < w->package_len; i++) {
        if (pl_str_eq(w->packages[i].file->name, name)) {
            return &w->packages[i];
        }
    }
    return NULL;
}

/* The manifest's sections. */
#include "project/state/manifest.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "project/input/digest.h"
#include "project/node/edges.h"
#include "project/node/fields_priv.h"
#include "project/node/world_priv.h"
#include "project/render/macro_calls.h"
#include "support/file_writer.h"

#define K(name) PL_S(name)

/* ---- metadata */

static pl_str clock_text(const pl_world *w) {
    int64_t us = w->options.now_us;
    time_t seconds = (time_t)(us / 1000000);
    struct tm t;
    char text[40];
    gmtime_r(&seconds, &t);
    size_t len = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &t);
    return pl_str_fmt(w->arena, "%.*s.%06dZ", (int)len, text, (int)(us % 1000000));
}

static void put_env(void *ctx, pl_str name, pl_str value) {
    pl_emit_str(ctx, name, value);
}

static void put_metadata(pl_fields *f) {
    const pl_world *w = f->world;
    pl_str project = w->packages[0].file->name;
    pl_fields meta = pl_open_dict(f, K("metadata"));
    pl_emit_str(&meta, K("dbt_schema_version"),
                K("https://schemas.getdbt.com/dbt/manifest/v12.json"));
    pl_emit_str(&meta, K("dbt_version"), K("1.9.11"));
    pl_emit_str(&meta, K("generated_at"), clock_text(w));
    pl_emit_opt(&meta, K("invocation_id"), w->options.invocation_id);
    pl_fields env = pl_open_dict(&meta, K("env"));
    if (w->options.env) {
        pl_env_custom(w->options.env, put_env, &env);
    }
    pl_close(&env);
    pl_emit_str(&meta, K("project_name"), project);
    pl_emit_str(&meta, K("project_id"), pl_md5_hex(w->arena, project));
    pl_emit(&meta, K("user_id"), pl_none());
    pl_emit(&meta, K("send_anonymous_usage_stats"), pl_bool(false));
    pl_emit_str(&meta, K("adapter_type"), pl_str_of(w->target.adapter->name));
    pl_close(&meta);
}

/* ---- nodes */

/* The manifest of a large project is larger than the project: it is written while it
 * is being printed. */
typedef struct printer {
    pl_fields f;   /* the outermost object; values of one entry lie in `work` */
    pl_arena work; /* reset after each entry */
    pl_file_writer *file;
} printer;

static void entry_done(printer *p) {
    enum { PIECE = 1024 * 1024 };
    pl_buf *text = p->f.json;
    if (text->len >= PIECE) {
        pl_file_add(p->file, pl_buf_view(text));
        text->len = 0;
    }
    pl_arena_reset(&p->work);
}

static void put_nodes(printer *p, pl_str key, const pl_map *nodes) {
    pl_fields section = pl_open_dict(&p->f, key);
    for (uint32_t i = 0; i < nodes->len; i++) {
        pl_fields node = pl_open_dict(&section, nodes->at[i].key);
        pl_emit_node(&node, nodes->at[i].value);
        pl_close(&node);
        entry_done(p);
    }
    pl_close(&section);
}

/* A disabled node of an id that another one has, and the next of that id. */
typedef struct twin {
    const pl_dbt_node *node;
    const struct twin *next;
} twin;

/* Of each id the first of its twins. */
static pl_map twins_of(const pl_world *w, pl_arena *a) {
    pl_map first = {0};
    uint32_t n = w->private ? w->private->disabled_twins.len : 0;
    while (n--) {
        const pl_dbt_node *node = w->private->disabled_twins.at[n];
        twin *t = PL_NEW(a, twin);
        *t = (twin){node, pl_map_get(&first, node->unique_id)};
        pl_map_put(&first, a, node->unique_id, t);
    }
    return first;
}

static void put_item(pl_fields *list, const pl_dbt_node *n) {
    pl_fields node = pl_open_dict(list, K(""));
    pl_emit_node(&node, n);
    pl_close(&node);
}

static void put_disabled(pl_fields *f) {
    const pl_map *nodes = &f->world->disabled;
    pl_map twins = twins_of(f->world, f->arena);
    pl_fields section = pl_open_dict(f, K("disabled"));
    for (uint32_t i = 0; i < nodes->len; i++) {
        pl_fields list = pl_open_list(&section, nodes->at[i].key);
        put_item(&list, nodes->at[i].value);
        for (const twin *t = pl_map_get(&twins, nodes->at[i].key); t; t = t->next) {
            put_item(&list, t->node);
        }
        pl_close(&list);
    }
    pl_close(&section);
}

/* ---- macros */

/* Stock macros have paths of plumb's own ("plumb:dbt/dateadd.sql"):
 * named as in a package. */
static pl_str macro_path(const pl_world *w, const pl_macro_def *def) {
    if (!def->stock) {
        return def->path;
    }
    return pl_str_cat(w->arena, K("macros/"), pl_path_base(def->path));
}

static pl_value languages(pl_arena *a, const pl_macro_def *def) {
    const pl_macro_info *info = def->macro.info;
    if (!info || info->kind != PL_MACRO_MATERIALIZATION) {
        return pl_none();
    }
    pl_value list = pl_list_new(a, 2);
    pl_str rest = info->supported_languages.len ? info->supported_languages : K("sql");
    while (rest.len) {
        uint32_t comma = pl_str_find_char(rest, ',');
        uint32_t end = comma == UINT32_MAX ? rest.len : comma;
        pl_list_push(a, list.as.list, pl_string(pl_str_trim(pl_str_sub(rest, 0, end))));
        rest = comma == UINT32_MAX ? K("") : pl_str_sub(rest, end + 1, rest.len);
    }
    return list;
}

static void put_macro_calls(pl_fields *f, pl_world *w, const pl_macro_def *def) {
    pl_macro_calls calls = pl_macro_calls_of(w, def, w->arena);
    pl_fields on = pl_open_dict(f, K("depends_on"));
    pl_fields macros = pl_open_list(&on, K("macros"));
    for (uint32_t i = 0; i < calls.len; i++) {
        pl_emit_str(&macros, K(""), calls.at[i]->unique_id);
    }
    pl_close(&macros);
    pl_close(&on);
}

/* What a schema file says of the macro. */
static void put_macro_patch(pl_fields *f, const pl_world *w, const pl_macro_def *def) {
    const pl_macro_patch *patch = pl_map_get(&w->macro_patches, def->unique_id);
    uint32_t i = 0;
    if (patch) {
        for (const pl_dict_entry *e; (e = pl_dict_next(patch->fields, &i)) != NULL;) {
            pl_emit(f, pl_str_from(e->key), e->value);
        }
        return;
    }
    pl_emit_str(f, K("description"), K(""));
    pl_emit_dict(f, K("meta"), NULL);
    pl_fields docs = pl_open_dict(f, K("docs"));
    pl_emit(&docs, K("show"), pl_bool(true));
    pl_emit(&docs, K("node_color"), pl_none());
    pl_close(&docs);
    pl_emit(f, K("patch_path"), pl_none());
    pl_emit(f, K("arguments"), pl_list_new(w->arena, 0));
}

static void put_macro(pl_fields *f, pl_world *w, const pl_macro_def *def) {
    pl_str path = macro_path(w, def);
    pl_emit_str(f, K("name"), def->name);
    pl_emit_str(f, K("resource_type"), K("macro"));
    pl_emit_str(f, K("package_name"), def->package);
    pl_emit_str(f, K("path"), path);
    pl_emit_str(f, K("original_file_path"), path);
    pl_emit_str(f, K("unique_id"), def->unique_id);
    pl_emit_str(f, K("macro_sql"), pl_macro_text(def));
    put_macro_calls(f, w, def);
    put_macro_patch(f, w, def);
    pl_emit_created(f);
    pl_emit(f, K("supported_languages"), languages(w->arena, def));
}

static void put_macros(pl_fields *f, pl_world *w) {
    pl_fields section = pl_open_dict(f, K("macros"));
    const pl_map *all = pl_macros_all(w);
    for (uint32_t i = 0; i < all->len; i++) {
        pl_fields macro = pl_open_dict(&section, all->at[i].key);
        put_macro(&macro, w, all->at[i].value);
        pl_close(&macro);
    }
    pl_close(&section);
}

static void put_docs(pl_fields *f) {
    const pl_map *docs = &f->world->docs;
    pl_fields section = pl_open_dict(f, K("docs"));
    for (uint32_t i = 0; i < docs->len; i++) {
        const pl_doc *d = docs->at[i].value;
        pl_fields doc = pl_open_dict(&section, d->unique_id);
        pl_emit_str(&doc, K("name"), d->name);
        pl_emit_str(&doc, K("resource_type"), K("doc"));
        pl_emit_str(&doc, K("package_name"), d->package);
        pl_emit_str(&doc, K("path"), d->path);
        pl_emit_str(&doc, K("original_file_path"), d->original_file_path);
        pl_emit_str(&doc, K("unique_id"), d->unique_id);
        pl_emit_str(&doc, K("block_contents"), d->text);
        pl_close(&doc);
    }
    pl_close(&section);
}

/* ---- maps of the graph */

static int by_id(const void *l, const void *r) {
    const pl_dbt_node *a = *(pl_dbt_node *const *)l, *b = *(pl_dbt_node *const *)r;
    return pl_str_cmp(a->unique_id, b->unique_id);
}

static void put_parent_map(pl_fields *f, const pl_edges *e) {
    pl_fields section = pl_open_dict(f, K("parent_map"));
    for (uint32_t i = 0; i < e->len; i++) {
        const pl_dbt_node *n = e->at[i];
        uint32_t count = n->type == PL_RES_SEED ? 0 : n->depends_on.len;
        pl_dbt_node **parents = PL_NEW_ARRAY(f->arena, pl_dbt_node *, count + 1);
        for (uint32_t k = 0; k < count; k++) {
            parents[k] = n->depends_on.at[k];
        }
        qsort(parents, count, sizeof *parents, by_id);
        pl_fields list = pl_open_list(&section, n->unique_id);
        for (uint32_t k = 0; k < count; k++) {
            pl_emit_str(&list, K(""), parents[k]->unique_id);
        }
        pl_close(&list);
    }
    pl_close(&section);
}

static void put_child_map(pl_fields *f, const pl_edges *e) {
    pl_fields section = pl_open_dict(f, K("child_map"));
    for (uint32_t i = 0; i < e->len; i++) {
        pl_fields list = pl_open_list(&section, e->at[i]->unique_id);
        for (uint32_t k = e->child_from[i]; k < e->child_from[i + 1]; k++) {
            pl_emit_str(&list, K(""), e->at[e->child[k]]->unique_id);
        }
        pl_close(&list);
    }
    pl_close(&section);
}

static void put_members(pl_fields *list, const pl_map *nodes, pl_str group) {
    for (uint32_t i = 0; i < nodes->len; i++) {
        const pl_dbt_node *n = nodes->at[i].value;
        if (pl_str_eq(n->group, group)) {
            pl_emit_str(list, K(""), n->unique_id);
        }
    }
}

static void put_group_map(pl_fields *f) {
    const pl_world *w = f->world;
    pl_fields section = pl_open_dict(f, K("group_map"));
    for (uint32_t i = 0; i < w->groups.len; i++) {
        pl_str name = ((const pl_dbt_node *)w->groups.at[i].value)->name;
        pl_fields list = pl_open_list(&section, name);
        put_members(&list, &w->nodes, name);
        put_members(&list, &w->saved_queries, name);
        put_members(&list, &w->semantic_models, name);
        put_members(&list, &w->metrics, name);
        pl_close(&list);
    }
    pl_close(&section);
}

/* ---- all of it */

static void print(pl_world *w, pl_value selectors, pl_buf *to, pl_file_writer *file) {
    printer p = {.f = pl_fields_json(w, PL_VIEW_MANIFEST, to, w->arena), .file = file};
    pl_fields *f = &p.f;
    f->arena = &p.work;
    put_metadata(f);
    put_nodes(&p, K("nodes"), &w->nodes);
    put_nodes(&p, K("sources"), &w->sources);
    put_macros(f, w);
    put_docs(f);
    put_nodes(&p, K("exposures"), &w->exposures);
    put_nodes(&p, K("metrics"), &w->metrics);
    put_nodes(&p, K("groups"), &w->groups);
    pl_emit(f, K("selectors"), selectors);
    put_disabled(f);
    const pl_edges *edges = pl_edges_new(w, &p.work);
    put_parent_map(f, edges);
    put_child_map(f, edges);
    put_group_map(f);
    put_nodes(&p, K("saved_queries"), &w->saved_queries);
    put_nodes(&p, K("semantic_models"), &w->semantic_models);
    put_nodes(&p, K("unit_tests"), &w->unit_tests);
    pl_close(f);
    pl_arena_free(&p.work);
}

bool pl_manifest_write(pl_world *w, pl_value selectors, pl_str path) {
    pl_buf text = {0};
    pl_file_writer file;
    pl_file_begin_below(&file, pl_path_dir(path), pl_path_base(path));
    print(w, selectors, &text, &file);
    pl_file_add(&file, pl_buf_view(&text));
    bool ok = pl_file_end(&file);
    if (!ok) {
        pl_diag_addf(&w->sink, PL_E0801, (pl_span){NULL, 0, 0}, "cannot write %.*s: %s",
                     PL_FMT(path), strerror(errno));
    }
    pl_buf_free(&text);
    return ok;
}

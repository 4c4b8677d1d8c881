/* Reading all schema files of a world, in dbt's order.
 *
 * Source: dbt-core 1.9 parser/manifest.py load,
 * parser/read_files.py, parser/schemas.py. */
#include "project/config/dbt_text.h"
#include "project/node/workspace_priv.h"
#include "project/schema/entry.h"
#include "project/schema/generic_test.h"
#include "project/schema/lists.h"
#include "project/schema/names.h"
#include "project/schema/patch.h"
#include "project/schema/schema.h"
#include "project/schema/semantic.h"
#include "project/schema/source.h"
#include "project/schema/unit.h"

/* ---- finding and checking files */

/* Every folder that may hold schema files, each once. */
static pl_strs source_paths(pl_schema *s, const pl_project_file *f) {
    const pl_strs all[] = {f->model_paths,    f->seed_paths,  f->snapshot_paths,
                           f->analysis_paths, f->macro_paths, f->test_paths};
    pl_map seen = {0};
    PL_VEC(pl_str) dirs = {0};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        for (uint32_t i = 0; i < all[k].len; i++) {
            pl_str dir = all[k].at[i];
            while (dir.len && dir.at[dir.len - 1] == '/') {
                dir.len--;
            }
            if (!pl_map_put(&seen, s->arena, dir, s)) {
                PL_PUSH(s->arena, &dirs, dir);
            }
        }
    }
    return (pl_strs){dirs.at, dirs.len};
}

/* The lists whose form dbt checks when it reads the file. */
static const char *const checked_keys[] = {
    "models",   "seeds",     "snapshots", "sources",         "macros",
    "analyses", "exposures", "metrics",   "semantic_models", "saved_queries"};

static bool invalid_file(pl_schema *s, const pl_schema_file *f, const pl_yaml *at,
                         const char *words, const char *key, const char *more) {
    return pl_schema_error(s, pl_yaml_span(at),
                           "The schema file at %.*s is invalid because %s '%s' %s",
                           PL_FMT(f->path), words, key, more);
}

static bool check_list(pl_schema *s, const pl_schema_file *f, const char *key) {
    const pl_yaml *list = pl_yaml_get(f->yaml, key);
    if (!list) {
        return true;
    }
    if (!pl_yaml_is(list, PL_YAML_SEQ)) {
        const pl_yaml *at = pl_yaml_key(f->yaml, pl_str_of(key));
        return invalid_file(s, f, at, "the value of", key, "is not a list");
    }
    for (uint32_t i = 0; i < list->count; i++) {
        const pl_yaml *item = list->as.items[i];
        const char *more = !pl_yaml_is(item, PL_YAML_MAP) ? "is not a dictionary"
                           : !pl_yaml_get(item, "name")
                               ? "does not have a name attribute."
                               : NULL;
        if (more) {
            return invalid_file(s, f, item, "a list element for", key, more);
        }
    }
    return true;
}

/* dbt names the file in what a YAML error says. */
static void name_file(pl_schema *s, const pl_schema_file *f, uint32_t before) {
    pl_diag_sink *sink = &s->w->sink;
    for (uint32_t i = before; i < sink->len; i++) {
        pl_diag *d = &sink->at[i];
        if (d->dbt_text.len) {
            pl_str text = pl_str_fmt(s->arena, "Error reading %.*s: %.*s - %.*s",
                                     PL_FMT(f->package->file->name),
                                     PL_FMT(f->relative), PL_FMT(d->dbt_text));
            d->dbt_text = pl_dbt_error_text(s->arena, "Parsing Error", text);
        }
    }
}

/* False after an error; *out->yaml is NULL for an empty file. */
static bool open_file(pl_schema *s, pl_package *p, const pl_file_ref *ref,
                      pl_schema_file *out) {
    *out = (pl_schema_file){.package = p, .path = ref->path, .relative = ref->relative};
    out->id = pl_str_cat3(s->arena, p->file->name, PL_S("://"), ref->path);
    pl_str path = pl_path_join(s->arena, p->file->root, ref->path);
    uint32_t before = s->w->sink.len;
    bool ok;
    const pl_yaml *y = pl_workspace_yaml(s->w->ws, path, &s->w->sink, &ok);
    if (!ok) {
        name_file(s, out, before);
        return false;
    }
    if (pl_yaml_is_none(y)) {
        return true;
    }
    if (!pl_yaml_is(y, PL_YAML_MAP)) {
        pl_diag *d =
            pl_diag_addf(&s->w->sink, PL_E0505, pl_yaml_span(y),
                         "Contents of file '%.*s' are not valid. Dictionary expected.",
                         PL_FMT(ref->path));
        d->dbt_text = pl_str_cat(s->arena, PL_S("Runtime Error\n  "), d->text);
        name_file(s, out, before);
        return false;
    }
    out->yaml = y;
    bool valid = true;
    for (size_t i = 0; i < sizeof checked_keys / sizeof *checked_keys; i++) {
        valid = check_list(s, out, checked_keys[i]) && valid;
    }
    return valid;
}

/* ---- parsing */

typedef bool list_fn(pl_schema *s, const pl_schema_file *file);

/* In dbt's order; `snapshots` also makes nodes. */
static bool parse_file(pl_schema *s, const pl_schema_file *f) {
    list_fn *const lists[] = {
        pl_patch_models,         pl_patch_seeds,        pl_snapshots_parse,
        pl_patch_snapshots,      pl_sources_parse,      pl_patch_macros,
        pl_patch_singular_tests, pl_patch_analyses,     pl_exposures_parse,
        pl_metrics_parse,        pl_groups_parse,       pl_semantic_models_parse,
        pl_unit_tests_parse,     pl_saved_queries_parse};
    bool ok = true;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        ok = lists[i](s, f) && ok;
    }
    return ok;
}

typedef struct file_vec {
    PL_VEC(pl_schema_file *) all;
} file_vec;

/* The package's files; those that cannot be read stay out. */
static bool open_files(pl_schema *s, pl_package *p, file_vec *out) {
    static const char *const exts[2][2] = {{".yml", NULL}, {".yaml", NULL}};
    pl_strs dirs = source_paths(s, p->file);
    bool ok = true;
    for (int k = 0; k < 2; k++) {
        pl_file_list found = pl_search(s->w->ws->tree, p->file->root, dirs.at, dirs.len,
                                       exts[k], p->ignore, s->arena);
        for (uint32_t i = 0; i < found.len; i++) {
            pl_schema_file *f = PL_NEW(s->arena, pl_schema_file);
            bool opened = open_file(s, p, &found.at[i], f);
            ok = opened && ok;
            if (opened && f->yaml) {
                PL_PUSH(s->arena, &out->all, f);
            }
        }
    }
    return ok;
}

bool pl_schema_parse(pl_world *w) {
    pl_schema *s = PL_NEW(w->arena, pl_schema);
    s->w = w;
    s->arena = w->arena;
    pl_names_build(s);
    file_vec files = {0};
    bool ok = true;
    for (uint32_t i = 0; i < w->package_len; i++) {
        ok = open_files(s, &w->packages[i], &files) && ok;
    }
    for (uint32_t i = 0; i < files.all.len; i++) {
        ok = parse_file(s, files.all.at[i]) && ok;
    }
    ok = pl_names_settle(s) && ok;
    ok = pl_sources_build(s) && ok;
    ok = pl_unit_tests_settle(s) && ok;
    ok = pl_semantic_settle(s) && ok;
    pl_primary_keys_infer(s);
    ok = pl_schema_checks(s) && ok;
    return pl_schema_render_docs(s) && ok;
}

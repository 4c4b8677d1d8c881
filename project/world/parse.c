/* The parse pass: every file's nodes, their templates run with execute false.
 *
 * Source: dbt-core 1.9 parser/manifest.py load, parser/models.py and its kin,
 * parser/read_files.py. */
#include "project/input/digest.h"
#include "project/node/dbt_error.h"
#include "project/node/workspace_priv.h"
#include "project/render/parse_node.h"
#include "project/schema/schema.h"
#include "project/world/stages.h"
#include "project/world/stages_priv.h"

enum { LARGE_SEED = 1024 * 1024 };

/* ---- files */

/* Parse, configure, register. A node that fails is kept, marked, so that what refers to
 * it is not said to be missing. */
static bool finish(pl_world *w, pl_dbt_node *n) {
    bool ok = PL_STR_IS(n->language, "python") ? pl_python_parse(w, n)
                                               : pl_dbt_node_parse(w, n);
    n->unplaced = !ok;
    ok = pl_dbt_node_configure(w, n) && ok;
    return pl_dbt_node_register(w, n) && ok;
}

typedef struct reading {
    pl_world *w;
    pl_package *p;
    bool ok;
} reading;

static pl_file_list find(const reading *r, pl_strs dirs, const char *const *exts) {
    return pl_search(r->w->ws->tree, r->p->file->root, dirs.at, dirs.len, exts,
                     r->p->ignore, r->w->arena);
}

static const pl_source *read_file(reading *r, const pl_file_ref *f) {
    pl_str path = pl_path_join(r->w->arena, r->p->file->root, f->path);
    const pl_source *src = pl_workspace_source(r->w->ws, path, true, &r->w->sink);
    r->ok = r->ok && src;
    return src;
}

static void set_text(pl_world *w, pl_dbt_node *n, const pl_source *src,
                     pl_str checked) {
    n->raw_code = src->text;
    n->checksum = pl_sha256_hex(w->arena, checked);
    n->checksum_name = PL_S("sha256");
    n->span = (pl_span){src, 0, 0};
    n->template = pl_workspace_template(w->ws, src);
}

static bool is_python(pl_str path) {
    return pl_str_ends(path, PL_S(".py"));
}

/* A file that is one node. */
static void sql_node(reading *r, pl_resource type, const pl_file_ref *f, pl_str path) {
    pl_world *w = r->w;
    const pl_source *src = read_file(r, f);
    if (!src) {
        return;
    }
    pl_dbt_node *n = pl_dbt_node_new(w, r->p, type, pl_path_stem(f->relative), path,
                                     pl_str_copy(w->arena, f->path));
    set_text(w, n, src, src->text);
    if (type == PL_RES_MODEL && is_python(f->path)) {
        n->language = PL_S("python");
        n->template = NULL;
    }
    r->ok = finish(w, n) && r->ok;
}

static void models(reading *r) {
    static const char *const sql[] = {".sql", NULL};
    static const char *const py[] = {".py", NULL};
    for (int pass = 0; pass < 2; pass++) {
        pl_file_list files = find(r, r->p->file->model_paths, pass ? py : sql);
        for (uint32_t i = 0; i < files.len; i++) {
            sql_node(r, PL_RES_MODEL, &files.at[i], files.at[i].relative);
        }
    }
}

static void snapshot_block(reading *r, const pl_file_ref *f, const pl_source *src,
                           pl_block_file *blocks, uint32_t i) {
    pl_world *w = r->w;
    const pl_block *b = &blocks->at[i];
    pl_str name = b->name.len ? b->name : PL_S("None");
    pl_dbt_node *n = pl_dbt_node_new(w, r->p, PL_RES_SNAPSHOT, name, f->relative,
                                     pl_str_copy(w->arena, f->path));
    const pl_source *body =
        pl_workspace_part(w->ws, src, &blocks->bodies[i], b->body_lo, b->body_hi);
    set_text(w, n, body, src->text);
    r->ok = finish(w, n) && r->ok;
}

static void snapshots(reading *r) {
    static const char *const sql[] = {".sql", NULL};
    static const char *const allowed[] = {"snapshot", NULL};
    pl_file_list files = find(r, r->p->file->snapshot_paths, sql);
    for (uint32_t i = 0; i < files.len; i++) {
        const pl_source *src = read_file(r, &files.at[i]);
        if (!src) {
            continue;
        }
        const pl_block_file *blocks = pl_workspace_blocks(r->w->ws, src, allowed);
        if (blocks->broken) {
            pl_dbt_block_error(r->w, src, &blocks->error);
            r->ok = false;
            continue;
        }
        for (uint32_t b = 0; b < blocks->count; b++) {
            snapshot_block(r, &files.at[i], src, (pl_block_file *)(uintptr_t)blocks, b);
        }
    }
}

static void analyses(reading *r) {
    static const char *const sql[] = {".sql", NULL};
    pl_file_list files = find(r, r->p->file->analysis_paths, sql);
    for (uint32_t i = 0; i < files.len; i++) {
        pl_str path = pl_path_join(r->w->arena, PL_S("analysis"), files.at[i].relative);
        sql_node(r, PL_RES_ANALYSIS, &files.at[i], path);
    }
}

static pl_str first_folder(pl_str path) {
    uint32_t cut = pl_str_find_char(path, '/');
    return cut == UINT32_MAX ? path : pl_str_sub(path, 0, cut);
}

static void singular_tests(reading *r) {
    static const char *const sql[] = {".sql", NULL};
    pl_file_list files = find(r, r->p->file->test_paths, sql);
    for (uint32_t i = 0; i < files.len; i++) {
        pl_str folder = first_folder(files.at[i].relative);
        if (!PL_STR_IS(folder, "generic") && !PL_STR_IS(folder, "fixtures")) {
            sql_node(r, PL_RES_TEST, &files.at[i], files.at[i].relative);
        }
    }
}

static void seed(reading *r, const pl_file_ref *f) {
    pl_world *w = r->w;
    pl_str path = pl_path_join(w->arena, r->p->file->root, f->path);
    const pl_source *whole = pl_workspace_source(w->ws, path, false, &w->sink);
    if (!whole) {
        r->ok = false;
        return;
    }
    pl_dbt_node *n = pl_dbt_node_new(w, r->p, PL_RES_SEED, pl_path_stem(f->relative),
                                     f->relative, pl_str_copy(w->arena, f->path));
    n->language = PL_S("");
    n->span = (pl_span){whole, 0, 0};
    if (whole->text.len > LARGE_SEED) {
        n->checksum_name = PL_S("path");
        n->checksum = n->original_file_path;
    } else {
        n->checksum_name = PL_S("sha256");
        n->checksum = pl_sha256_hex(w->arena, pl_python_strip(whole->text));
    }
    r->ok = finish(w, n) && r->ok;
}

static void seeds(reading *r) {
    static const char *const csv[] = {".csv", NULL};
    pl_file_list files = find(r, r->p->file->seed_paths, csv);
    for (uint32_t i = 0; i < files.len; i++) {
        seed(r, &files.at[i]);
    }
}

static void hooks(reading *r, const char *type, const pl_hook_text *at,
                  uint32_t count) {
    pl_world *w = r->w;
    pl_str project_sum =
        count ? pl_sha256_hex(w->arena, r->p->file->src->text) : PL_S("");
    for (uint32_t i = 0; i < count; i++) {
        pl_str name =
            pl_str_fmt(w->arena, "%.*s-%s-%u", PL_FMT(r->p->file->name), type, i);
        pl_str path = pl_str_fmt(w->arena, "hooks/%.*s.sql", PL_FMT(name));
        pl_dbt_node *n = pl_dbt_node_new(w, r->p, PL_RES_OPERATION, name, path,
                                         PL_S("./dbt_project.yml"));
        n->raw_code = at[i].text;
        n->checksum_name = PL_S("sha256");
        n->checksum = project_sum;
        n->span = at[i].span;
        n->template = pl_workspace_text(w->ws, at[i].text, PL_MODE_DBT);
        pl_dbt_node_add_tag(n, w->arena, pl_str_of(type));
        pl_dict_put_str(w->arena, n->extra.as.dict, PL_S("index"), pl_int(i));
        r->ok = finish(w, n) && r->ok;
    }
}

static void inline_node(reading *r) {
    pl_world *w = r->w;
    pl_str sql = w->options.inline_sql;
    pl_dbt_node *n =
        pl_dbt_node_new(w, r->p, PL_RES_SQL_OPERATION, PL_S("inline_query"),
                        PL_S("sql/inline_query"), PL_S("from remote system"));
    const pl_source *src = pl_source_new(w->arena, PL_S("<inline>"), sql);
    set_text(w, n, src, sql);
    r->ok = finish(w, n) && r->ok;
}

static bool parse_package(pl_world *w, pl_package *p) {
    reading r = {w, p, true};
    models(&r);
    snapshots(&r);
    analyses(&r);
    singular_tests(&r);
    seeds(&r);
    r.ok = pl_docs_parse(w, p) && r.ok;
    hooks(&r, "on-run-start", p->file->on_run_start, p->file->on_run_start_count);
    hooks(&r, "on-run-end", p->file->on_run_end, p->file->on_run_end_count);
    return r.ok;
}

bool pl_world_parse(pl_world *w) {
    bool ok = true;
    for (uint32_t i = 0; i < w->package_len; i++) {
        ok = parse_package(w, &w->packages[i]) && ok;
    }
    ok = pl_schema_parse(w) && ok;
    if (w->options.inline_sql.at) {
        reading r = {w, &w->packages[0], true};
        inline_node(&r);
        ok = r.ok && ok;
    }
    return ok;
}

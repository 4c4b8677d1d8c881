/* Docs blocks: {% docs name %} ... {% enddocs %} of the .md files.
 *
 * Source: dbt-core 1.9 parser/docs.py. */
#include "project/node/dbt_error.h"
#include "project/node/workspace_priv.h"
#include "project/render/report.h"
#include "project/world/stages_priv.h"

/* A block's text is rendered without any context: what it names is undefined. */
static pl_found resolve_nothing(pl_eval *ev, pl_str name, uint32_t hash,
                                pl_value *out) {
    (void)hash;
    return pl_global_find(ev, name, out);
}

static const pl_host empty_host = {.resolve = resolve_nothing};

static bool render_block(pl_world *w, const pl_source *body, pl_str *out) {
    const pl_template *t = pl_workspace_template(w->ws, body);
    if (t->plain) {
        *out = body->text;
        return true;
    }
    if (!t->unit) {
        pl_report_syntax(w, t, NULL);
        return false;
    }
    pl_interp interp;
    pl_out text = {0};
    pl_interp_init(&interp, w->arena, &empty_host, NULL, PL_MODE_DBT);
    interp.out = &text;
    bool ok = pl_render(&interp, t->unit);
    if (ok) {
        *out = pl_buf_take(&text.text, w->arena);
    } else {
        pl_report_error(w, &interp.ev, NULL, (pl_span){body, 0, 0});
    }
    pl_out_free(&text);
    pl_interp_done(&interp);
    return ok;
}

static bool duplicate(pl_world *w, const pl_doc *doc, const pl_doc *before,
                      const pl_source *src, const pl_block *b) {
    pl_span span = {src, b->lo, b->body_lo};
    pl_diag_addf(
        &w->sink, PL_E0303, span,
        "dbt found two docs with the name \"%.*s\".\n\n"
        "Since these resources have the same name, dbt will be unable to find the "
        "correct resource\nwhen looking for doc(\"%.*s\").\n\n"
        "To fix this, change the name of one of these resources:\n- %.*s (%.*s)\n"
        "- %.*s (%.*s)",
        PL_FMT(doc->name), PL_FMT(doc->name), PL_FMT(doc->unique_id),
        PL_FMT(doc->original_file_path), PL_FMT(before->unique_id),
        PL_FMT(before->original_file_path));
    return false;
}

static bool add_block(pl_world *w, pl_package *p, const pl_file_ref *file,
                      const pl_source *src, const pl_block *b, const pl_source *body) {
    pl_doc *doc = PL_NEW(w->arena, pl_doc);
    doc->name = b->name;
    doc->package = p->file->name;
    doc->path = file->relative;
    doc->original_file_path = file->path;
    doc->unique_id =
        pl_str_fmt(w->arena, "doc.%.*s.%.*s", PL_FMT(doc->package), PL_FMT(doc->name));
    if (!render_block(w, body, &doc->text)) {
        return false;
    }
    doc->text = pl_python_strip(doc->text);
    const pl_doc *before = pl_map_get(&w->docs, doc->unique_id);
    if (before) {
        return duplicate(w, doc, before, src, b);
    }
    pl_map_put(&w->docs, w->arena, doc->unique_id, doc);
    return true;
}

static bool read_file(pl_world *w, pl_package *p, const pl_file_ref *file) {
    static const char *const docs[] = {"docs", NULL};
    pl_str path = pl_path_join(w->arena, p->file->root, file->path);
    const pl_source *src = pl_workspace_source(w->ws, path, true, &w->sink);
    if (!src) {
        return false;
    }
    const pl_block_file *blocks = pl_workspace_blocks(w->ws, src, docs);
    if (blocks->broken) {
        pl_dbt_block_error(w, src, &blocks->error);
        return false;
    }
    bool ok = true;
    for (uint32_t i = 0; i < blocks->count; i++) {
        const pl_block *b = &blocks->at[i];
        const pl_source *body =
            pl_workspace_part(w->ws, src, &blocks->bodies[i], b->body_lo, b->body_hi);
        ok = add_block(w, p, file, src, b, body) && ok;
    }
    return ok;
}

bool pl_docs_parse(pl_world *w, pl_package *p) {
    static const char *const md[] = {".md", NULL};
    pl_strs dirs = p->file->docs_paths;
    pl_file_list files = pl_search(w->ws->tree, p->file->root, dirs.at, dirs.len, md,
                                   p->ignore, w->arena);
    pl_map seen = {0};
    bool ok = true;
    for (uint32_t i = 0; i < files.len; i++) {
        if (!pl_map_put(&seen, w->arena, files.at[i].path, w)) {
            ok = read_file(w, p, &files.at[i]) && ok;
        }
    }
    return ok;
}

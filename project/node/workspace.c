/* The workspace: what was read and parsed, shared by all worlds of a run. */
#include <pthread.h>
#include <stdlib.h>

#include "lexer/lexer.h"
#include "project/node/workspace_priv.h"
#include "project/yaml/encoding.h"
#include "support/utf8.h"

/* A file as read; `source` first, so that a pl_source of the
 * workspace is one of these. */
typedef struct cached_file {
    const pl_source *stripped; /* NULL: not asked for yet, or not readable */
    const pl_source *whole;
    const pl_yaml *yaml;
    bool yaml_done, yaml_ok;
    bool bad; /* reported once by each world that asks */
    pl_read_result result;
    pl_str why;
    uint32_t invalid_at;
    pl_source *raw;
    struct cached_file *next; /* of the same text, under another path */
} cached_file;

pl_workspace *pl_workspace_new(pl_arena *a, pl_tree *tree, pl_str project_dir) {
    pl_workspace *ws = PL_NEW(a, pl_workspace);
    ws->tree = tree;
    ws->project_dir = project_dir;
    ws->shared = pl_xmalloc(sizeof *ws->shared);
    *ws->shared = (pl_workspace_shared){.users = 1};
    pthread_mutex_init(&ws->shared->lock, NULL);
    return ws;
}

pl_workspace *pl_workspace_sibling(pl_arena *a, pl_workspace *ws, pl_tree *tree,
                                   pl_str project_dir) {
    pl_workspace *sibling = PL_NEW(a, pl_workspace);
    sibling->tree = tree;
    sibling->project_dir = project_dir;
    sibling->shared = ws->shared;
    ws->shared->users++;
    return sibling;
}

void pl_workspace_free(pl_workspace *ws) {
    pl_workspace_shared *shared = ws->shared;
    if (--shared->users) {
        return;
    }
    pthread_mutex_destroy(&shared->lock);
    pl_arena_free(&shared->arena);
    free(shared);
}

/* ---- files */

/* The file that another workspace has read with this text under this path: what is the
 * same in two revisions is parsed once. */
static cached_file *twin_of(pl_workspace *ws, pl_str shown, pl_str text,
                            void ***place) {
    *place = NULL;
    if (ws->shared->users < 2) {
        return NULL;
    }
    *place = pl_map_slot(&ws->shared->contents, &ws->shared->arena, text);
    for (cached_file *f = **place; f; f = f->next) {
        if (pl_str_eq(f->raw->path, shown)) {
            return f;
        }
    }
    return NULL;
}

static cached_file *file_of(pl_workspace *ws, pl_str path) {
    cached_file *f = pl_map_get(&ws->files, path);
    if (f) {
        return f;
    }
    pl_arena *a = &ws->shared->arena;
    pl_str key = pl_str_copy(a, path);
    pl_str text;
    void **place = NULL;
    pl_read_result result = ws->tree->read(ws->tree, path, a, &text);
    if (result == PL_READ_OK) {
        f = twin_of(ws, pl_workspace_shown(ws, key), text, &place);
        if (f) {
            pl_map_put(&ws->files, a, key, f);
            return f;
        }
    }
    f = PL_NEW(a, cached_file);
    pl_map_put(&ws->files, a, key, f);
    f->result = result;
    f->why = text;
    f->invalid_at = UINT32_MAX;
    if (f->result == PL_READ_OK) {
        pl_source *s = PL_NEW(a, pl_source);
        s->path = pl_workspace_shown(ws, key);
        s->text = text;
        f->raw = s;
        f->invalid_at = pl_utf8_invalid(text);
        if (place) {
            f->next = *place;
            *place = f;
        }
    }
    return f;
}

pl_str pl_workspace_shown(const pl_workspace *ws, pl_str path) {
    pl_str dir = ws->project_dir;
    if (dir.len && pl_str_starts(path, dir) && path.len > dir.len &&
        path.at[dir.len] == '/') {
        return pl_str_sub(path, dir.len + 1, path.len);
    }
    return path;
}

static bool readable(pl_workspace *ws, const cached_file *f, pl_str path,
                     pl_diag_sink *sink) {
    pl_str shown = pl_workspace_shown(ws, path);
    pl_span nowhere = {NULL, 0, 0};
    if (f->result == PL_READ_ABSENT) {
        pl_diag_addf(sink, PL_E0801, nowhere, "%.*s: no such file", PL_FMT(shown));
        return false;
    }
    if (f->result == PL_READ_FAILED) {
        pl_diag_addf(sink, PL_E0801, nowhere, "%.*s: %.*s", PL_FMT(shown),
                     PL_FMT(f->why));
        return false;
    }
    if (f->invalid_at != UINT32_MAX) {
        pl_report_not_utf8(sink, shown, f->raw->text, f->invalid_at, false);
        return false;
    }
    return true;
}

/* Python's str.strip(): ASCII white space, the control separators
 * and Unicode's spaces. */
static bool is_python_space(uint32_t c) {
    return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20) || c == 0x85 ||
           c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
           c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

pl_str pl_python_strip(pl_str s) {
    uint32_t lo = 0;
    uint32_t hi = s.len;
    while (lo < hi) {
        uint32_t next = lo;
        if (!is_python_space(pl_utf8_next(s, &next))) {
            break;
        }
        lo = next;
    }
    while (hi > lo) {
        uint32_t at = pl_utf8_prev(s, hi);
        uint32_t next = at;
        if (!is_python_space(pl_utf8_next(s, &next))) {
            break;
        }
        hi = at;
    }
    return pl_str_sub(s, lo, hi);
}

/* The stripped text as a source of its own: NUL-padded, counting the lines cut off. */
static const pl_source *strip_source(pl_arena *a, const pl_source *whole) {
    pl_str text = pl_python_strip(whole->text);
    if (text.len == whole->text.len) {
        return whole;
    }
    uint32_t cut = (uint32_t)(text.at - whole->text.at);
    if (!text.len) {
        cut = 0;
    }
    pl_source *s = pl_source_new(a, whole->path, text);
    s->skipped_lines = pl_source_line(whole, cut) - 1;
    return s;
}

const pl_source *pl_workspace_source(pl_workspace *ws, pl_str path, bool strip,
                                     pl_diag_sink *sink) {
    pthread_mutex_lock(&ws->shared->lock);
    cached_file *f = file_of(ws, path);
    const pl_source *s = NULL;
    if (readable(ws, f, path, sink)) {
        f->whole = f->raw;
        if (strip && !f->stripped) {
            f->stripped = strip_source(&ws->shared->arena, f->whole);
        }
        s = strip ? f->stripped : f->whole;
    }
    pthread_mutex_unlock(&ws->shared->lock);
    return s;
}

const pl_yaml *pl_workspace_yaml(pl_workspace *ws, pl_str path, pl_diag_sink *sink,
                                 bool *ok) {
    const pl_source *s = pl_workspace_source(ws, path, true, sink);
    *ok = s != NULL;
    if (!s) {
        return NULL;
    }
    pthread_mutex_lock(&ws->shared->lock);
    cached_file *f = pl_map_get(&ws->files, path);
    if (!f->yaml_done || !f->yaml_ok) {
        /* A broken file is parsed again for each world, so that each reports it. */
        f->yaml_ok = pl_yaml_parse(s, &ws->shared->arena, sink, &f->yaml);
        f->yaml_done = true;
    }
    *ok = f->yaml_ok;
    const pl_yaml *y = f->yaml_ok ? f->yaml : NULL;
    pthread_mutex_unlock(&ws->shared->lock);
    return y;
}

/* ---- templates */

static pl_template *template_make(pl_arena *a, const pl_source *src) {
    pl_template *t = PL_NEW(a, pl_template);
    t->src = src;
    t->plain = pl_text_is_plain(src->text);
    if (t->plain) {
        return t;
    }
    t->src = pl_source_unix(a, src);
    t->ast = pl_parse(t->src, PL_DIALECT_DBT, a, &t->error);
    t->broken = !t->ast;
    if (t->ast) {
        t->unit = pl_unit_new(t->ast, PL_MODE_DBT, a);
    }
    return t;
}

static pl_str pointer_key(pl_arena *a, const void *p) {
    void **kept = PL_NEW(a, void *);
    memcpy(kept, &p, sizeof p);
    return (pl_str){(const char *)kept, sizeof p};
}

const pl_template *pl_workspace_template(pl_workspace *ws, const pl_source *src) {
    pl_str key = {(const char *)&src, sizeof src};
    pthread_mutex_lock(&ws->shared->lock);
    pl_template *t = pl_map_get(&ws->shared->templates, key);
    if (!t) {
        t = template_make(&ws->shared->arena, src);
        pl_map_put(&ws->shared->templates, &ws->shared->arena,
                   pointer_key(&ws->shared->arena, src), t);
    }
    pthread_mutex_unlock(&ws->shared->lock);
    return t;
}

/* A text of a YAML file, rendered natively: cached by what it says. */
const pl_template *pl_workspace_text(pl_workspace *ws, pl_str text, pl_mode mode) {
    pl_map *cache =
        mode == PL_MODE_NATIVE ? &ws->shared->native_texts : &ws->shared->texts;
    pthread_mutex_lock(&ws->shared->lock);
    pl_template *t = pl_map_get(cache, text);
    if (!t) {
        pl_arena *a = &ws->shared->arena;
        pl_source *src = pl_source_new(a, PL_S("<text>"), text);
        t = PL_NEW(a, pl_template);
        t->src = pl_source_unix(a, src);
        t->plain = pl_text_is_plain(text);
        t->ast = pl_parse(t->src, PL_DIALECT_DBT, a, &t->error);
        t->broken = !t->ast;
        t->unit = t->ast ? pl_unit_new(t->ast, mode, a) : NULL;
        pl_map_put(cache, a, src->text, t);
    }
    pthread_mutex_unlock(&ws->shared->lock);
    return t;
}

/* ---- block files */

const pl_block_file *pl_workspace_blocks(pl_workspace *ws, const pl_source *src,
                                         const char *const *allowed) {
    pl_str key = {(const char *)&src, sizeof src};
    pthread_mutex_lock(&ws->shared->lock);
    pl_block_file *f = pl_map_get(&ws->shared->block_files, key);
    if (!f) {
        pl_arena *a = &ws->shared->arena;
        f = PL_NEW(a, pl_block_file);
        f->broken = !pl_blocks_extract(src, allowed, a, &f->at, &f->count, &f->error);
        f->wholes = PL_NEW_ARRAY0(a, const pl_source *, f->count);
        f->bodies = PL_NEW_ARRAY0(a, const pl_source *, f->count);
        pl_map_put(&ws->shared->block_files, a, pointer_key(a, src), f);
    }
    pthread_mutex_unlock(&ws->shared->lock);
    return f;
}

const pl_source *pl_workspace_part(pl_workspace *ws, const pl_source *src,
                                   const pl_source **slot, uint32_t lo, uint32_t hi) {
    pthread_mutex_lock(&ws->shared->lock);
    if (!*slot) {
        pl_source *s =
            pl_source_new(&ws->shared->arena, src->path, pl_str_sub(src->text, lo, hi));
        s->skipped_lines = pl_source_line(src, lo) - 1;
        *slot = s;
    }
    const pl_source *s = *slot;
    pthread_mutex_unlock(&ws->shared->lock);
    return s;
}

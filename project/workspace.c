/* The workspace: what was read and parsed, shared by all worlds of a run. */
#include <pthread.h>

#include "lexer/lexer.h"
#include "project/workspace_priv.h"
#include "support/utf8.h"

/* A file as read; `source` first, so that a pl_source of the workspace is one of these.
 */
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
} cached_file;

pl_workspace *pl_workspace_new(pl_arena *a, pl_tree *tree, pl_str project_dir) {
    pl_workspace *ws = PL_NEW(a, pl_workspace);
    ws->tree = tree;
    ws->project_dir = project_dir;
    pthread_mutex_init(&ws->lock, NULL);
    return ws;
}

void pl_workspace_free(pl_workspace *ws) {
    pthread_mutex_destroy(&ws->lock);
    pl_arena_free(&ws->arena);
}

/* ---- files */

static cached_file *file_of(pl_workspace *ws, pl_str path) {
    cached_file *f = pl_map_get(&ws->files, path);
    if (f) {
        return f;
    }
    pl_arena *a = &ws->arena;
    f = PL_NEW(a, cached_file);
    pl_str key = pl_str_copy(a, path);
    pl_map_put(&ws->files, a, key, f);
    pl_str text;
    f->result = ws->tree->read(ws->tree, path, a, &text);
    f->why = text;
    f->invalid_at = UINT32_MAX;
    if (f->result == PL_READ_OK) {
        pl_source *s = PL_NEW(a, pl_source);
        s->path = pl_workspace_shown(ws, key);
        s->text = text;
        f->raw = s;
        f->invalid_at = pl_utf8_invalid(text);
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
        unsigned char byte = (unsigned char)f->raw->text.at[f->invalid_at];
        pl_diag_addf(sink, PL_E0801, nowhere,
                     "%.*s: not valid UTF-8: byte 0x%02x at position %u (line %u)",
                     PL_FMT(shown), byte, f->invalid_at,
                     pl_source_line(f->raw, f->invalid_at));
        return false;
    }
    return true;
}

/* Python's str.strip(): ASCII white space, the control separators and Unicode's spaces.
 */
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
    pthread_mutex_lock(&ws->lock);
    cached_file *f = file_of(ws, path);
    const pl_source *s = NULL;
    if (readable(ws, f, path, sink)) {
        f->whole = f->raw;
        if (strip && !f->stripped) {
            f->stripped = strip_source(&ws->arena, f->whole);
        }
        s = strip ? f->stripped : f->whole;
    }
    pthread_mutex_unlock(&ws->lock);
    return s;
}

const pl_yaml *pl_workspace_yaml(pl_workspace *ws, pl_str path, pl_diag_sink *sink,
                                 bool *ok) {
    const pl_source *s = pl_workspace_source(ws, path, true, sink);
    *ok = s != NULL;
    if (!s) {
        return NULL;
    }
    pthread_mutex_lock(&ws->lock);
    cached_file *f = pl_map_get(&ws->files, path);
    if (!f->yaml_done || !f->yaml_ok) {
        /* A broken file is parsed again for each world, so that each reports it. */
        f->yaml_ok = pl_yaml_parse(s, &ws->arena, sink, &f->yaml);
        f->yaml_done = true;
    }
    *ok = f->yaml_ok;
    const pl_yaml *y = f->yaml_ok ? f->yaml : NULL;
    pthread_mutex_unlock(&ws->lock);
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
    pthread_mutex_lock(&ws->lock);
    pl_template *t = pl_map_get(&ws->templates, key);
    if (!t) {
        t = template_make(&ws->arena, src);
        pl_map_put(&ws->templates, &ws->arena, pointer_key(&ws->arena, src), t);
    }
    pthread_mutex_unlock(&ws->lock);
    return t;
}

/* A text of a YAML file, rendered natively: cached by what it says. */
const pl_template *pl_workspace_text(pl_workspace *ws, pl_str text, pl_mode mode) {
    pl_map *cache = mode == PL_MODE_NATIVE ? &ws->native_texts : &ws->texts;
    pthread_mutex_lock(&ws->lock);
    pl_template *t = pl_map_get(cache, text);
    if (!t) {
        pl_arena *a = &ws->arena;
        pl_source *src = pl_source_new(a, PL_S("<text>"), text);
        t = PL_NEW(a, pl_template);
        t->src = pl_source_unix(a, src);
        t->plain = pl_text_is_plain(text);
        t->ast = pl_parse(t->src, PL_DIALECT_DBT, a, &t->error);
        t->broken = !t->ast;
        t->unit = t->ast ? pl_unit_new(t->ast, mode, a) : NULL;
        pl_map_put(cache, a, src->text, t);
    }
    pthread_mutex_unlock(&ws->lock);
    return t;
}

/* ---- block files */

const pl_block_file *pl_workspace_blocks(pl_workspace *ws, const pl_source *src,
                                         const char *const *allowed) {
    pl_str key = {(const char *)&src, sizeof src};
    pthread_mutex_lock(&ws->lock);
    pl_block_file *f = pl_map_get(&ws->block_files, key);
    if (!f) {
        pl_arena *a = &ws->arena;
        f = PL_NEW(a, pl_block_file);
        f->broken = !pl_blocks_extract(src, allowed, a, &f->at, &f->count, &f->error);
        f->wholes = PL_NEW_ARRAY0(a, const pl_source *, f->count);
        f->bodies = PL_NEW_ARRAY0(a, const pl_source *, f->count);
        pl_map_put(&ws->block_files, a, pointer_key(a, src), f);
    }
    pthread_mutex_unlock(&ws->lock);
    return f;
}

const pl_source *pl_workspace_part(pl_workspace *ws, const pl_source *src,
                                   const pl_source **slot, uint32_t lo, uint32_t hi) {
    pthread_mutex_lock(&ws->lock);
    if (!*slot) {
        pl_source *s =
            pl_source_new(&ws->arena, src->path, pl_str_sub(src->text, lo, hi));
        s->skipped_lines = pl_source_line(src, lo) - 1;
        *slot = s;
    }
    const pl_source *s = *slot;
    pthread_mutex_unlock(&ws->lock);
    return s;
}

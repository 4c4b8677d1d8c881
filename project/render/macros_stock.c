/* The macros of dbt's own packages: plumb's text of them, or dbt's (--dbt-macros).
 *
 * plumb's are made when somebody asks for them by name: a run calls a few of a thousand. */
#include "macros/stock.h"

#include "project/node/dbt_error.h"
#include "project/render/macro_calls.h"
#include "project/render/macros_priv.h"

/* ---- plumb's own */

static int compare_row(const pl_stock_macro *row, pl_str package, pl_str name) {
    int order = pl_str_cmp(pl_str_of(row->package), package);
    return order ? order : pl_str_cmp(pl_str_of(row->name), name);
}

/* The first row that is not before `name` of `package`. */
static size_t lower_bound(pl_str package, pl_str name) {
    size_t lo = 0, hi = pl_stock_macro_count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (compare_row(&pl_stock_macros[mid], package, name) < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

static const pl_source *source_of(pl_world *w, const pl_stock_macro *row) {
    pl_workspace *ws = w->ws;
    pl_str path = pl_str_fmt(w->arena, "plumb:%s/%s.sql", row->package, row->name);
    pthread_mutex_lock(&ws->shared->lock);
    pl_source *s = pl_map_get(&ws->shared->stock, path);
    if (!s) {
        s = PL_NEW(&ws->shared->arena, pl_source);
        s->path = pl_str_copy(&ws->shared->arena, path);
        s->text = (pl_str){row->text, row->len};
        s->stock = true;
        pl_map_put(&ws->shared->stock, &ws->shared->arena, s->path, s);
    }
    pthread_mutex_unlock(&ws->shared->lock);
    return s;
}

static pl_lazy_macro *macro_of(pl_world *w, const pl_stock_macro *row) {
    pl_str id = pl_str_fmt(w->arena, "macro.%s.%s", row->package, row->name);
    void **slot = pl_map_slot(&w->private->stock_macros, w->arena, id);
    if (!*slot) {
        const pl_source *src = source_of(w, row);
        pl_lazy_macro *m = pl_macro_new(w, pl_str_of(row->package),
                                        pl_str_of(row->name), src->path, src);
        m->def.stock = true;
        pl_map_put(&w->macros, w->arena, m->def.unique_id, m);
        *slot = m;
    }
    return *slot;
}

pl_lazy_macro *pl_stock_macro_named(pl_world *w, pl_str name) {
    struct pl_world_private *v = w->private;
    pl_lazy_macro *m = pl_map_get(&v->internal_macros, name);
    for (uint32_t i = 0; !m && !w->options.dbt_macros.at && i < v->internal_len; i++) {
        size_t at = lower_bound(v->internal[i], name);
        if (at < pl_stock_macro_count &&
            compare_row(&pl_stock_macros[at], v->internal[i], name) == 0) {
            m = macro_of(w, &pl_stock_macros[at]);
            pl_map_put(&v->internal_macros, w->arena, m->def.name, m);
        }
    }
    return m;
}

/* ---- all at once */

static bool is_internal(const pl_world *w, pl_str package) {
    for (uint32_t i = 0; i < w->private->internal_len; i++) {
        if (pl_str_eq(w->private->internal[i], package)) {
            return true;
        }
    }
    return false;
}

const pl_map *pl_stock_macros_named(pl_world *w) {
    struct pl_world_private *v = w->private;
    if (w->options.dbt_macros.at) {
        return &v->internal_macros;
    }
    if (v->named_macros.len) {
        return &v->named_macros;
    }
    for (uint32_t i = 0; i < v->internal_len; i++) {
        for (size_t k = lower_bound(v->internal[i], PL_S(""));
             k < pl_stock_macro_count &&
             pl_str_eq(pl_str_of(pl_stock_macros[k].package), v->internal[i]);
             k++) {
            pl_lazy_macro *m = macro_of(w, &pl_stock_macros[k]);
            void **slot = pl_map_slot(&v->named_macros, w->arena, m->def.name);
            *slot = *slot ? *slot : m;
        }
    }
    return &v->named_macros;
}

const pl_map *pl_macros_all(pl_world *w) {
    struct pl_world_private *v = w->private;
    if (w->options.dbt_macros.at) {
        return &w->macros;
    }
    if (v->all_macros.len) {
        return &v->all_macros;
    }
    for (size_t i = 0; i < pl_stock_macro_count; i++) {
        if (is_internal(w, pl_str_of(pl_stock_macros[i].package))) {
            pl_lazy_macro *m = macro_of(w, &pl_stock_macros[i]);
            pl_map_put(&v->all_macros, w->arena, m->def.unique_id, m);
        }
    }
    for (uint32_t i = 0; i < w->macros.len; i++) {
        const pl_map_entry *e = &w->macros.at[i];
        pl_map_put(&v->all_macros, w->arena, e->key, e->value);
    }
    return &v->all_macros;
}

/* ---- dbt's */

static pl_map *stock_package(pl_world *w, pl_str name) {
    void **slot = pl_map_slot(&w->private->stock_packages, w->arena, name);
    if (!*slot) {
        *slot = PL_NEW(w->arena, pl_map);
    }
    return *slot;
}

void pl_stock_add(pl_world *w, pl_str package, const pl_source *src, pl_str shown) {
    const pl_block_file *f = pl_workspace_blocks(w->ws, src, pl_macro_blocks);
    pl_map *macros = stock_package(w, package);
    if (f->broken) {
        pl_dbt_block_error(w, src, &f->error);
        return;
    }
    for (uint32_t i = 0; i < f->count; i++) {
        const pl_block *b = &f->at[i];
        const pl_source *part =
            pl_workspace_part(w->ws, src, &f->wholes[i], b->lo, b->hi);
        pl_lazy_macro *m = pl_macro_of_block(w, package, b, shown, part);
        m->def.stock = true;
        pl_macro_add_block(w, macros, m, b);
    }
}

/* A name belongs to the first internal package that has it. */
static void merge_internal(pl_world *w) {
    for (uint32_t i = 0; i < w->private->internal_len; i++) {
        const pl_map *macros = stock_package(w, w->private->internal[i]);
        for (uint32_t k = 0; k < macros->len; k++) {
            void **slot =
                pl_map_slot(&w->private->internal_macros, w->arena, macros->at[k].key);
            *slot = *slot ? *slot : macros->at[k].value;
        }
    }
}

/* The adapter's package, its parents', then dbt's. */
static void internal_packages(pl_world *w) {
    struct pl_world_private *v = w->private;
    const uint32_t most = sizeof v->internal / sizeof *v->internal - 1;
    for (const pl_adapter *ad = w->target.adapter; ad && v->internal_len < most;
         ad = ad->parent) {
        v->internal[v->internal_len++] = pl_str_fmt(w->arena, "dbt_%s", ad->name);
        v->prefixes[v->prefix_len++] = pl_str_of(ad->name);
    }
    v->internal[v->internal_len++] = PL_S("dbt");
    v->prefixes[v->prefix_len++] = PL_S("default");
}

bool pl_stock_load(pl_world *w) {
    internal_packages(w);
    if (w->options.dbt_macros.at && !pl_dbt_macros_load(w)) {
        return false;
    }
    merge_internal(w);
    return true;
}

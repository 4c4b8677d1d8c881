/* environments.yml: what its entries say of each other: variables that read variables,
 * environments that defer to environments. */
#include "project/environment/environments_priv.h"

/* ---- variables */

typedef struct walk {
    pl_environments_reader *r;
    const pl_yaml *vars;
    uint8_t *state; /* by entry: 0 not seen, 1 being followed, 2 done */
    pl_map index;   /* name -> its entry */
    uint32_t depth;
    bool too_deep; /* reported */
} walk;

static bool follow(walk *w, uint32_t i);

static uint32_t entry_of(const walk *w, pl_str name) {
    const pl_yaml_entry *entry = name.len ? pl_map_get(&w->index, name) : NULL;
    return entry ? (uint32_t)(entry - w->vars->as.entries) : UINT32_MAX;
}

static bool follow_read(walk *w, uint32_t from, const pl_env_read *read) {
    uint32_t to = entry_of(w, read->name);
    if (to == UINT32_MAX || w->state[to] == 2) {
        return true;
    }
    if (w->state[to] == 0) {
        return follow(w, to);
    }
    pl_str name = pl_yaml_text(w->vars->as.entries[from].key, PL_S(""));
    pl_diag *d = pl_environments_fault(
        w->r, read->span,
        pl_str_fmt(w->r->sink->arena,
                   to == from ? "variable %.*s refers to itself"
                              : "variable %.*s refers to itself by way of %.*s",
                   PL_FMT(read->name), PL_FMT(name)));
    d->help =
        PL_S("an environment's variables hide those of the process: read another name");
    return false;
}

static bool too_deep(walk *w, uint32_t i) {
    if (!w->too_deep) {
        w->too_deep = true;
        pl_environments_fault(
            w->r, pl_yaml_span(w->vars->as.entries[i].value),
            PL_S("variables that read each other are nested too deep"));
    }
    return false;
}

/* One fault a cycle. */
static bool follow(walk *w, uint32_t i) {
    pl_env_reads reads = {.arena = w->r->a};
    bool ok = w->depth < PL_VARIABLE_DEPTH || too_deep(w, i);
    w->state[i] = 1;
    w->depth++;
    pl_env_reads_yaml(&reads, w->vars->as.entries[i].value);
    for (uint32_t k = 0; ok && k < reads.len; k++) {
        ok = follow_read(w, i, &reads.at[k]);
    }
    w->depth--;
    w->state[i] = 2;
    return ok;
}

void pl_environments_check_variables(pl_environments_reader *r,
                                     const pl_environment *e) {
    if (!e->env_vars) {
        return;
    }
    uint32_t count = e->env_vars->count;
    walk w = {
        .r = r, .vars = e->env_vars, .state = PL_NEW_ARRAY0(r->a, uint8_t, count)};
    pl_environment_index(e, &w.index, r->a);
    for (uint32_t i = 0; i < count; i++) {
        if (!w.state[i]) {
            follow(&w, i);
        }
    }
}

void pl_environment_index(const pl_environment *e, pl_map *index, pl_arena *a) {
    for (uint32_t i = 0; e->env_vars && i < e->env_vars->count; i++) {
        const pl_yaml_entry *entry = &e->env_vars->as.entries[i];
        pl_str name = pl_yaml_text(entry->key, PL_S(""));
        if (name.len) {
            pl_map_put(index, a, name, (void *)(uintptr_t)entry);
        }
    }
}

/* ---- environments */

static const pl_environment *by_name(const pl_environments *all, pl_str name) {
    for (uint32_t i = 0; i < all->len; i++) {
        if (pl_str_eq(all->at[i].name, name)) {
            return &all->at[i];
        }
    }
    return NULL;
}

const pl_environment *pl_environments_find(const pl_environments *all, pl_str name,
                                           pl_span span, pl_diag_sink *sink) {
    const pl_environment *found = by_name(all, name);
    if (found) {
        return found;
    }
    pl_environments_reader r = {.sink = sink};
    pl_near_name near = {.wanted = name, .distance = 5};
    pl_diag *d = pl_environments_fault(
        &r, span, pl_str_fmt(sink->arena, "no environment '%.*s'", PL_FMT(name)));
    pl_buf list = {0};
    for (uint32_t i = 0; i < all->len; i++) {
        pl_near_compare(&near, all->at[i].name);
        pl_buf_fmt(&list, "%s%.*s", i ? ", " : "", PL_FMT(all->at[i].name));
    }
    pl_str names = pl_buf_take(&list, sink->arena);
    pl_buf_free(&list);
    d->help = pl_str_fmt(sink->arena, "there are: %.*s", PL_FMT(names));
    pl_near_suggest(&r, d, &near);
    return NULL;
}

void pl_environments_link_deferral(pl_environments_reader *r) {
    for (uint32_t i = 0; i < r->out->len; i++) {
        pl_environment *e = &r->out->at[i];
        if (e->defer_yaml) {
            e->defer_to =
                pl_environments_find(r->out, pl_str_from(e->defer_yaml->scalar),
                                     pl_yaml_span(e->defer_yaml), r->sink);
            r->ok = r->ok && e->defer_to;
        }
    }
}

/* A cycle is reported once: at its first environment in the file. */
void pl_environments_check_deferral(pl_environments_reader *r) {
    for (uint32_t i = 0; i < r->out->len; i++) {
        const pl_environment *start = &r->out->at[i];
        const pl_environment *e = start->defer_to;
        bool first = true;
        uint32_t steps = 0;
        for (; e && e != start && steps <= r->out->len; e = e->defer_to, steps++) {
            first = first && e > start;
        }
        if (e == start && first) {
            pl_environments_fault(
                r, pl_yaml_span(start->defer_yaml),
                steps
                    ? pl_str_fmt(
                          r->sink->arena,
                          "defer_to is a cycle: '%.*s' defers to '%.*s', which comes back to it",
                          PL_FMT(start->name), PL_FMT(start->defer_to->name))
                    : pl_str_fmt(r->sink->arena, "'%.*s' defers to itself",
                                 PL_FMT(start->name)));
        }
    }
}

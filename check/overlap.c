/* What one environment writes into the schemas of another. */
#include "check/overlap_priv.h"

/* ---- do the two meet? */

static bool written_alike(const pl_check_world *x, const pl_check_world *y,
                          const char *member) {
    const pl_yaml *a = pl_connection_member(x, member);
    const pl_yaml *b = pl_connection_member(y, member);
    pl_str text = pl_yaml_text(a, PL_S(""));
    return a && b && pl_str_find(text, PL_S("env_var"), 0) != UINT32_MAX &&
           pl_str_eq(text, pl_yaml_text(b, PL_S("")));
}

static bool sets_any(const pl_check_world *w, const pl_yaml *text) {
    pl_arena scratch = {0};
    pl_env_reads reads = {.arena = &scratch};
    pl_env_reads_yaml(&reads, text);
    bool any = false;
    for (uint32_t i = 0; i < reads.len; i++) {
        const pl_env_var *v = pl_env_get(w->world->options.env, reads.at[i].name);
        any = any || (v && v->from == PL_ENV_ENVIRONMENT);
    }
    pl_arena_free(&scratch);
    return any;
}

static const pl_yaml *told_apart_elsewhere(const pl_check_world *x,
                                           const pl_check_world *y) {
    static const char *const members[] = {"schema", "database", "host", "account",
                                          "path"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const pl_yaml *text = pl_connection_member(x, members[i]);
        if (written_alike(x, y, members[i]) && !sets_any(x, text) &&
            !sets_any(y, text)) {
            return text;
        }
    }
    return NULL;
}

/* Outputs of a profile such as prod and prod_service_account are one environment, run
 * by two users; that nobody else may write there has to be said in environments.yml. */
static bool is_variant(const pl_check_world *x, const pl_check_world *y) {
    bool swap = x->name.len < y->name.len;
    const pl_check_world *longer = swap ? y : x, *shorter = swap ? x : y;
    pl_str name = longer->name;
    bool stated = x->environment->type || y->environment->type ||
                  x->environment->is_protected || y->environment->is_protected;
    return !stated && name.len > shorter->name.len &&
           pl_str_starts(name, shorter->name) &&
           (name.at[shorter->name.len] == '_' || name.at[shorter->name.len] == '-');
}

/* ---- schemas that both write to */

static pl_overlap *overlap_of(pl_check *c, pl_overlaps *p, const pl_landing *l) {
    void **slot = pl_map_slot(&p->schemas, c->arena, l->schema);
    if (!*slot) {
        pl_overlap o = {.first = l};
        PL_PUSH(c->arena, &p->at, o);
        *slot = (void *)(uintptr_t)p->at.len;
    }
    return &p->at.at[(uintptr_t)*slot - 1];
}

static void compare(pl_check *c, pl_overlaps *p) {
    const pl_landings *ours = pl_check_landings(c, p->w);
    const pl_landings *theirs = pl_check_landings(c, p->other);
    for (uint32_t i = 0; i < ours->len; i++) {
        const pl_landing *l = &ours->at[i];
        const pl_landing *at = pl_map_get(&theirs->schemas, l->schema);
        /* Pinned snapshots have a rule of their own. */
        if (!at || pl_is_pinned(l->node) || pl_is_pinned(at->node)) {
            continue;
        }
        pl_overlap *o = overlap_of(c, p, l);
        o->theirs = o->theirs ? o->theirs : at;
        const pl_landing *same = pl_map_get(&theirs->relations, l->relation);
        o->nodes++;
        o->same += same != NULL;
        if (same && !o->first_same) {
            o->first_same = l;
            o->theirs = same;
        }
    }
}

pl_overlaps pl_overlaps_of(pl_check *c, const pl_check_world *w,
                           const pl_check_world *other) {
    pl_overlaps p = {.w = w, .other = other};
    bool comparable = w != other && w->world && other->world && !is_variant(w, other) &&
                      pl_same_warehouse(w, other);
    if (comparable) {
        compare(c, &p);
        p.unsure = told_apart_elsewhere(w, other);
    }
    return p;
}

/* ---- findings */

void pl_overlap_found(pl_check *c, pl_overlap *o, const pl_finding *f) {
    o->finding = f ? (uint32_t)(f - c->findings.at) + 1 : 0;
}

void pl_overlaps_name(pl_check *c, const pl_overlaps *p, bool same_only) {
    const pl_landings *ours = pl_check_landings(c, p->w);
    const pl_landings *theirs = pl_check_landings(c, p->other);
    for (uint32_t i = 0; i < ours->len; i++) {
        const pl_landing *l = &ours->at[i];
        uintptr_t number = (uintptr_t)pl_map_get(&p->schemas, l->schema);
        uint32_t finding = number ? p->at.at[number - 1].finding : 0;
        bool counts = finding && !pl_is_pinned(l->node) &&
                      (!same_only || pl_map_has(&theirs->relations, l->relation));
        if (counts) {
            pl_check_also(c, &c->findings.at[finding - 1], l->node);
        }
    }
}

pl_span pl_overlap_place(pl_check *c, const pl_overlaps *p, const pl_overlap *o) {
    pl_world *x = p->w->world, *y = p->other->world;
    const pl_adapter *ad = x->target.adapter;
    pl_str a = pl_name_text(x->target.schema), b = pl_name_text(y->target.schema);
    bool quoted = x->style.quoted[PL_PART_SCHEMA];
    bool one = pl_str_eq(pl_adapter_fold(ad, c->arena, a, quoted),
                         pl_adapter_fold(ad, c->arena, b, quoted));
    return one && pl_has_target_schema(p->w, o->first->node)
               ? pl_environment_place(p->w, "schema")
               : pl_schema_place(c, p->w, o->first->node);
}

/* What one environment writes into the schemas of another. */
#include "check/rules/overlap.h"
#include "project/node/world.h"

/* ---- do the two meet? */

static bool sets_any(const pl_check_world *w, const pl_env_reads *reads) {
    bool any = false;
    for (uint32_t i = 0; i < reads->len; i++) {
        const pl_env_var *v = pl_env_get(w->world->options.env, reads->at[i].name);
        any = any || (v && v->from == PL_ENV_ENVIRONMENT);
    }
    return any;
}

/* Written alike, and read from variables that neither environment sets. */
static bool hangs_on_process(const pl_check_world *x, const pl_check_world *y,
                             const pl_yaml *a, const pl_yaml *b) {
    pl_arena scratch = {0};
    pl_env_reads reads = {.arena = &scratch};
    bool alike =
        a && b && pl_str_eq(pl_yaml_text(a, PL_S("")), pl_yaml_text(b, PL_S("")));
    if (alike) {
        pl_env_reads_yaml(&reads, a);
    }
    bool does = reads.len && !sets_any(x, &reads) && !sets_any(y, &reads);
    pl_arena_free(&scratch);
    return does;
}

static const pl_yaml *told_apart_elsewhere(const pl_check_world *x,
                                           const pl_check_world *y) {
    static const char *const members[] = {"schema", "database", "host", "account",
                                          "path"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const pl_yaml *text = pl_connection_member(x, members[i]);
        if (hangs_on_process(x, y, text, pl_connection_member(y, members[i]))) {
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

typedef struct comparer {
    pl_check *c;
    pl_overlaps *p;
    bool one_target; /* both targets have one schema */
    pl_map places;   /* place -> number of its overlap, from 1 */
    pl_map schemas;  /* place and schema: they were counted */
} comparer;

static bool have_one_target(pl_check *c, const pl_overlaps *p) {
    const pl_world *x = p->w->world, *y = p->other->world;
    const pl_adapter *ad = x->target.adapter;
    pl_str a = pl_name_text(x->target.schema), b = pl_name_text(y->target.schema);
    bool quoted = x->style.quoted[PL_PART_SCHEMA];
    return pl_str_eq(pl_adapter_fold(ad, c->arena, a, quoted),
                     pl_adapter_fold(ad, c->arena, b, quoted));
}

static pl_span place_of(comparer *k, const pl_dbt_node *n) {
    const pl_check_world *w = k->p->w;
    return k->one_target && pl_has_target_schema(w, n)
               ? pl_environment_place(w, "schema")
               : pl_schema_place(k->c, w, n);
}

static uint32_t overlap_at(comparer *k, pl_span place) {
    pl_str path = place.src ? place.src->path : PL_S("");
    pl_str key = pl_str_fmt(k->c->arena, "%.*s\n%u\n%u", PL_FMT(path), place.lo,
                            place.src ? place.src->skipped_lines : 0);
    void **slot = pl_map_slot(&k->places, k->c->arena, key);
    if (!*slot) {
        pl_overlap o = {.place = place};
        PL_PUSH(k->c->arena, &k->p->at, o);
        *slot = (void *)(uintptr_t)k->p->at.len;
    }
    return (uint32_t)(uintptr_t)*slot;
}

static void chain(pl_overlaps *p, pl_overlap *o, uint32_t landing) {
    if (o->tail) {
        p->next[o->tail - 1] = landing;
    } else {
        o->head = landing;
    }
    o->tail = landing;
}

static void count(comparer *k, uint32_t number, const pl_landing *l,
                  const pl_landing *there) {
    const pl_landings *theirs = pl_check_landings(k->c, k->p->other);
    const pl_landing *same = pl_map_get(&theirs->relations, l->relation);
    pl_overlap *o = &k->p->at.at[number - 1];
    pl_str key = pl_str_fmt(k->c->arena, "%u\n%.*s", number, PL_FMT(l->schema));
    o->schemas += !pl_map_put(&k->schemas, k->c->arena, key, o);
    o->nodes++;
    if (!o->first || (same && !o->same)) {
        o->first = l;
        o->theirs = same ? same : there;
    }
    o->same += same != NULL;
}

static void compare(pl_check *c, pl_overlaps *p) {
    comparer k = {.c = c, .p = p, .one_target = have_one_target(c, p)};
    const pl_landings *ours = pl_check_landings(c, p->w);
    const pl_landings *theirs = pl_check_landings(c, p->other);
    p->next = PL_NEW_ARRAY0(c->arena, uint32_t, ours->len);
    for (uint32_t i = 0; i < ours->len; i++) {
        const pl_landing *l = &ours->at[i];
        const pl_landing *there = pl_map_get(&theirs->schemas, l->schema);
        if (there && !pl_is_pinned(l->node) && !pl_is_pinned(there->node)) {
            uint32_t number = overlap_at(&k, place_of(&k, l->node));
            chain(p, &p->at.at[number - 1], i + 1);
            count(&k, number, l, there);
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

pl_finding *pl_overlap_report(pl_check *c, const pl_rule *r, const pl_overlaps *p,
                              uint32_t i, bool same_only, pl_str text) {
    const pl_overlap *o = &p->at.at[i];
    const pl_landings *ours = pl_check_landings(c, p->w);
    const pl_landings *theirs = pl_check_landings(c, p->other);
    pl_finding *f = pl_check_group(c, r, p->w, o->first->node, o->place, text);
    for (uint32_t k = f ? o->head : 0; k; k = p->next[k - 1]) {
        const pl_landing *l = &ours->at[k - 1];
        if (!same_only || pl_map_has(&theirs->relations, l->relation)) {
            pl_check_also(c, f, l->node);
        }
    }
    return f;
}

pl_str pl_overlap_words(pl_check *c, const pl_overlaps *p, const pl_overlap *o) {
    pl_str same = PL_S(""), schemas = PL_S("");
    if (o->schemas > 1) {
        schemas = pl_str_fmt(c->arena, " in %u schemas", o->schemas);
    }
    if (o->same) {
        pl_str which = o->same < o->nodes ? pl_str_fmt(c->arena, "%u of them ", o->same)
                       : o->nodes > 1     ? PL_S("all ")
                                          : PL_S("");
        same =
            pl_str_fmt(c->arena, ", %.*sover what %.*s has there (%.*s)", PL_FMT(which),
                       PL_FMT(p->other->name), PL_FMT(o->theirs->node->relation_name));
    }
    return pl_str_fmt(c->arena, "%u node%s%.*s%.*s", o->nodes, o->nodes == 1 ? "" : "s",
                      PL_FMT(schemas), PL_FMT(same));
}

/* Plans: what a run builds, and what it reads from where. */
#include "project/environment/plan.h"

#include <stdlib.h>

#include "macros/warehouse/warehouse.h"
#include "project/node/relation.h"
#include "project/state/defer.h"
#include "support/vec.h"

const char *pl_plan_status_name(pl_plan_status status) {
    static const char *const names[] = {"elsewhere", "here",      "absent",
                                        "disabled",  "ephemeral", "failed"};
    return names[status];
}

uint32_t pl_plan_uncertain(const pl_plan *p) {
    return p->reads.len - p->count[PL_PLAN_ELSEWHERE];
}

typedef PL_VEC(const pl_dbt_node *) node_list;

typedef struct planner {
    pl_plan *p;
    pl_arena *a;
    pl_map seen;     /* by unique_id: nodes whose parents are taken, or that are read */
    pl_map numbers;  /* unique_id -> number + 1 in its list of reads */
    node_list queue; /* nodes whose parents are still to be looked at */
    node_list builds, inlined;
} planner;

static bool is_stored(const pl_dbt_node *n) {
    bool refable =
        n->type == PL_RES_MODEL || n->type == PL_RES_SEED || n->type == PL_RES_SNAPSHOT;
    return refable && !pl_node_is_ephemeral(n);
}

/* Add to the queue, once. */
static bool enqueue(planner *b, const pl_dbt_node *n) {
    if (pl_map_has(&b->seen, n->unique_id)) {
        return false;
    }
    pl_map_put(&b->seen, b->a, n->unique_id, (void *)(uintptr_t)1);
    PL_PUSH(b->a, &b->queue, n);
    return true;
}

/* ---- what runs */

static void take_selected(planner *b) {
    const pl_world *w = b->p->world;
    for (uint32_t i = 0; i < w->order_len; i++) {
        const pl_dbt_node *n = w->order[i];
        if (!n->selected) {
            continue;
        }
        if (is_stored(n)) {
            PL_PUSH(b->a, &b->builds, n);
            enqueue(b, n);
        } else if (n->type == PL_RES_TEST) {
            b->p->tests++;
            enqueue(b, n);
        }
    }
    for (uint32_t i = 0; i < w->unit_tests.len; i++) {
        const pl_dbt_node *n = w->unit_tests.at[i].value;
        b->p->tests += n->selected;
    }
}

/* ---- what is read */

static void add_read(planner *b, pl_plan_reads *to, const pl_dbt_node *n,
                     const pl_dbt_node *user) {
    void **slot = pl_map_slot(&b->numbers, b->a, n->unique_id);
    if (!*slot) {
        pl_plan_read read = {.node = n, .from = n};
        PL_PUSH(b->a, to, read);
        *slot = (void *)(uintptr_t)to->len;
    }
    pl_plan_read *read = &to->at[(uintptr_t)*slot - 1];
    struct {
        const pl_dbt_node **at;
        uint32_t len, cap;
    } users = {read->users, read->user_len, read->user_cap};
    PL_PUSH(b->a, &users, user);
    read->users = users.at;
    read->user_len = users.len;
    read->user_cap = users.cap;
}

static void take_parent(planner *b, const pl_dbt_node *n, const pl_dbt_node *user) {
    if (n->type == PL_RES_SOURCE) {
        add_read(b, &b->p->sources, n, user);
    } else if (pl_node_is_ephemeral(n)) {
        if (enqueue(b, n)) {
            PL_PUSH(b->a, &b->inlined, n);
        }
    } else if (is_stored(n) && !n->selected) {
        add_read(b, &b->p->reads, n, user);
    }
}

static void take_reads(planner *b) {
    for (uint32_t i = 0; i < b->queue.len; i++) {
        const pl_dbt_node *n = b->queue.at[i];
        for (uint32_t k = 0; k < n->depends_on.len; k++) {
            take_parent(b, n->depends_on.at[k], n);
        }
    }
}

static int by_id(const void *l, const void *r) {
    const pl_plan_read *a = l, *b = r;
    return pl_str_cmp(a->node->unique_id, b->node->unique_id);
}

static void sort_reads(pl_plan_reads *reads) {
    if (reads->len) {
        qsort(reads->at, reads->len, sizeof *reads->at, by_id);
    }
}

/* What lies above the reads, and is neither built nor read. */
static void count_upstream(planner *b) {
    pl_plan *p = b->p;
    b->queue.len = 0;
    for (uint32_t i = 0; i < p->reads.len; i++) {
        enqueue(b, p->reads.at[i].node);
    }
    for (uint32_t i = 0; i < b->queue.len; i++) {
        const pl_dbt_node *n = b->queue.at[i];
        for (uint32_t k = 0; k < n->depends_on.len; k++) {
            const pl_dbt_node *on = n->depends_on.at[k];
            bool counts = is_stored(on) && !on->selected &&
                          !pl_map_has(&b->numbers, on->unique_id);
            p->upstream += enqueue(b, on) && counts;
        }
    }
}

/* ---- from where */

static void defer(pl_plan *p) {
    pl_world *w = p->world;
    for (uint32_t i = 0; i < w->nodes.len; i++) {
        pl_dbt_node *n = w->nodes.at[i].value;
        n->deferred_to = NULL;
    }
    if (p->side.world) {
        pl_world_defer_nodes(w, p->side.world);
    } else if (p->side.state) {
        pl_state_defer(w, p->side.state, true);
    }
}

static pl_plan_status status_of(const pl_plan *p, const pl_dbt_node *n) {
    const pl_world *there = p->side.world;
    const pl_state *state = p->side.state;
    if (n->deferred_to) {
        return PL_PLAN_ELSEWHERE;
    }
    if (!there && !state) {
        return PL_PLAN_HERE;
    }
    const pl_dbt_node *other = there ? pl_map_get(&there->nodes, n->unique_id) : NULL;
    if (other || (state && pl_state_find(state, n->unique_id).json.at)) {
        return other && other->failed ? PL_PLAN_FAILED : PL_PLAN_EPHEMERAL;
    }
    bool disabled = there ? pl_map_has(&there->disabled, n->unique_id)
                          : pl_state_is_disabled(state, n->unique_id);
    return disabled ? PL_PLAN_DISABLED : PL_PLAN_ABSENT;
}

static void place_reads(planner *b) {
    pl_plan *p = b->p;
    for (uint32_t i = 0; i < p->reads.len; i++) {
        pl_plan_read *r = &p->reads.at[i];
        r->status = status_of(p, r->node);
        r->from = r->node->deferred_to ? r->node->deferred_to : r->node;
        p->count[r->status]++;
        r->relation_name =
            r->from->unplaced
                ? PL_S("")
                : pl_relation_text(pl_relation_of(p->world, r->from, b->a), b->a);
    }
    for (uint32_t i = 0; i < p->sources.len; i++) {
        pl_plan_read *r = &p->sources.at[i];
        r->status = PL_PLAN_ELSEWHERE;
        r->relation_name =
            r->node->external.len ? r->node->external : r->node->relation_name;
    }
}

/* ---- can the connection here reach it? */

static pl_str member(const pl_target *t, const char *name) {
    const pl_value *v = t->credentials.kind == PL_DICT
                            ? pl_dict_find(t->credentials.as.dict, pl_str_of(name))
                            : NULL;
    return v && v->kind == PL_STR ? pl_str_from(*v) : PL_S("");
}

static pl_str other_system(const pl_plan *p) {
    const pl_target *here = &p->world->target, *there = &p->side.world->target;
    const char *name = PL_ADAPTER_HAS(here->adapter, system);
    pl_str a = name ? member(here, name) : PL_S("");
    pl_str b = name ? member(there, name) : PL_S("");
    if (!a.len || !b.len || pl_str_eq(a, b)) {
        return PL_S("");
    }
    pl_arena *arena = p->world->arena;
    b = pl_env_mask(p->side.world->options.env, arena, b);
    return pl_str_fmt(arena, "its %s is %.*s, not %.*s", name, PL_FMT(b), PL_FMT(a));
}

static pl_str other_database(const pl_plan *p) {
    const pl_world *w = p->world;
    const pl_adapter *ad = w->target.adapter;
    if (!ad->one_database || w->target.database.kind != PL_STR) {
        return PL_S("");
    }
    pl_str own = pl_str_from(w->target.database);
    for (uint32_t i = 0; i < p->reads.len; i++) {
        const pl_dbt_node *from = p->reads.at[i].from;
        if (p->reads.at[i].status == PL_PLAN_ELSEWHERE &&
            from->database.kind == PL_STR &&
            !pl_str_eq_nocase(pl_str_from(from->database), own)) {
            return pl_str_fmt(
                w->arena,
                "%s reads within one database, and %.*s lies in %.*s, not in %.*s",
                ad->class_title, PL_FMT(from->unique_id),
                PL_FMT(pl_str_from(from->database)), PL_FMT(own));
        }
    }
    return PL_S("");
}

static pl_str unreachable(const pl_plan *p) {
    const pl_world *w = p->world;
    if (!p->count[PL_PLAN_ELSEWHERE]) {
        return PL_S("");
    }
    pl_str here = pl_str_of(w->target.adapter->name);
    pl_str there = p->side.world ? pl_str_of(p->side.world->target.adapter->name)
                                 : pl_state_adapter(p->side.state);
    if (there.len && !pl_str_eq(here, there)) {
        return pl_str_fmt(w->arena, "it is %.*s, not %.*s", PL_FMT(there),
                          PL_FMT(here));
    }
    pl_str why = p->side.world ? other_system(p) : PL_S("");
    return why.len ? why : other_database(p);
}

/* ---- all of it */

pl_plan *pl_plan_new(pl_world *w, pl_plan_side side) {
    pl_plan *p = PL_NEW(w->arena, pl_plan);
    planner b = {.p = p, .a = w->arena};
    p->world = w;
    p->side = side;
    p->unreachable = PL_S("");
    defer(p);
    take_selected(&b);
    take_reads(&b);
    count_upstream(&b);
    sort_reads(&p->reads);
    sort_reads(&p->sources);
    place_reads(&b);
    p->builds = b.builds.at;
    p->build_len = b.builds.len;
    p->inlined = b.inlined.at;
    p->inlined_len = b.inlined.len;
    p->unreachable = unreachable(p);
    return p;
}

/* ---- warnings */

enum { NAMES_SHOWN = 5 };

/* "a, b, c and 4 more", of the reads of that status. */
static pl_str names_of(const pl_plan *p, pl_plan_status status) {
    pl_buf to = {0};
    uint32_t shown = 0;
    for (uint32_t i = 0; i < p->reads.len && shown < NAMES_SHOWN; i++) {
        if (p->reads.at[i].status == status) {
            pl_buf_fmt(&to, "%s%.*s", shown++ ? ", " : "",
                       PL_FMT(p->reads.at[i].node->name));
        }
    }
    if (p->count[status] > shown) {
        pl_buf_fmt(&to, " and %u more", p->count[status] - shown);
    }
    pl_str out = pl_buf_take(&to, p->world->arena);
    pl_buf_free(&to);
    return out;
}

static pl_str label(const pl_world *w) {
    return w->options.environment.at ? w->options.environment : w->target.name;
}

pl_str pl_plan_doubt(const pl_plan *p, pl_plan_status status, pl_arena *a) {
    static const char *const words[] = {
        [PL_PLAN_ELSEWHERE] = "",
        [PL_PLAN_HERE] = "not deferred",
        [PL_PLAN_ABSENT] = "not in ",
        [PL_PLAN_DISABLED] = "disabled in ",
        [PL_PLAN_EPHEMERAL] = "ephemeral in ",
        [PL_PLAN_FAILED] = "not parsed in ",
    };
    return pl_str_cat(a, pl_str_of(words[status]),
                      status > PL_PLAN_HERE ? p->side.name : PL_S(""));
}

static void warn_status(const pl_plan *p, pl_plan_status status) {
    pl_world *w = p->world;
    pl_diag *d =
        pl_diag_addf(&w->sink, PL_W0804, (pl_span){0},
                     "%.*s: read here, where it may not exist, for it is %.*s: %.*s",
                     PL_FMT(label(w)), PL_FMT(pl_plan_doubt(p, status, w->arena)),
                     PL_FMT(names_of(p, status)));
    d->help =
        status == PL_PLAN_HERE
            ? PL_S(
                  "defer with --defer-to TARGET, --state DIR, or defer_to of the environment (--env NAME)")
            : PL_S("select it too, so that this run builds it");
}

/* `+NODE` builds what deferral would have spared. */
static void note_upstream(const pl_plan *p) {
    pl_world *w = p->world;
    bool deferred = p->side.world || p->side.state;
    if (!deferred || !w->named || p->reads.len) {
        return;
    }
    for (uint32_t i = 0; i < p->build_len; i++) {
        const pl_dbt_node *n = p->builds[i];
        for (uint32_t k = 0; k < n->depends_on.len; k++) {
            if (is_stored(n->depends_on.at[k]) && n->depends_on.at[k]->selected) {
                pl_diag_addf(&w->sink, PL_N0806, (pl_span){0},
                             "%.*s: the selection takes in all that is upstream, so it "
                             "is built; without a leading + it would be read from %.*s",
                             PL_FMT(label(w)), PL_FMT(p->side.name));
                return;
            }
        }
    }
}

void pl_plan_warn(const pl_plan *p) {
    for (int i = PL_PLAN_HERE; i < PL_PLAN_STATUSES; i++) {
        if (p->count[i]) {
            warn_status(p, (pl_plan_status)i);
        }
    }
    if (p->unreachable.len) {
        pl_diag_addf(&p->world->sink, PL_W0805, (pl_span){0},
                     "%.*s may not reach what it reads from %.*s: %.*s",
                     PL_FMT(label(p->world)), PL_FMT(p->side.name),
                     PL_FMT(p->unreachable));
    }
    note_upstream(p);
}

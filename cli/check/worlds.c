/* plumb check: the project in every environment, and what could not be evaluated. */
#include "cli/check/check.h"
#include "cli/session/joined.h"
#include "project/world/stages.h"
#include "support/pool.h"

/* ---- opening */

static bool is_development(const pl_environment *e) {
    return e->type == PL_ENVIRONMENT_DEVELOPMENT ||
           (e->type == PL_ENVIRONMENT_UNSTATED && !pl_environment_is_production(e) &&
            pl_str_eq_nocase(pl_str_sub(e->name, 0, 3), PL_S("dev")));
}

static const pl_environment *environment_of(check_run *r, uint32_t i) {
    const pl_environment *chosen = r->s->chosen[i];
    pl_environments *made = PL_NEW(&r->s->arena, pl_environments);
    pl_str name = r->s->targets[i].at ? r->s->targets[i] : PL_S("default");
    if (!chosen) {
        pl_environments_of_targets(&name, 1, &r->s->arena, made);
    }
    return chosen ? chosen : &made->at[0];
}

static void prepare(check_run *r, uint32_t i) {
    pl_check_world *at = &r->c.at[i];
    check_place *place = &r->places[i];
    place->sink.arena = &place->arena;
    at->environment = environment_of(r, i);
    at->name = at->environment->name;
    at->target = r->s->targets[i];
    at->production = pl_environment_is_production(at->environment);
    at->development = is_development(at->environment);
    at->reads.arena = &place->arena;
    pl_trace_init(&at->trace, &place->arena, false);
}

static void open_world(void *ctx, uint32_t i) {
    check_run *r = ctx;
    pl_check_world *at = &r->c.at[i];
    check_place *place = &r->places[i];
    pl_world_options *o = PL_NEW(&place->arena, pl_world_options);
    bool ok = pl_session_use(r->s, i, &place->arena, &place->sink, o);
    at->options = o;
    at->env = o->env;
    at->target = o->target.at ? o->target : at->target;
    o->trace = &at->trace;
    o->reads = &at->reads;
    if (ok) {
        at->world = pl_session_build(r->s, r->s->ws, o, &place->arena, &place->sink,
                                     &place->usable);
    }
}

/* What stands in files, and what was read while they were rendered. */
static void gather_reads(check_run *r) {
    pl_env_reads *reads = &r->c.reads;
    pl_env_reads_project(reads, r->s->ws, &r->s->world_options.base);
    for (uint32_t i = 0; i < r->c.len; i++) {
        pl_env_reads_environment(reads, r->c.at[i].environment);
    }
    for (uint32_t i = 0; i < r->c.len; i++) {
        for (uint32_t k = 0; k < r->c.at[i].reads.len; k++) {
            pl_env_reads_note(reads, &r->c.at[i].reads.at[k]);
        }
    }
}

void check_open_worlds(check_run *r) {
    uint32_t n = r->s->target_len;
    r->c.len = n;
    r->c.at = PL_NEW_ARRAY0(&r->s->arena, pl_check_world, n);
    r->places = PL_NEW_ARRAY0(&r->s->arena, check_place, n);
    for (uint32_t i = 0; i < n; i++) {
        prepare(r, i);
    }
    pl_pool_run(r->s->jobs, n, open_world, r);
}

/* ---- compiling */

/* What the files of a commit do not touch need not be rendered: no finding
 * on it will be shown. */
static void leave_untouched(const check_run *r, pl_selected *chosen) {
    const pl_touched *t = &r->c.touched;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < chosen->len; i++) {
        pl_dbt_node *n = chosen->at[i];
        n->selected = pl_map_has(&t->nodes, n->unique_id);
        if (n->selected) {
            chosen->at[kept++] = n;
        }
    }
    chosen->len = kept;
}

static void compile_world(void *ctx, uint32_t i) {
    check_run *r = ctx;
    pl_check_world *at = &r->c.at[i];
    check_place *place = &r->places[i];
    place->usable =
        place->usable &&
        pl_session_select(r->s, at->world, pl_types_executable, &place->selected);
    if (place->usable && r->c.touched.given && !r->c.touched.everything) {
        leave_untouched(r, &place->selected);
    }
    if (place->usable) {
        pl_world_compile(at->world);
    }
}

void check_compile_worlds(check_run *r) {
    pl_pool_run(r->s->jobs, r->c.len, compile_world, r);
    gather_reads(r);
}

void check_close_worlds(check_run *r) {
    for (uint32_t i = 0; i < r->c.len; i++) {
        if (r->c.at[i].world) {
            pl_world_close(r->c.at[i].world);
        }
        pl_arena_free(&r->places[i].arena);
    }
}

/* ---- faults */

/* Nodes that need a warehouse are findings where the rule is configured. */
static bool is_finding(const check_run *r, const pl_check_world *at, const pl_diag *d,
                       const pl_dbt_node *n) {
    if (d->code != PL_E0430) {
        return false;
    }
    const pl_rule_entry *e =
        pl_check_entry(&r->c, &pl_rules[PL_RULE_needs_warehouse], at, n);
    return e->span.src && !e->off;
}

static void gather_from(check_run *r, pl_joined *all, const pl_check_world *at,
                        const pl_diag_sink *sink) {
    for (uint32_t i = 0; i < sink->len; i++) {
        const pl_diag *d = &sink->at[i];
        const pl_dbt_node *n =
            at->world && d->node.len ? pl_map_get(&at->world->nodes, d->node) : NULL;
        if (d->severity == PL_ERROR && !is_finding(r, at, d, n)) {
            pl_join(all, d, at->name);
        }
    }
}

void check_gather_faults(check_run *r) {
    pl_joined all = {.arena = r->c.arena, .sink = r->c.sink};
    for (uint32_t i = 0; i < r->c.len; i++) {
        gather_from(r, &all, &r->c.at[i], &r->places[i].sink);
        if (r->c.at[i].world) {
            gather_from(r, &all, &r->c.at[i], &r->c.at[i].world->sink);
        }
    }
    pl_joined_name(&all, r->c.len);
}

/* plumb check: the project in every environment, and what could not be evaluated. */
#include "cli/check_command.h"
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

/* What the files of a commit do not touch need not be rendered: no finding on it will
 * be shown. */
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
    const pl_rule *rule = pl_rule_find(PL_S("needs-warehouse"));
    if (d->code != PL_E0430 || !rule) {
        return false;
    }
    const pl_rule_entry *e = pl_check_entry(&r->c, rule, at, n);
    return e->span.src && !e->off;
}

static pl_str key_of(check_run *r, const pl_diag *d) {
    pl_str path = d->span.src ? d->span.src->path : PL_S("");
    return pl_str_fmt(r->c.arena, "%d\n%.*s\n%u\n%.*s\n%.*s", (int)d->code,
                      PL_FMT(path), d->span.lo, PL_FMT(d->node), PL_FMT(d->text));
}

/* A fault of several environments is one, which names them. */
typedef struct fault_names {
    uint32_t at; /* in the sink */
    uint32_t count;
    const pl_check_world *last;
    pl_str names;
} fault_names;

typedef struct fault_list {
    pl_map seen; /* key_of -> fault_names */
} fault_list;

static void add_fault(check_run *r, fault_list *all, const pl_check_world *at,
                      const pl_diag *d) {
    pl_diag_sink *sink = r->c.sink;
    void **slot = pl_map_slot(&all->seen, r->c.arena, key_of(r, d));
    fault_names *f = *slot;
    if (!f) {
        f = PL_NEW(r->c.arena, fault_names);
        *slot = f;
        f->at = sink->len;
        pl_diag *copy = pl_diag_add(sink, d->code, d->span, d->text);
        uint32_t order = copy->order;
        *copy = *d;
        copy->order = order;
    }
    if (f->last != at) {
        f->last = at;
        f->names = f->count++ ? pl_str_cat3(r->c.arena, f->names, PL_S(", "), at->name)
                              : at->name;
    }
}

static void name_environments(check_run *r, const fault_list *all) {
    for (uint32_t i = 0; i < all->seen.len; i++) {
        const fault_names *f = all->seen.at[i].value;
        pl_diag *d = &r->c.sink->at[f->at];
        if (f->count == r->c.len) {
            continue;
        }
        pl_diag_note *notes =
            PL_NEW_ARRAY0(r->c.arena, pl_diag_note, d->note_count + 1);
        if (d->note_count) {
            memcpy(notes, d->notes, d->note_count * sizeof *notes);
        }
        notes[d->note_count].text = pl_str_fmt(r->c.arena, "in %.*s", PL_FMT(f->names));
        d->notes = notes;
        d->note_count++;
    }
}

static void gather_from(check_run *r, fault_list *all, const pl_check_world *at,
                        const pl_diag_sink *sink) {
    for (uint32_t i = 0; i < sink->len; i++) {
        const pl_diag *d = &sink->at[i];
        const pl_dbt_node *n =
            at->world && d->node.len ? pl_map_get(&at->world->nodes, d->node) : NULL;
        if (d->severity == PL_ERROR && !is_finding(r, at, d, n)) {
            add_fault(r, all, at, d);
        }
    }
}

void check_gather_faults(check_run *r) {
    fault_list all = {{0}};
    for (uint32_t i = 0; i < r->c.len; i++) {
        gather_from(r, &all, &r->c.at[i], &r->places[i].sink);
        if (r->c.at[i].world) {
            gather_from(r, &all, &r->c.at[i], &r->c.at[i].world->sink);
        }
    }
    name_environments(r, &all);
}

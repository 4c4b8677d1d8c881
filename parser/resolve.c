/* Names to slots, as Jinja2's idtracking.py and compiler.py bind them.
 *
 * A scope is analysed whole before any scope inside it is looked at: a name that it
 * assigns anywhere is its own everywhere within. What such a name holds on entry
 * depends on what came first, a read (it is looked up in the context) or an assignment
 * (nothing); the three branches of an {% if %} are weighed as Symbols.branch_update
 * does. Every event is visited twice: to bind the scope's names, then to write slots
 * into the nodes. */
#include "parser/parser_priv.h"

typedef enum state {
    ABSENT, /* met only in a branch that is closed */
    PARAM,
    RESOLVE,
    ALIAS,
    UNDEFINED,
} state;

typedef struct binding {
    uint32_t key;
    uint32_t name;  /* the first that was met */
    uint32_t outer; /* binding number + 1 of the name outside; 0: none */
    uint32_t slot;
    uint32_t level; /* of the function that holds the slot */
    uint8_t state;
    bool stored;
    bool is_self;   /* the template's own `self` */
    uint8_t hits;   /* of the branches being weighed, those that assign it */
    uint8_t last;   /* its state in the last of them */
    uint32_t stamp; /* of the weighing that has seen it */
} binding;

/* A binding's state: before a change within a branch, or at the end of one. */
typedef struct note {
    uint32_t binding;
    uint8_t state;
    bool stored;
} note;

typedef struct open_if {
    uint32_t changes; /* first of the branch's */
    uint32_t results; /* first of the if's */
} open_if;

typedef struct name_state {
    uint32_t top; /* innermost binding's number + 1; 0: none */
    /* number + 1 of the function with a slot for the name, which its */
    uint32_t function;
    uint32_t slot; /* inner scopes only read from the context */
} name_state;

typedef struct resolver {
    parser *p;
    pl_scope_info *scopes;
    name_state *names; /* by key */
    PL_VEC(binding) bindings;
    PL_VEC(note) changes;
    PL_VEC(note) results;
    PL_VEC(open_if) ifs;
    PL_VEC(pl_load) own;            /* of the scope being bound */
    PL_VEC(pl_load) function_loads; /* of the open functions, innermost last */
    PL_VEC(uint32_t) alone;         /* EVENT_SCOPE positions of {% block %}s to come */
    uint32_t first;                 /* the current scope's first binding */
    uint32_t function;              /* current */
    uint32_t level;                 /* functions around it */
    bool shares; /* names that inner scopes only read get one slot in the function */
    uint32_t stamp;
} resolver;

/* ---- bindings */

static uint32_t new_slot(resolver *r) {
    return r->p->functions.at[r->function].slots++;
}

static binding *innermost(resolver *r, uint32_t name) {
    uint32_t top = r->names[name].top;
    return top ? &r->bindings.at[top - 1] : NULL;
}

static bool is_own(const resolver *r, uint32_t name) {
    return r->names[name].top > r->first;
}

static void bind(resolver *r, uint32_t key, uint32_t name, state s, bool stored) {
    binding b = {.key = key,
                 .name = name,
                 .outer = r->names[key].top,
                 .slot = PL_NOT_THERE,
                 .level = r->level,
                 .state = (uint8_t)s,
                 .stored = stored};
    PL_PUSH(&r->p->scratch, &r->bindings, b);
    r->names[key].top = r->bindings.len;
}

static void note_change(resolver *r, uint32_t number, state before, bool stored) {
    if (r->ifs.len) {
        PL_PUSH(&r->p->scratch, &r->changes, ((note){number, (uint8_t)before, stored}));
    }
}

/* The name that a NAME or NSREF is written with. */
static uint32_t written_name(resolver *r, pl_ref ref) {
    const pl_node *n = node_at(r->p, ref);
    return n->kind == PL_NODE_NAME ? n->b : pl_ns_ref_of(r->p->extra.at, n)->name;
}

static void load(resolver *r, uint32_t key, pl_ref ref) {
    binding *b = innermost(r, key);
    if (!b) {
        note_change(r, r->bindings.len, ABSENT, false);
        bind(r, key, written_name(r, ref), RESOLVE, false);
    } else if (b->state == ABSENT) {
        note_change(r, r->names[key].top - 1, ABSENT, false);
        b->state = RESOLVE;
    }
}

static void store(resolver *r, uint32_t key) {
    binding *b = innermost(r, key);
    if (!b) {
        note_change(r, r->bindings.len, ABSENT, false);
        bind(r, key, key, UNDEFINED, true);
        return;
    }
    if (!is_own(r, key)) {
        bind(r, key, key, ALIAS, true);
        return;
    }
    b->is_self = false;
    if (!b->stored) {
        note_change(r, r->names[key].top - 1, b->state, false);
        b->state = b->state == ABSENT ? UNDEFINED : b->state;
        b->stored = true;
    }
}

/* A name that whoever enters the scope sets; its slot. */
static uint32_t declare(resolver *r, uint32_t name) {
    uint32_t key = variable_key(r->p, name);
    if (!is_own(r, key)) {
        bind(r, key, name, PARAM, true);
    }
    binding *b = innermost(r, key);
    if (b->slot == PL_NOT_THERE) {
        b->slot = new_slot(r);
    }
    return b->slot;
}

/* ---- branches */

/* Take back what the branch did, and note what came of it. */
static void close_branch(resolver *r) {
    const open_if *o = &r->ifs.at[r->ifs.len - 1];
    r->stamp++;
    for (uint32_t i = o->changes; i < r->changes.len; i++) {
        note before = r->changes.at[i];
        binding *b = &r->bindings.at[before.binding];
        if (b->stamp == r->stamp) {
            continue;
        }
        b->stamp = r->stamp;
        PL_PUSH(&r->p->scratch, &r->results,
                ((note){before.binding, b->state, b->stored}));
        b->state = before.state;
        b->stored = before.stored;
    }
    r->changes.len = o->changes;
}

static void weigh(resolver *r, uint32_t number) {
    binding *b = &r->bindings.at[number];
    if (b->stamp == r->stamp) {
        return;
    }
    b->stamp = r->stamp;
    note_change(r, number, b->state, b->stored);
    if (b->state == ABSENT) {
        b->state = b->hits && b->hits < 3 ? RESOLVE : b->last;
    }
    b->stored = b->stored || b->hits;
}

/* A name that not all three branches assign comes from the context when they don't. */
static void close_if(resolver *r) {
    close_branch(r);
    uint32_t first = r->ifs.at[--r->ifs.len].results;
    for (uint32_t i = first; i < r->results.len; i++) {
        r->bindings.at[r->results.at[i].binding].hits = 0;
    }
    for (uint32_t i = first; i < r->results.len; i++) {
        note n = r->results.at[i];
        binding *b = &r->bindings.at[n.binding];
        b->hits = (uint8_t)(b->hits + n.stored);
        b->last = n.state;
    }
    r->stamp++;
    for (uint32_t i = first; i < r->results.len; i++) {
        weigh(r, r->results.at[i].binding);
    }
    r->results.len = first;
}

/* ---- first visit: the scope's own names */

static void bind_event(resolver *r, event e) {
    parser *p = r->p;
    uint32_t key = e.op_name >> EVENT_OP_BITS;
    switch ((event_op)(e.op_name & ((1 << EVENT_OP_BITS) - 1))) {
    case EVENT_LOAD:
        load(r, key, e.node);
        break;
    case EVENT_STORE:
    case EVENT_MACRO:
    case EVENT_IMPORT:
        store(r, key);
        break;
    case EVENT_PARAM:
        node_at(p, e.node)->a = declare(r, key);
        break;
    case EVENT_IF:
        PL_PUSH(&p->scratch, &r->ifs, ((open_if){r->changes.len, r->results.len}));
        break;
    case EVENT_BRANCH:
        close_branch(r);
        break;
    case EVENT_END_IF:
        close_if(r);
        break;
    case EVENT_USE:
    case EVENT_SCOPE:
    case EVENT_FAIL:
        break;
    }
}

static inline bool is_scope(event e) {
    return (e.op_name & ((1 << EVENT_OP_BITS) - 1)) == EVENT_SCOPE;
}

static void bind_events(resolver *r, uint32_t from, uint32_t end) {
    for (uint32_t i = from; i < end; i++) {
        event e = r->p->events.at[i];
        if (is_scope(e)) {
            i = r->p->scopes.at[e.node].events_end - 1;
        } else {
            bind_event(r, e);
        }
    }
}

/* The names of `loop`, of a macro's parameters, and of its special variables. */
static void declare_params(resolver *r, const scope_draft *s) {
    parser *p = r->p;
    if (s->sees_self) {
        uint32_t name = pl_parse_name(p, PL_S("self"));
        declare(r, name);
        innermost(r, name)->is_self = true;
    }
    if (s->loop != PL_NOT_THERE) {
        uint32_t slot = declare(r, pl_parse_name(p, PL_S("loop")));
        pl_for *of = record_at(p, s->loop);
        of->loop_slot = slot;
    }
    if (s->macro == PL_NOT_THERE) {
        return;
    }
    macro_draft *m = &p->macros.at[s->macro];
    for (uint32_t i = 0; i < m->info.param_count; i++) {
        pl_param *param = &p->params.at[m->first_param + i];
        param->slot = declare(r, param->name);
    }
    if (m->info.uses_caller) {
        m->info.caller_slot = declare(r, pl_parse_name(p, PL_S("caller")));
    }
    if (m->info.uses_kwargs) {
        m->info.kwargs_slot = declare(r, pl_parse_name(p, PL_S("kwargs")));
    }
    if (m->info.uses_varargs) {
        m->info.varargs_slot = declare(r, pl_parse_name(p, PL_S("varargs")));
    }
}

/* ---- what entering a scope does */

/* Another function reads a slot `depth` functions out: those
 * between must live on, too. */
static void capture(resolver *r, uint32_t depth) {
    uint32_t f = r->function;
    while (depth--) {
        f = r->p->functions.at[f].parent;
        r->p->functions.at[f].captured = true;
    }
}

static pl_load load_of(resolver *r, const binding *b) {
    static const uint16_t kinds[] = {
        [PARAM] = PL_LOAD_PARAM,
        [RESOLVE] = PL_LOAD_RESOLVE,
        [ALIAS] = PL_LOAD_ALIAS,
        [UNDEFINED] = PL_LOAD_UNDEFINED,
    };
    pl_load l = {.slot = b->slot, .name = b->name, .kind = kinds[b->state]};
    if (b->state == ALIAS) {
        const binding *outer = &r->bindings.at[b->outer - 1];
        l.from = outer->slot;
        l.depth = (uint16_t)(r->level - outer->level);
        capture(r, l.depth);
    }
    return l;
}

/* A name that the scope only reads, from the context: the function looks it up once. */
static void share_slot(resolver *r, binding *b) {
    name_state *n = &r->names[b->key];
    if (n->function != r->function + 1) {
        n->function = r->function + 1;
        n->slot = new_slot(r);
        pl_load l = {.slot = n->slot, .name = b->name, .kind = PL_LOAD_RESOLVE};
        PL_PUSH(&r->p->scratch, &r->function_loads, l);
    }
    b->slot = n->slot;
}

static void place_bindings(resolver *r, bool outermost) {
    for (uint32_t i = r->first; i < r->bindings.len; i++) {
        binding *b = &r->bindings.at[i];
        if (b->state == PARAM) {
            continue;
        }
        if (b->state == RESOLVE && !b->stored && r->shares && !outermost) {
            share_slot(r, b);
            continue;
        }
        b->slot = new_slot(r);
        pl_load l = load_of(r, b);
        if (outermost) {
            PL_PUSH(&r->p->scratch, &r->function_loads, l);
        } else {
            PL_PUSH(&r->p->scratch, &r->own, l);
        }
    }
}

static void keep_loads(resolver *r, uint32_t scope, const pl_load *from,
                       uint32_t count) {
    pl_load *to = NULL;
    if (count) {
        to = PL_NEW_ARRAY(r->p->arena, pl_load, count);
        memcpy(to, from, count * sizeof *to);
    }
    r->scopes[scope] = (pl_scope_info){to, count};
}

/* ---- second visit: slots into nodes, and the scopes within */

static void resolve_scope(resolver *r, uint32_t at);

static void write_slot(resolver *r, pl_ref ref, const binding *b) {
    pl_node *n = node_at(r->p, ref);
    if (b->is_self) {
        n->kind = PL_NODE_SELF;
        return;
    }
    n->a = b->slot;
    n->n = (uint16_t)(r->level - b->level);
    if (n->n) {
        capture(r, n->n);
    }
}

_Noreturn static void unknown_reference(resolver *r, event e) {
    pl_parse_failf(
        r->p, node_at(r->p, e.node)->lo,
        "Tried to resolve a name to a reference that was unknown to the frame ('%.*s')",
        PL_FMT(r->p->names.at[e.op_name >> EVENT_OP_BITS].text));
}

static void raise_failure(resolver *r, uint32_t number) {
    if (number != PL_NOT_THERE) {
        const failure *f = &r->p->failures.at[number];
        pl_parse_fail(r->p, f->lo, f->text);
    }
}

static void write_event(resolver *r, event e) {
    const binding *b = innermost(r, e.op_name >> EVENT_OP_BITS);
    switch ((event_op)(e.op_name & ((1 << EVENT_OP_BITS) - 1))) {
    case EVENT_USE:
        if (!b) {
            unknown_reference(r, e);
        }
        write_slot(r, e.node, b);
        break;
    case EVENT_LOAD:
    case EVENT_STORE:
        write_slot(r, e.node, b);
        break;
    case EVENT_MACRO:
        node_at(r->p, e.node)->b = b->slot;
        break;
    case EVENT_FAIL:
        raise_failure(r, e.node);
        break;
    case EVENT_PARAM:
    case EVENT_IMPORT:
    case EVENT_IF:
    case EVENT_BRANCH:
    case EVENT_END_IF:
    case EVENT_SCOPE:
        break;
    }
}

static void write_events(resolver *r, uint32_t from, uint32_t end) {
    for (uint32_t i = from; i < end; i++) {
        event e = r->p->events.at[i];
        if (!is_scope(e)) {
            write_event(r, e);
            continue;
        }
        const scope_draft *s = &r->p->scopes.at[e.node];
        if (s->alone) {
            PL_PUSH(&r->p->scratch, &r->alone, i);
        } else {
            resolve_scope(r, i);
        }
        i = s->events_end - 1;
    }
}

static void unbind(resolver *r) {
    for (uint32_t i = r->first; i < r->bindings.len; i++) {
        const binding *b = &r->bindings.at[i];
        r->names[b->key].top = b->outer;
    }
    r->bindings.len = r->first;
}

static void resolve_bindings(resolver *r, uint32_t number, uint32_t at,
                             bool outermost) {
    scope_draft s = r->p->scopes.at[number];
    uint32_t first_before = r->first;
    r->first = r->bindings.len;
    declare_params(r, &s);
    bind_events(r, at + 1, s.events_end);
    r->own.len = 0;
    place_bindings(r, outermost);
    if (!outermost) {
        keep_loads(r, number, r->own.at, r->own.len);
    }
    raise_failure(r, s.failure);
    write_events(r, at + 1, s.events_end);
    unbind(r);
    r->first = first_before;
}

/* The scope whose EVENT_SCOPE is number `at`. */
static void resolve_scope(resolver *r, uint32_t at) {
    uint32_t number = r->p->events.at[at].node;
    const scope_draft *s = &r->p->scopes.at[number];
    if (s->function == PL_NOT_THERE) {
        resolve_bindings(r, number, at, false);
        return;
    }
    uint32_t function_before = r->function, level_before = r->level;
    bool shares_before = r->shares;
    uint32_t first_load = r->function_loads.len;
    pl_function *f = &r->p->functions.at[s->function];
    if (!s->alone) {
        f->parent = r->function;
    }
    r->level = s->alone ? 0 : r->level + 1;
    r->function = s->function;
    r->shares = !s->recursive;
    resolve_bindings(r, number, at, r->shares);
    if (r->shares) {
        const pl_load *loads = r->function_loads.at;
        keep_loads(r, number, first_load ? loads + first_load : loads,
                   r->function_loads.len - first_load);
    }
    r->function_loads.len = first_load;
    r->function = function_before;
    r->level = level_before;
    r->shares = shares_before;
}

void pl_resolve(parser *p, pl_scope_info *scopes) {
    resolver r = {.p = p, .scopes = scopes};
    r.names = PL_NEW_ARRAY0(&p->scratch, name_state, p->names.len);
    resolve_scope(&r, 0);
    for (uint32_t i = 0; i < r.alone.len; i++) {
        resolve_scope(&r, r.alone.at[i]);
    }
}

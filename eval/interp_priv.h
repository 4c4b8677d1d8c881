/* eval/interp_priv.h: what the interpreter's files share. */
#ifndef PL_EVAL_INTERP_PRIV_H
#define PL_EVAL_INTERP_PRIV_H

#include "eval/eval.h"
#include "parser/nodes.h"

struct pl_unit {
    const pl_ast *ast;
    const pl_value *values;        /* of literals */
    const pl_native *const *sites; /* filters and tests by site; NULL: no such name */
    pl_mode mode;
};

/* One activation: the slots of a pl_function. */
struct pl_frame {
    pl_frame *parent;
    const pl_unit *unit;
    /* type of a value among its output that is no text: joining the output, at the
     * function's end, is an error; NULL: none */
    const char *unjoinable;
    pl_value slots[];
};

/* How a statement list ended. */
typedef enum pl_flow {
    PL_FLOW_FAIL,
    PL_FLOW_NEXT,
    PL_FLOW_BREAK,
    PL_FLOW_CONTINUE
} pl_flow;

bool pl_eval_expr(pl_eval *ev, pl_ref ref, pl_value *out);
pl_flow pl_exec(pl_eval *ev, pl_ref ref);
/* A CONCAT node. */
bool pl_eval_concat(pl_eval *ev, const pl_node *node, pl_value *out);

/* Make an activation of `function` below `parent` current; the caller
 * restores the frame. */
pl_frame *pl_frame_new(pl_eval *ev, const pl_unit *u, uint32_t function,
                       pl_frame *parent);
/* What every way into a template's code counts: a render, a macro, a block, a level of a
 * recursive loop. False with PL_EXC_RECURSION when calls or the C stack are too deep;
 * leave only after true. */
bool pl_call_enter(pl_eval *ev);
static inline void pl_call_leave(pl_eval *ev) {
    ev->depth--;
}
/* Run the loads of a scope in the current activation. */
void pl_enter_scope(pl_eval *ev, uint32_t scope);
/* Read a slot as a NAME node does; false when the host failed to say
 * what the name means. */
bool pl_read_name(pl_eval *ev, const pl_node *node, pl_value *out);
/* Assign `v` to a target: NAME, TUPLE/LIST of targets, NSREF. */
bool pl_assign(pl_eval *ev, pl_ref target, pl_value v, bool export);
/* Only a namespace's attributes can be set: what Jinja2 asks before the value. */
bool pl_check_target(pl_eval *ev, pl_ref target);

/* A FILTER chain whose innermost input is the text `input` (filter
 * blocks, set blocks). */
bool pl_eval_filter_chain(pl_eval *ev, pl_ref ref, const pl_value *input,
                          pl_value *out);

/* Evaluated arguments of a call site. */
enum { PL_FEW_ARGS = 8 };
typedef struct pl_call_room {
    pl_call call;
    pl_value few[PL_FEW_ARGS];
    pl_value few_kw[PL_FEW_ARGS];
    pl_str few_names[PL_FEW_ARGS];
} pl_call_room;
bool pl_eval_args(pl_eval *ev, const pl_args *record, pl_call_room *room);

/* Run a FOR node. */
pl_flow pl_exec_for(pl_eval *ev, const pl_node *node);

/* Call `m`; with `direct` its text goes to pl_interp_of(ev)->out and *out is PL_UNSET, unless the
 * macro returned a value (dbt's return). */
bool pl_macro_run(pl_eval *ev, const pl_macro *m, const pl_call *call, bool direct,
                  pl_value *out);
pl_value pl_macro_value(pl_eval *ev, uint32_t macro_number, pl_frame *closure);

/* Raise what Python's join does at the end of a function that printed something that is
 * no text; true when there is nothing of it. */
bool pl_check_joinable(pl_eval *ev);

/* dbt's kind of undefined reigns at parse time, but not in macros of the project. */
static inline uint8_t pl_undefined_flags(const pl_interp *interp) {
    return interp->ev.mode == PL_MODE_CAPTURE && !interp->macro_depth ? PL_CAPTURE : 0;
}

static inline void pl_observe(pl_eval *ev, pl_observed what, pl_ref node, pl_value v,
                              bool truth) {
    if (pl_interp_of(ev)->observer) {
        pl_interp_of(ev)->observer->observed(pl_interp_of(ev)->observer, ev, what, node,
                                             v, truth);
    }
}

/* Where an error happened, unless a place nearer to it is known already. */
static inline bool pl_fail_at(pl_eval *ev, uint32_t lo) {
    if (!ev->error.ast) {
        ev->error.ast = pl_interp_of(ev)->unit->ast;
        ev->error.lo = lo;
    }
    return false;
}

static inline const pl_node *pl_node_at(const pl_eval *ev, pl_ref ref) {
    return &pl_interp_of(ev)->unit->ast->nodes[ref];
}
/* For the views of parser/nodes.h. */
static inline const uint32_t *pl_extra(const pl_eval *ev) {
    return pl_interp_of(ev)->unit->ast->extra;
}
static inline pl_name pl_name_at(const pl_eval *ev, uint32_t n) {
    return pl_interp_of(ev)->unit->ast->names[n];
}

/* Native rendering's output: one piece for each Output the
 * template makes (native.c). */
bool pl_native_print(pl_eval *ev, const pl_node *node);
void pl_native_text(pl_eval *ev, pl_str text);
bool pl_native_value(pl_eval *ev, pl_value v);
void pl_native_break(pl_eval *ev);
bool pl_native_begin(pl_eval *ev, void **saved);
bool pl_native_end(pl_eval *ev, void *saved, pl_value *out);

#endif

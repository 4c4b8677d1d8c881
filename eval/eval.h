/* eval/eval.h: rendering parsed templates.
 *
 * A pl_unit is a pl_ast made ready to run: literals as values, filters and tests bound,
 * constants folded. Units are frozen and shared by threads. A pl_interp is one render in
 * one thread. */
#ifndef PL_EVAL_EVAL_H
#define PL_EVAL_EVAL_H

#include "eval/filters/filters.h"
#include "eval/ops/ops.h"
#include "eval/text/format.h"
#include "eval/text/notation.h"
#include "eval/value/run.h"
#include "parser/ast.h"

typedef struct pl_unit pl_unit;

/* Make `ast` ready to run. Never fails: unknown filters and tests are reported by
 * pl_unit_check. The unit lives in `a`. */
const pl_unit *pl_unit_new(const pl_ast *ast, pl_mode mode, pl_arena *a);
const pl_ast *pl_unit_ast(const pl_unit *u);

/* Jinja2 refuses unknown filters and tests at compile time unless they stand in a
 * conditional. Returns false and fills *error (in `a`) for the first such. */
bool pl_unit_check(const pl_unit *u, pl_arena *a, pl_error *error);

/* What a template's free names mean. */
typedef struct pl_host {
    /* Look up a name of the context. PL_MISSING: undefined. `hash`
     * is pl_str_hash(name). */
    pl_found (*resolve)(pl_eval *ev, pl_str name, uint32_t hash, pl_value *out);
    /* A template-level assignment or macro definition, also visible to later look-ups
     * of blocks; may be NULL. */
    void (*export)(pl_eval *ev, pl_str name, uint32_t hash, pl_value value);
    /* A macro that has `data` is about to run; its macro_depth tells
     * how deep. May be NULL. */
    void (*macro_called)(pl_eval *ev, const struct pl_macro *m);
} pl_host;

typedef struct pl_frame pl_frame;

/* What a render tells whoever wants to know: explain, check and diff. `node` is an
 * expression of the unit's AST. */
typedef enum pl_observed {
    PL_OBSERVED_CONDITION, /* if, elif, a conditional expression, a loop's filter */
    PL_OBSERVED_OPERAND,   /* of not, and, or */
    PL_OBSERVED_LOOP,      /* what a loop goes over; `truth` says nothing */
    PL_OBSERVED_OUTPUT,    /* what {{ }} prints; `truth` says nothing */
} pl_observed;

typedef struct pl_observer {
    bool outputs; /* PL_OBSERVED_OUTPUT is wanted: macros are then not run in place */
    void (*observed)(struct pl_observer *self, const pl_eval *ev, pl_observed what,
                     pl_ref node, pl_value v, bool truth);
} pl_observer;

/* For observers: what `expr` of the unit stands for now, if it is a name or attributes
 * and constant items of one. False: it is something else, or has no value. Nothing of
 * the render changes. */
bool pl_peek(const pl_eval *ev, pl_ref expr, pl_value *out);
/* Is it what a for loop knows of its turns: the variable `loop`? */
bool pl_is_loop(pl_value v);

/* Is a constant being folded, as Jinja2 does before a template runs? Then slicing what
 * has no slices is undefined. */
typedef enum pl_folding { PL_NOT_FOLDING, PL_FOLDING, PL_FOLDED_SLICE } pl_folding;

/* One render in one thread: an evaluation of values, and the template that runs. */
typedef struct pl_interp {
    pl_eval ev; /* first, so that pl_interp_of finds the rest */
    const pl_host *host;
    pl_out *out;          /* where statements print */
    pl_frame *frame;      /* current activation */
    const pl_unit *unit;  /* the template that runs */
    uint32_t at;          /* byte offset of the statement or call that runs */
    uint32_t macro_depth; /* of the calls under way, those of macros that have `data` */
    uint8_t control;      /* provenance of the conditions that led here */
    uint8_t folding;      /* pl_folding */
    bool any_case_bool;   /* native: as_bool takes true and false in lower case too */
    bool took_lower_bool; /* and has done so */
    void *pieces; /* native rendering: the pieces of the Output made now (native.c) */
    const char *stack_floor; /* deeper than this the C stack must not grow */
    pl_observer *observer;   /* NULL: nobody looks on */
} pl_interp;

enum { PL_STACK_BYTES = 5 * 1024 * 1024 };

/* The render that an evaluation belongs to. Only for functions that a host of a render
 * gave: an evaluation prepared by pl_run_init belongs to none. */
static inline pl_interp *pl_interp_of(const pl_eval *ev) {
    return (pl_interp *)(uintptr_t)ev;
}

/* Prepare a render: zeroed, limits set. Release with pl_interp_done. */
void pl_interp_init(pl_interp *interp, pl_arena *arena, const pl_host *host,
                    void *host_data, pl_mode mode);
void pl_interp_done(pl_interp *interp);

/* Render the template to interp->out. */
bool pl_render(pl_interp *interp, const pl_unit *u);
/* Native rendering (dbt's get_rendered(native=True)): the template's value. */
bool pl_render_native(pl_interp *interp, const pl_unit *u, pl_value *out);

/* A macro as a value. `u` must live as long as the value. */
struct pl_macro {
    pl_object object; /* pl_macro_class */
    const pl_unit *unit;
    const pl_macro_info *info;
    pl_frame *closure; /* enclosing activation; NULL for a macro taken from its file */
    pl_str name;       /* as messages call it */
    void *data;        /* the host's: package and unique id of a dbt macro */
};

extern const pl_class pl_macro_class;

/* Call a macro taken from a macro file: its body runs in `ev` with the context that ev
 * has. Undeclared arguments are errors as Jinja2 words them. A dbt `return` ends it. */
bool pl_macro_call(pl_eval *ev, const pl_macro *m, const pl_call *call, pl_value *out);

/* Jinja2's globals: range, dict, lipsum, cycler, joiner, namespace. */
pl_found pl_global_find(pl_eval *ev, pl_str name, pl_value *out);

/* namespace(...) objects: assignment `{% set ns.x = v %}`. */
bool pl_namespace_set(pl_eval *ev, pl_value ns, pl_str name, pl_value v);
bool pl_namespace_check(pl_eval *ev, pl_value ns);

#endif

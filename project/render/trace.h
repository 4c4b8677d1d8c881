/* project/render/trace.h: what rendering did: the branches taken, the variables
 * read, the values printed.
 *
 * With pl_world_options.trace set, a world notes every decision that hung on an
 * environment variable, `target` or a var, once a place, while it is parsed and
 * compiled (`check`). pl_trace_names and pl_trace_compile run one node again and note
 * everything, in order (`explain`, `diff`). Ownership: events lie in the trace's arena;
 * sources and nodes are the world's. One world, one trace, one thread. */
#ifndef PL_PROJECT_RENDER_TRACE_H
#define PL_PROJECT_RENDER_TRACE_H

#include "project/node/world.h"
#include "support/vec.h"

typedef enum pl_trace_kind {
    PL_TRACE_CONDITION, /* if, elif, a conditional expression, a loop's filter */
    PL_TRACE_OPERAND,   /* of not, and, or */
    PL_TRACE_LOOP,      /* what a loop goes over */
    PL_TRACE_OUTPUT,    /* {{ }} */
    PL_TRACE_ENV_VAR,   /* env_var(name) */
    PL_TRACE_VAR,       /* var(name) */
    PL_TRACE_MACRO,     /* a macro of the project, a package or dbt's begins */
} pl_trace_kind;

/* Something that a condition reads. */
typedef enum pl_read_kind {
    PL_READ_NAME,    /* "target.name", "custom_schema_name" */
    PL_READ_ENV_VAR, /* env_var('X'): `name` is X */
    PL_READ_VAR,     /* var('x') */
} pl_read_kind;

/* What an expression reads by a name that stands for it, whatever the name is. */
enum {
    PL_READS_LOOP = 1,   /* what a loop knows of its turns */
    PL_READS_TARGET = 2, /* `target`, or a member of it */
};

typedef struct pl_trace_read {
    pl_read_kind kind;
    uint8_t of; /* NAME: PL_READS_LOOP, PL_READS_TARGET; 0: something else */
    pl_str name;
    pl_str value; /* NAME: Python's repr of a scalar or of a short list of such; else
                     that of a literal default */
    const char
        *bytes; /* NAME: where a text of its lies, as pl_trace_event.bytes; else NULL */
    pl_span span;
} pl_trace_read;

typedef struct pl_trace_event {
    pl_trace_kind kind;
    pl_phase phase;
    const pl_dbt_node *node; /* that is rendered; NULL: a text of a YAML file */
    const pl_ast *ast;       /* NULL: the place is not known */
    pl_ref expr;             /* CONDITION to OUTPUT: the expression */
    pl_span span;            /* from its first token; within the tag */
    uint8_t flags;           /* provenance of the value */
    bool truth;              /* CONDITION, OPERAND: how it was decided */
    bool marked;             /* OUTPUT: text that ref, source or this made is in it */
    bool has_default;        /* ENV_VAR, VAR */
    pl_kind value_kind;
    uint32_t hash; /* of the whole text of the value */
    pl_str value;  /* its text, cut to 200 bytes, to be compared only: it is not masked.
                      ENV_VAR, VAR: as set, kind PL_UNSET when it is not */
    pl_str shown;  /* the same, masked before it was cut */
    const char
        *bytes;     /* where that text lay: what is made of a text without changing it
                          lies in it. Only to be compared: it may be gone */
    uint32_t depth; /* of macro calls */
    pl_str name;    /* ENV_VAR, VAR: the variable */
    const pl_macro_def *macro; /* MACRO: which; else NULL */
    const pl_trace_read
        *reads; /* CONDITION, OUTPUT, noting all: what it is made of, as far as
                                   that can be shown */
    uint32_t read_len;
    uint8_t reads_of; /* CONDITION, LOOP, OUTPUT, noting all: PL_READS_*, joined */
} pl_trace_event;

typedef struct pl_trace {
    pl_observer observer; /* first: what the evaluator is given */
    pl_arena *arena;
    PL_VEC(pl_trace_event) events;
    bool everything;         /* else what hangs on env, target or var, once a place */
    pl_map seen;             /* of the latter */
    const pl_dbt_node *node; /* that is rendered now */
    const char *name_bytes; /* pl_trace_name: where the text lay that the macro gave, as
                                pl_trace_event.bytes; NULL: it gave none */
} pl_trace;

/* Prepare; `a` must outlive the trace's use. */
void pl_trace_init(pl_trace *t, pl_arena *a, bool everything);

/* The tag that the event stands in, as written: "{% if target.name == 'prod' %}".
 * Empty: not known. */
pl_str pl_trace_tag(const pl_trace_event *e);

/* Is this expression an env_var() or var() call with a literal name? */
bool pl_trace_call(const pl_ast *ast, pl_ref call, pl_arena *a, pl_trace_read *out);

/* The macro whose text `ast` is; NULL: it is no macro's. */
const pl_macro_def *pl_trace_macro_of(const pl_world *w, const pl_ast *ast);

/* Run the name macros of a node again, noting all. The names do not change. */
bool pl_trace_names(pl_world *w, pl_dbt_node *n, pl_trace *t);
/* The same of one part; *out is what its macro gave, in the world's arena. Nothing of
 * the node changes and nothing is reported. */
bool pl_trace_name(pl_world *w, pl_dbt_node *n, pl_part part, pl_trace *t,
                   pl_value *out);
/* Render its template again as the compile pass does; nothing of the node changes, and
 * errors are not reported anew. */
bool pl_trace_compile(pl_world *w, pl_dbt_node *n, pl_trace *t);

/* ---- for the host; a `value` at NULL is not set */

void pl_trace_variable(pl_trace *t, const pl_eval *ev, pl_trace_kind kind, pl_str name,
                       bool has_default, const pl_value *value);
void pl_trace_macro(pl_trace *t, const pl_eval *ev, const pl_macro_def *def);

/* ---- trace_reads.c */

/* What expression `expr` of the unit that runs reads, each once, in `a`, from left to right.
 * `values`: the test of `x if test else y` is left out. */
uint32_t pl_trace_reads(const pl_eval *ev, pl_ref expr, bool values, pl_arena *a,
                        const pl_trace_read **out);
/* The PL_READS_* of all that it reads. */
uint8_t pl_trace_reads_of(const pl_eval *ev, pl_ref expr, pl_arena *a);

#endif

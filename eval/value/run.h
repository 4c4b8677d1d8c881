/* eval/value/run.h: the state of one evaluation in one thread: its arena, its limits, the
 * error in flight, its buffers.
 *
 * Every function on values that can fail, or whose length a template decides, takes a
 * pl_eval. Errors unwind as `false`: whoever gets it hands it on and leaves ev->error
 * alone. */
#ifndef PL_EVAL_VALUE_RUN_H
#define PL_EVAL_VALUE_RUN_H

#include "eval/value/value.h"
#include "support/diag.h"

typedef enum pl_exc {
    PL_EXC_NONE,
    PL_EXC_TYPE,
    PL_EXC_VALUE,
    PL_EXC_UNDEFINED,
    PL_EXC_ZERO_DIVISION,
    PL_EXC_SECURITY,
    PL_EXC_RECURSION,
    PL_EXC_UNKNOWN_FILTER,
    PL_EXC_UNKNOWN_TEST,
    PL_EXC_SYNTAX,
    PL_EXC_KEY,
    PL_EXC_INDEX,
    PL_EXC_ATTRIBUTE,
    PL_EXC_OVERFLOW,
    PL_EXC_FILTER_ARGUMENT,
    PL_EXC_RUNTIME, /* Jinja2 TemplateRuntimeError and whatever else */
    PL_EXC_ASSERTION,
    PL_EXC_FUEL,        /* plumb's own limits */
    PL_EXC_RETURN,      /* dbt's return(): `value` travels to the nearest macro call */
    PL_EXC_COMPILATION, /* dbt CompilationError, raise_compiler_error */
    PL_EXC_PARSING,     /* dbt ParsingError: env_var */
    PL_EXC_DBT_RUNTIME, /* dbt DbtRuntimeError */
    PL_EXC_DEPENDENCY,  /* dbt: ref or source that is not there */
    PL_EXC_WAREHOUSE,   /* an answer of a warehouse is needed */
    PL_EXC_COUNT
} pl_exc;

/* The error in flight. There is one per render; it unwinds to the render's caller,
 * except PL_EXC_RETURN. */
typedef struct pl_error {
    pl_exc kind;
    pl_str text;              /* in the render's arena */
    pl_value value;           /* PL_EXC_RETURN */
    const struct pl_ast *ast; /* where: innermost template; NULL: not in one */
    uint32_t lo;              /* byte offset of the innermost statement or call */
    pl_diag_code code;        /* a more precise code than the kind's; 0: none */
    const char *dbt_kind; /* the same for dbt's word: "Database"; NULL: the kind's */
    /* calls that were under way, innermost first, as far as they were kept */
    struct {
        pl_str macro;
        const void *data; /* the macro's, for the host */
        const pl_source *src;
        uint32_t lo;
    } trace[16];
    uint32_t trace_len;
} pl_error;

typedef enum pl_mode {
    PL_MODE_JINJA,
    PL_MODE_DBT,     /* text: as_bool and its kin do nothing */
    PL_MODE_CAPTURE, /* text, at parse time: dbt's permissive undefined */
    PL_MODE_NATIVE,  /* YAML values */
} pl_mode;

/* What lies above the values and yet is asked for by methods and by formatting: the
 * attributes and items of any value as Jinja2 looks them up, and calls. eval/ops fills
 * it. */
typedef struct pl_access {
    bool (*getattr)(pl_eval *ev, pl_value v, pl_str name, uint32_t hash, pl_value *out);
    bool (*getitem)(pl_eval *ev, pl_value v, pl_value key, pl_value *out);
    pl_found (*attribute)(pl_eval *ev, pl_value v, pl_str name, pl_value *out);
    bool (*call)(pl_eval *ev, pl_value callee, const pl_call *call, pl_value *out);
} pl_access;

/* Long texts that were made longer lately: there is room behind them, so that making
 * them longer again copies nothing and leaves nothing behind. */
typedef struct pl_growing {
    const char *at;
    uint32_t used, cap;
} pl_growing;
enum { PL_GROWING = 8 };

struct pl_eval {
    pl_arena *arena;         /* values; lives as long as the results are used */
    const pl_access *access; /* what lies above the values */
    void *
        host_data; /* of whoever made the functions that values hold: dbt's context, ... */
    pl_mode mode;
    pl_error error;
    int64_t fuel;   /* steps left until the limits are looked at */
    int64_t rest;   /* steps left after those; PL_EXC_FUEL when they run out */
    int64_t budget; /* bytes of values and output that may still be made */
    size_t most;    /* bytes that the arena may hold */
    uint32_t looks; /* how often the limits were looked at */
    int64_t since;  /* the thread's processor time at the first look at the clock */
    uint32_t depth; /* nested calls; the limit is PL_CALL_DEPTH */
    uint8_t undefined_flags; /* of undefined values made now: PL_CAPTURE or 0 */
    bool undefined_fails;    /* printing an undefined value is an error, not nothing */
    bool autoescape;         /* text that goes together with Markup is escaped */
    struct pl_captures *captures; /* a stack of reusable capture buffers */
    pl_growing growing[PL_GROWING];
    uint32_t growing_next; /* the one to forget */
    struct pl_nest *nest;  /* containers being printed or compared, innermost first */
};

enum { PL_CALL_DEPTH = 300 };
/* What one render may spend: steps, and bytes of values and output (counted as they are
 * made; what lies in the arena counts on its own). Counts, no clock: the same on every
 * machine. The default ends within 2 s and 256 MiB. */
typedef struct pl_limits {
    int64_t steps, bytes;
} pl_limits;
#define PL_STEPS_DEFAULT INT64_C(10000000)
#define PL_BYTES_DEFAULT (INT64_C(64) << 20)

/* Prepare an evaluation: zeroed, limits set, with capture buffers. `access` may be NULL
 * where no method is called and nothing is formatted. Release with pl_run_done. */
void pl_run_init(pl_eval *ev, pl_arena *arena, const pl_access *access);
void pl_run_done(pl_eval *ev);
/* Other limits than the default ones; of those that are 0 the default stays. */
void pl_run_limit(pl_eval *ev, pl_limits limits);
/* `inner` goes on with what `outer` has left; and back. */
void pl_run_share(pl_eval *inner, const pl_eval *outer);

/* ---- errors */

/* The undefined value for a missing variable, or a missing attribute or item of
 * `object`, of the kind that ev->undefined_flags say. */
pl_value pl_undefined_name(pl_eval *ev, pl_str name);
pl_value pl_undefined_attr(pl_eval *ev, pl_value object, pl_str name);
pl_value pl_undefined_hint(pl_eval *ev, pl_str hint);
/* Set the error that using undefined `v` gives; returns false. */
bool pl_raise_undefined(pl_eval *ev, pl_value v);

/* Set ev->error; returns false, so that `return pl_raise(...)` reads well. */
bool pl_raise(pl_eval *ev, pl_exc kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool pl_raise_str(pl_eval *ev, pl_exc kind, pl_str text);
static inline pl_found pl_fail(bool ignored) {
    (void)ignored;
    return PL_FAILED;
}

/* Take `steps` from the fuel; false with PL_EXC_FUEL when it is gone. For loops in C
 * whose length a template decides. */
bool pl_burn(pl_eval *ev, int64_t steps);
/* Take `bytes` from the budget before building something large. */
bool pl_afford(pl_eval *ev, int64_t bytes);

/* A capture buffer: use, then give back in reverse order. */
pl_out *pl_capture_begin(pl_eval *ev);
void pl_capture_end(pl_eval *ev, pl_out *o);
/* Forget the error in flight, which is of kind `kind`; false when it is another. */
bool pl_error_caught(pl_eval *ev, pl_exc kind);

/* ---- more of capture buffers */

/* Capture buffers in use; back to an earlier count after an error unwound past some. */
uint32_t pl_captures_used(const pl_eval *ev);
void pl_captures_reset(pl_eval *ev, uint32_t used);
/* The text in `o` from its begin as a value; gives the buffer back. */
bool pl_capture_take(pl_eval *ev, pl_out *o, pl_value *out);
bool pl_capture_drop(pl_eval *ev, pl_out *o); /* returns false */

/* ---- limits */

/* How deep containers may be nested in what is printed, compared or hashed (Python's
 * own limit is 1000 calls). */
enum { PL_NEST_DEPTH = 900 };

typedef struct pl_nest {
    const void *what;
    struct pl_nest *up;
    uint32_t depth;
} pl_nest;

/* Enter a container; false with PL_EXC_RECURSION when too deep. Leave in reverse order,
 * only after success. */
bool pl_nest_enter(pl_eval *ev, pl_nest *n, const void *what);
static inline void pl_nest_leave(pl_eval *ev, const pl_nest *n) {
    ev->nest = n->up;
}
/* Is `what` being worked on already? */
bool pl_nest_has(const pl_eval *ev, const void *what);

/* Inline pl_afford and pl_burn. */
static inline bool pl_charge(pl_eval *ev, uint64_t bytes) {
    if (bytes > INT64_MAX || ev->budget < (int64_t)bytes) {
        return pl_afford(ev, bytes > INT64_MAX ? INT64_MAX : (int64_t)bytes);
    }
    ev->budget -= (int64_t)bytes;
    return true;
}
static inline bool pl_step(pl_eval *ev, uint64_t steps) {
    if (steps > INT64_MAX || ev->fuel < (int64_t)steps) {
        return pl_burn(ev, steps > INT64_MAX ? INT64_MAX : (int64_t)steps);
    }
    ev->fuel -= (int64_t)steps;
    return true;
}

/* Something of this render goes into a container of lifetime `home`: dbt's graph, a
 * var. */
static inline void pl_keep_for(pl_eval *ev, const void *home) {
    if (home && home != ev->arena->oldest) {
        pl_arena_keep(ev->arena);
    }
}

#endif

/* eval/eval.h: rendering parsed templates.
 *
 * A pl_unit is a pl_ast made ready to run: literals as values, filters and tests bound,
 * constants folded. Units are frozen and shared by threads. A pl_eval is one render in
 * one thread: arena, output, limits, error. */
#ifndef PL_EVAL_EVAL_H
#define PL_EVAL_EVAL_H

#include "eval/value.h"
#include "parser/ast.h"
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
    pl_str text;          /* in the render's arena */
    pl_value value;       /* PL_EXC_RETURN */
    const pl_ast *ast;    /* where: innermost template; NULL: not in one */
    uint32_t lo;          /* byte offset of the innermost statement or call */
    pl_diag_code code;    /* a more precise code than the kind's; 0: none */
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
    /* A macro that has `data` is about to run; ev->macro_depth tells
     * how deep. May be NULL. */
    void (*macro_called)(pl_eval *ev, const struct pl_macro *m);
} pl_host;

typedef struct pl_frame pl_frame;

/* What a render tells whoever wants to know: explain, check and diff. `node` is an
 * expression of ev->unit's AST. */
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

/* For observers: what `expr` of ev->unit stands for now, if it is a name or attributes
 * and constant items of one. False: it is something else, or has no value. Nothing of
 * the render changes. */
bool pl_peek(const pl_eval *ev, pl_ref expr, pl_value *out);

struct pl_eval {
    pl_arena *arena; /* values; lives as long as the render's results are used */
    const pl_host *host;
    void *host_data; /* the host's own: dbt's node context, a plain dict, ... */
    pl_mode mode;
    pl_out *out; /* where statements print */
    pl_error error;
    uint8_t control;      /* provenance of the conditions that led here */
    uint32_t depth;       /* nested calls; the limit is PL_CALL_DEPTH */
    uint32_t macro_depth; /* of them, calls of macros that have `data` */
    int64_t fuel;         /* steps left; PL_EXC_FUEL when it runs out */
    int64_t budget;       /* bytes of values and output that may still be made */
    pl_frame *frame;      /* current activation */
    const pl_unit *unit;  /* the template that runs */
    uint32_t at;          /* byte offset of the statement or call that runs */
    bool autoescape;
    bool any_case_bool;   /* native: as_bool takes true and false in lower case too */
    bool took_lower_bool; /* and has done so */
    void *pieces; /* native rendering: the pieces of the Output made now (native.c) */
    struct pl_captures *captures; /* a stack of reusable capture buffers */
    const char *stack_floor;      /* deeper than this the C stack must not grow */
    struct pl_nest *nest;  /* containers being printed or compared, innermost first */
    pl_observer *observer; /* NULL: nobody looks on */
};

enum { PL_CALL_DEPTH = 300, PL_STACK_BYTES = 5 * 1024 * 1024 };
#define PL_FUEL_DEFAULT INT64_C(100000000)
#define PL_BUDGET_DEFAULT (INT64_C(1) << 30)

/* Prepare a render: zeroed, limits set. Release with pl_eval_done (capture buffers). */
void pl_eval_init(pl_eval *ev, pl_arena *arena, const pl_host *host, void *host_data,
                  pl_mode mode);
void pl_eval_done(pl_eval *ev);

/* Render the template to ev->out. */
bool pl_render(pl_eval *ev, const pl_unit *u);
/* Native rendering (dbt's get_rendered(native=True)): the template's value. */
bool pl_render_native(pl_eval *ev, const pl_unit *u, pl_value *out);

/* A macro as a value. `u` must live as long as the value. */
struct pl_macro {
    const pl_unit *unit;
    const pl_macro_info *info;
    pl_frame *closure; /* enclosing activation; NULL for a macro taken from its file */
    pl_str name;       /* as messages call it */
    void *data;        /* the host's: package and unique id of a dbt macro */
};

/* Call a macro taken from a macro file: its body runs in `ev` with the context that ev
 * has. Undeclared arguments are errors as Jinja2 words them. A dbt `return` ends it. */
bool pl_macro_call(pl_eval *ev, const pl_macro *m, const pl_call *call, pl_value *out);

/* The undefined value for a missing variable, or a missing attribute or item of
 * `object`, of the kind that ev->mode uses. */
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

/* ---- tables, bound at unit creation (eval/filters.def, eval/tests.def) */

const pl_native *pl_filter_find(pl_str name, pl_mode mode);
const pl_native *pl_test_find(pl_str name); /* result is a PL_BOOL */
/* Run a filter by name at run time (map('upper')): unknown names are errors. */
bool pl_filter_apply(pl_eval *ev, pl_str name, pl_value input, const pl_call *call,
                     pl_value *out);
bool pl_test_apply(pl_eval *ev, pl_str name, pl_value input, const pl_call *call,
                   bool *out);

/* Methods of built-in types; NULL: no such method. */
const pl_native *pl_method_find(pl_value v, pl_str name);
/* Jinja2's globals: range, dict, lipsum, cycler, joiner, namespace. */
pl_found pl_global_find(pl_eval *ev, pl_str name, pl_value *out);

/* namespace(...) objects: assignment `{% set ns.x = v %}`. */
bool pl_namespace_set(pl_eval *ev, pl_value ns, pl_str name, pl_value v);
bool pl_namespace_check(pl_eval *ev, pl_value ns);

/* ---- JSON and Python literals */

/* json.loads: returns PL_FAILED only for limits; PL_MISSING and *why for bad JSON.
 * `extended`: {"$tuple"...}, {"$set"...}, {"$float"...} of the template vectors. */
pl_found pl_json_parse(pl_eval *ev, pl_str text, bool extended, pl_value *out,
                       pl_str *why);
/* json.dumps: `indent` < 0: on one line with ", " and ": ". TypeError for what JSON
 * lacks. `ascii`: non-ASCII as \u escapes (Python's default). */
bool pl_json_dump(pl_eval *ev, pl_value v, bool sort_keys, int indent, bool ascii,
                  pl_buf *to);
/* ast.literal_eval; PL_MISSING: no literal. */
pl_found pl_literal_eval(pl_eval *ev, pl_str text, pl_value *out);
/* html.escape as markupsafe does it: & < > ' " */
void pl_html_escape(pl_out *to, pl_value str);

#endif

/* eval/value/value.h: the values that templates compute with: Python's, in 16 bytes.
 *
 * Ownership: a value is a plain struct; what it points to lives in an arena of equal or
 * longer life than the value. Nothing is reference counted or freed. Lists, dicts and
 * sets are shared by reference as in Python. Errors: functions that can fail return
 * bool (false: ev->error is set, *out untouched) or a pl_found. Source: Python 3.11's
 * semantics as Jinja2 3.1.2 exposes them. */
#ifndef PL_EVAL_VALUE_VALUE_H
#define PL_EVAL_VALUE_VALUE_H

#include "support/buf.h"
#include "support/str.h"

typedef struct pl_eval pl_eval; /* eval/value/run.h */
typedef struct pl_out pl_out;

typedef enum pl_kind {
    /* no value: an argument not given, a slot not assigned. Never seen by a template */
    PL_UNSET,
    PL_LAZY,      /* a slot whose name is looked up when it is first read */
    PL_UNDEFINED, /* as.undef says what was missing */
    PL_NONE,
    PL_BOOL, /* as.i 0 or 1 */
    PL_INT,  /* as.i */
    PL_BIG,  /* as.big: an integer beyond int64; never one that fits */
    PL_FLOAT,
    PL_STR, /* as.s, len bytes of UTF-8 */
    PL_LIST,
    PL_TUPLE,
    PL_DICT,
    PL_SET,
    PL_RANGE,
    PL_ITER,   /* a generator or iterator: consumed as it is read */
    PL_NATIVE, /* as.fn, a function written in C, with as.fn->self bound */
    PL_MACRO,  /* as.macro, a template's macro: an object that has a kind of its own */
    PL_OBJECT, /* as.obj: anything with a class of its own */
    PL_KIND_COUNT
} pl_kind;

/* Value flags. The lower four are provenance: where the value came from. They are
 * joined by every operator and call and by branches taken on flagged conditions. */
enum {
    PL_FROM_ENV = 1 << 0,    /* an environment variable's text had a part in it */
    PL_FROM_TARGET = 1 << 1, /* target.* */
    PL_FROM_VAR = 1 << 2,    /* var() */
    PL_SECRET = 1 << 3,      /* a secret variable: to be masked wherever it is shown */
    PL_PROVENANCE = 0x0f,
    PL_MARKED = 1 << 4, /* PL_STR: a pl_marks pointer stands right before the bytes */
    PL_MARKUP = 1 << 5, /* PL_STR: Markup (HTML-safe text) */
    PL_CAPTURE =
        1 << 6, /* PL_UNDEFINED: dbt's parse-time kind that swallows everything */
    PL_NATIVE_AS = 1 << 7, /* PL_STR: carries as_text/as_bool/... of native rendering;
                              the which is in `sub` */
};

typedef struct pl_list pl_list;
typedef struct pl_dict pl_dict;
typedef struct pl_range pl_range;
typedef struct pl_iter pl_iter;
typedef struct pl_big pl_big;
typedef struct pl_undef pl_undef;
typedef struct pl_bound pl_bound;
typedef struct pl_macro pl_macro;
typedef struct pl_object pl_object;

typedef struct pl_value {
    uint8_t kind; /* pl_kind */
    uint8_t flags;
    uint16_t sub; /* PL_STR with PL_NATIVE_AS: a pl_native_as; PL_TUPLE: 0 or
                     PL_TUPLE_GROUP .. */
    uint32_t len; /* PL_STR: bytes */
    union {
        int64_t i;
        double f;
        const char *s;
        pl_list *list; /* PL_LIST, PL_TUPLE */
        pl_dict *dict; /* PL_DICT, PL_SET (values unused) */
        const pl_range *range;
        pl_iter *iter;
        const pl_big *big;
        const pl_undef *undef;
        const pl_bound *fn;
        const pl_macro *macro;
        pl_object *obj;
    } as;
} pl_value;
_Static_assert(sizeof(pl_value) == 16, "values travel in two registers");

/* dbt's native marks (dbt_common/clients/jinja.py TextMarker and its kin). */
typedef enum pl_native_as {
    PL_AS_NOTHING,
    PL_AS_TEXT,
    PL_AS_BOOL,
    PL_AS_NUMBER,
    PL_AS_NATIVE,
} pl_native_as;

/* Tuples whose items are attributes, too: the pairs of the filter groupby, and what
 * isocalendar() and timetuple() give. */
enum { PL_TUPLE_GROUP = 1, PL_TUPLE_ISO_DATE, PL_TUPLE_TIME, PL_TUPLE_TYPES };

struct pl_list {
    pl_value *at;
    uint32_t len;
    uint32_t cap;
    const void *home; /* the lifetime of the arena that it was made in; NULL: any */
};

typedef struct pl_dict_entry {
    pl_value key; /* PL_UNSET: removed */
    pl_value value;
    uint32_t hash;
} pl_dict_entry;

/* Insertion-ordered, Python's equality (1 == 1.0 == True are one key). */
struct pl_dict {
    pl_dict_entry *at;
    uint32_t *index; /* open addressing: entry number + 1, 0 free */
    uint32_t used;   /* entries in `at`, removed ones included */
    uint32_t len;    /* live entries */
    uint32_t cap;
    uint32_t index_cap;
    uint32_t first;   /* entries in front of it are removed ones */
    const void *home; /* as of a list */
};

struct pl_range {
    int64_t start, stop, step; /* step is not 0 */
};

/* What makes an undefined value (Jinja2 Undefined): "'x' is undefined", "'dict object'
 * has no attribute 'x'". */
struct pl_undef {
    pl_str hint; /* complete message; empty: made of the rest */
    pl_str name; /* the missing name */
    /* PL_UNSET: a variable was missing; else it had no such attribute */
    pl_value object;
    bool unsafe; /* the sandbox hides it: using it is a PL_EXC_SECURITY */
    bool called; /* PL_CAPTURE: what a call gave back */
    /* of an inline if without else: where that stands */
    const struct pl_source *source;
    uint32_t lo;
};

/* A generator: values come from `next`, which returns PL_FOUND, PL_MISSING at the end
 * or PL_FAILED. `name` is the type for messages, e.g. "generator". */
typedef enum pl_found { PL_FAILED = -1, PL_MISSING = 0, PL_FOUND = 1 } pl_found;
struct pl_iter {
    const char *name;
    pl_found (*next)(pl_eval *ev, pl_iter *it, pl_value *out);
    void *state;
    pl_value source; /* what it iterates */
    uint32_t at;     /* position, for the simple ones */
};

/* ---- functions written in C */

enum {
    PL_FN_VARARGS = 1 << 0,    /* extra positional arguments come as a tuple */
    PL_FN_KWARGS = 1 << 1,     /* extra keyword arguments come as a dict */
    PL_FN_POSITIONAL = 1 << 2, /* takes no keywords at all (Python's C functions) */
    /* result carries provenance only as the function sets it; without this the flags of
     * all arguments are joined into the result */
    PL_FN_MIX = 1 << 3,
};

/* One function. argv[0] is self, or the filtered or tested value (PL_UNSET for a plain
 * function); argv[1 ..] are the parameters in order, PL_UNSET where not given; then,
 * where the flags ask for them, a tuple of the rest and a dict of the rest. */
typedef bool pl_native_fn(pl_eval *ev, const pl_value *argv, pl_value *out);

typedef struct pl_native {
    const char *name;
    pl_native_fn *fn;
    uint8_t min; /* parameters that must be given, self not counted */
    uint8_t max; /* parameters, self not counted; at most PL_PARAMS_MAX */
    uint8_t flags;
    const char *params; /* names, comma separated, in order: "width,fillchar" */
} pl_native;
enum { PL_PARAMS_MAX = 12 };

struct pl_bound {
    const pl_native *native;
    pl_value self;
};

/* Arguments of a call, not yet bound to parameters. */
typedef struct pl_call {
    const pl_value *args;
    const pl_str *names;    /* of keyword arguments */
    const pl_value *kwargs; /* their values */
    uint32_t arg_count;
    uint32_t kwarg_count;
} pl_call;

/* ---- operators */

typedef enum pl_op {
    PL_OP_ADD,
    PL_OP_SUB,
    PL_OP_MUL,
    PL_OP_DIV,
    PL_OP_FLOORDIV,
    PL_OP_MOD,
    PL_OP_POW,
    PL_OP_NEG,
    PL_OP_POS,
} pl_op;

typedef enum pl_compare_op {
    PL_IS_EQ,
    PL_IS_NE,
    PL_IS_LT,
    PL_IS_LE,
    PL_IS_GT,
    PL_IS_GE,
    PL_IS_IN,
    PL_IS_NOTIN,
} pl_compare_op;

/* ---- objects: everything with a class of its own (relations, loop, namespace, ...) */

typedef struct pl_class {
    const char *name; /* Python's type name, for messages and default printing */
    /* Each may be NULL: the object lacks it. */
    pl_found (*attr)(pl_eval *ev, pl_object *self, pl_str name, pl_value *out);
    bool (*set_attr)(pl_eval *ev, pl_object *self, pl_str name, pl_value value);
    pl_found (*item)(pl_eval *ev, pl_object *self, pl_value key, pl_value *out);
    bool (*call)(pl_eval *ev, pl_object *self, const pl_call *call, pl_value *out);
    /* str() when `repr` is false. NULL: "<name object>". */
    bool (*print)(pl_eval *ev, pl_object *self, bool repr, pl_out *to);
    bool (*iter)(pl_eval *ev, pl_object *self,
                 pl_value *out); /* to a PL_ITER or PL_LIST */
    bool (*length)(pl_eval *ev, pl_object *self, int64_t *out);
    bool (*truth)(pl_eval *ev, pl_object *self,
                  bool *out); /* NULL: length, else true */
    pl_found (*contains)(pl_eval *ev, pl_object *self, pl_value item, bool *out);
    /* <0, 0, >0; PL_MISSING: not comparable with that (== falls back to identity) */
    pl_found (*compare)(pl_eval *ev, pl_object *self, pl_value other, int *out);
    /* Python's binary operators; `op` is PL_OP_ADD..PL_OP_POW; `swapped`: self is
     * the right operand. */
    pl_found (*binary)(pl_eval *ev, pl_object *self, int op, pl_value other,
                       bool swapped, pl_value *out);
    /* -x and +x: PL_OP_NEG and PL_OP_POS. */
    bool (*unary)(pl_eval *ev, pl_object *self, int op, pl_value *out);
    pl_found (*hash)(pl_eval *ev, pl_object *self, uint32_t *out);
    bool is_mapping; /* Jinja's `is mapping` */
} pl_class;

struct pl_object {
    const pl_class *cls;
    /* the class's own fields follow */
};

/* ---- text with marks */

/* Bytes [lo, hi) of a text were made by an object: the relation that ref, source or this
 * returned. Marks of one text are sorted and do not overlap. */
typedef struct pl_mark {
    uint32_t lo, hi;
    const pl_object *maker;
} pl_mark;

typedef struct pl_marks {
    uint32_t len;
    pl_mark at[];
} pl_marks;

/* Output under construction: text, its marks, and the provenance
 * of all that went in. */
struct pl_out {
    pl_buf text;
    pl_mark *marks; /* heap */
    uint32_t mark_len, mark_cap;
    uint8_t flags; /* provenance joined */
};

void pl_out_free(pl_out *o);
static inline void pl_out_put(pl_out *o, pl_str s) {
    pl_buf_str(&o->text, s);
}
/* Bytes [lo, hi) of a PL_STR, with its marks and provenance. */
void pl_out_slice(pl_out *o, pl_value str, uint32_t lo, uint32_t hi);
/* A whole PL_STR. */
static inline void pl_out_value(pl_out *o, pl_value str) {
    if (str.flags & PL_MARKED) {
        pl_out_slice(o, str, 0, str.len);
        return;
    }
    pl_buf_put(&o->text, str.as.s, str.len);
    o->flags |= str.flags & PL_PROVENANCE;
}
/* Text made by `maker`. */
void pl_out_mark(pl_out *o, pl_str s, const pl_object *maker);
/* Cut back to `len` bytes. */
void pl_out_truncate(pl_out *o, uint32_t len);
/* The bytes from `lo` on as a PL_STR in `a` (marks and provenance
 * kept), and cut back. */
pl_value pl_out_take(pl_out *o, uint32_t lo, pl_arena *a);
/* Bytes [lo, hi) of a PL_STR; shares its bytes unless marks lie in them. */
pl_value pl_text_piece(pl_arena *a, pl_value s, uint32_t lo, uint32_t hi);
/* Room for text with `marks` in front of it, for a PL_STR with PL_MARKED. */
char *pl_marked_alloc(pl_arena *a, const pl_marks *marks, uint32_t len);

/* Mark what was written to `o` from byte `lo` on. */
void pl_out_add_mark(pl_out *o, uint32_t lo, const pl_object *maker);
/* Marks of a PL_STR, or NULL. */
const pl_marks *pl_value_marks(pl_value str);

/* ---- making values */

static inline pl_value pl_undefined_plain(const pl_undef *u) {
    return (pl_value){.kind = PL_UNDEFINED, .as.undef = u};
}
static inline pl_value pl_none(void) {
    return (pl_value){.kind = PL_NONE};
}
static inline pl_value pl_bool(bool b) {
    return (pl_value){.kind = PL_BOOL, .as.i = b};
}
static inline pl_value pl_int(int64_t i) {
    return (pl_value){.kind = PL_INT, .as.i = i};
}
static inline pl_value pl_float(double f) {
    return (pl_value){.kind = PL_FLOAT, .as.f = f};
}
static inline pl_value pl_string(pl_str s) {
    return (pl_value){.kind = PL_STR, .len = s.len, .as.s = s.at};
}
static inline pl_value pl_object_value(void *obj) {
    return (pl_value){.kind = PL_OBJECT, .as.obj = obj};
}
static inline pl_str pl_str_from(pl_value v) {
    return (pl_str){v.as.s, v.len};
}
static inline bool pl_is_str(pl_value v) {
    return v.kind == PL_STR;
}
/* int in Python's sense: int, big int, bool. */
static inline bool pl_is_int(pl_value v) {
    return v.kind == PL_INT || v.kind == PL_BOOL || v.kind == PL_BIG;
}
static inline pl_value pl_with(pl_value v, uint8_t flags) {
    v.flags |= flags & PL_PROVENANCE;
    return v;
}

pl_value pl_list_new(pl_arena *a, uint32_t cap); /* empty PL_LIST */
pl_value pl_tuple_new(pl_arena *a,
                      uint32_t cap); /* empty PL_TUPLE, filled by pl_list_push */
void pl_list_push(pl_arena *a, pl_list *l, pl_value v);
pl_value pl_dict_new(pl_arena *a, uint32_t cap);
pl_value pl_set_new(pl_arena *a, uint32_t cap);
pl_value pl_bound_new(pl_arena *a, const pl_native *native, pl_value self);
/* From decimal digits with an optional sign, or 0x/0o/0b digits: PL_INT or PL_BIG. */
pl_value pl_int_parse(pl_arena *a, pl_str digits);

/* Text keys, the common case: no error possible. `hash` is pl_str_hash(key). */
pl_value *pl_dict_find_str(const pl_dict *d, pl_str key, uint32_t hash);
static inline pl_value *pl_dict_find(const pl_dict *d, pl_str key) {
    return pl_dict_find_str(d, key, pl_str_hash(key));
}
void pl_dict_put_str(pl_arena *a, pl_dict *d, pl_str key, pl_value value);
/* Any key: an unhashable one is a TypeError. */
pl_found pl_dict_lookup(pl_eval *ev, const pl_dict *d, pl_value key, pl_value **out);
bool pl_dict_put(pl_eval *ev, pl_dict *d, pl_value key, pl_value value);
pl_found pl_dict_remove(pl_eval *ev, pl_dict *d, pl_value key, pl_value *out);
/* Next live entry at or after *i, or NULL; moves *i past it. */
const pl_dict_entry *pl_dict_next(const pl_dict *d, uint32_t *i);

/* Deep copy of lists and dicts and the texts in them into `a`; objects are shared. */
pl_value pl_value_copy(pl_arena *a, pl_value v);
/* Take what `v` is written out from the limits, what is shared as often as it is reached;
 * a container that holds itself is a ValueError. For what leaves a render: configs. */
bool pl_value_weigh(pl_eval *ev, pl_value v);

/* ---- Python's operations */

const char *pl_type_name(pl_value v); /* "str", "NoneType", "int", ... */
/* As Jinja2's object_type_repr: "None", "dict object", "str object". */
pl_str pl_type_repr(pl_arena *a, pl_value v);

bool pl_truth(pl_eval *ev, pl_value v, bool *out);
/* `op` is a pl_compare_op. */
bool pl_compare_values(pl_eval *ev, int op, pl_value l, pl_value r, bool *out);
bool pl_equal(pl_eval *ev, pl_value l, pl_value r, bool *out);
bool pl_contains(pl_eval *ev, pl_value container, pl_value item, bool *out);
/* For sorting: l < r, TypeError when not orderable. */
bool pl_less(pl_eval *ev, pl_value l, pl_value r, bool *out);
bool pl_hash_value(pl_eval *ev, pl_value v, uint32_t *out);
bool pl_length(pl_eval *ev, pl_value v, int64_t *out);

/* Python's v[key]; PL_MISSING for its TypeError and LookupError. */
pl_found pl_item(pl_eval *ev, pl_value v, pl_value key, pl_value *out);
/* v[start:stop:step]. Bounds are PL_NONE where absent. */
bool pl_slice(pl_eval *ev, pl_value v, pl_value start, pl_value stop, pl_value step,
              pl_value *out);
/* Iteration. A cursor on the stack; lists grow while being iterated as Python's do. */
typedef struct pl_cursor {
    pl_value over;
    uint32_t at;     /* index or byte offset */
    int64_t counter; /* ranges */
} pl_cursor;
/* False with a TypeError when `v` is not iterable. Undefined iterates as empty. */
bool pl_iterate(pl_eval *ev, pl_value v, pl_cursor *c);
pl_found pl_next(pl_eval *ev, pl_cursor *c, pl_value *out);
/* All items in a fresh PL_LIST. */
bool pl_to_list(pl_eval *ev, pl_value v, pl_value *out);
/* PL_ITER over values already in a list (printed as a generator). */
pl_value pl_iter_over(pl_eval *ev, pl_value list, const char *name);

/* str(v) and repr(v) appended to `to`. pl_print is what {{ v }} does. */
bool pl_print(pl_eval *ev, pl_value v, pl_out *to);
bool pl_repr(pl_eval *ev, pl_value v, pl_out *to);
/* str(v) as a PL_STR; `v` itself when it is one (marks and flags kept). */
bool pl_to_str(pl_eval *ev, pl_value v, pl_value *out);
/* repr of a double: shortest digits that read back, Python's layout. */
void pl_float_repr(pl_buf *to, double f);
void pl_str_repr(pl_buf *to, pl_str s);

/* ---- sorting */

/* Stable order of `n` items by their keys, `width` values each, compared as lists where
 * `as_list` is set: order[i] is the number of the item that comes i-th. Compares in the
 * order that Python's sort does. */
typedef struct pl_sort_keys {
    const pl_value *at; /* n * width */
    uint32_t n, width;
    bool as_list;
    bool tolerant; /* what cannot be compared goes by the names of the types, as in
                      pprint */
} pl_sort_keys;
bool pl_sort_order(pl_eval *ev, const pl_sort_keys *keys, bool reverse,
                   uint32_t *order);

/* ---- numbers */

/* int(v) of an integer-like value for use as an index or count; false when it does not
 * fit (no error is set). */
bool pl_as_int64(pl_value v, int64_t *out);
/* float of an int or float; false: no number. */
bool pl_as_double(pl_value v, double *out);
/* int(text, base) and float(text) as Python parse them; false: not a
 * number (no error set). */
bool pl_parse_int(pl_arena *a, pl_str text, int base, pl_value *out);
bool pl_parse_float(pl_str text, double *out);
/* int(f): truncated; f must be finite. */
pl_value pl_int_from_double(pl_arena *a, double f);

#endif

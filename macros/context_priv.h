/* macros/context_priv.h: what the files of the dbt context share. */
#ifndef PL_MACROS_CONTEXT_PRIV_H
#define PL_MACROS_CONTEXT_PRIV_H

#include "macros/context.h"

/* ---- members (builtins.def) */

#define PL_PHASE_BIT(phase) (1u << PL_PHASE_##phase)
enum {
    PL_IN_NODE = PL_PHASE_BIT(PARSE) | PL_PHASE_BIT(COMPILE),
    PL_IN_MACRO = PL_IN_NODE | PL_PHASE_BIT(NAMES),
    PL_IN_DOCS = PL_PHASE_BIT(DOCS),
    PL_IN_SCHEMA = PL_IN_MACRO | PL_IN_DOCS | PL_PHASE_BIT(SCHEMA),
    PL_IN_TARGET = PL_IN_SCHEMA | PL_PHASE_BIT(PROJECT),
    PL_IN_ALL = PL_IN_TARGET | PL_PHASE_BIT(PROFILE),
};

/* Makes a member's value. PL_MISSING: this context lacks it after all. */
typedef pl_found pl_member_maker(pl_eval *ev, pl_dbt *d, pl_value *out);

typedef struct pl_member {
    pl_str name;
    const pl_bound *function; /* NULL: `make` makes it */
    pl_member_maker *make;
    uint16_t phases;
    const char *help; /* one line */
} pl_member;

/* All rows of builtins.def, sorted by name. */
const pl_member *pl_members(uint32_t *len);

#define FUNCTION(id, name, phases, min, max, flags, params, help)                      \
    pl_native_fn pl_call_##id;
#define VALUE(id, name, phases, help) pl_member_maker pl_make_##id;
#include "macros/builtins.def"
#undef FUNCTION
#undef VALUE

/* ---- a fixed set of functions with a name: `exceptions`, `validation` */

typedef struct pl_bundle {
    pl_object base; /* cls is &pl_bundle_class */
    const pl_native *at;
    uint32_t len;
} pl_bundle;
extern const pl_class pl_bundle_class;

/* A const object as a value; it is never written to. */
static inline pl_value pl_const_object(const void *obj) {
    return (pl_value){.kind = PL_OBJECT, .as.obj = (pl_object *)(uintptr_t)obj};
}

/* ---- this folder's share of a render */

typedef struct pl_dbt_own {
    /* The macros under way, outermost first: stack[0 .. pl_interp_of(ev)->macro_depth). */
    const pl_macro_def *stack[PL_CALL_DEPTH + 1];
    pl_value added; /* PL_DICT: what context.update() put in; PL_UNSET: nothing */
} pl_dbt_own;

/* unique_ids of the macros under way. */
pl_value pl_macro_stack(pl_eval *ev, const pl_dbt *d);

/* ---- arguments */

static inline bool pl_given(pl_value v) {
    return v.kind != PL_UNSET;
}
/* A parameter whose default is None. */
static inline pl_value pl_or_none(pl_value v) {
    return v.kind == PL_UNSET ? pl_none() : v;
}
/* Provenance of all arguments. */
uint8_t pl_call_flags(const pl_call *call);
/* A keyword argument, or NULL. */
const pl_value *pl_call_keyword(const pl_call *call, const char *name);
/* str(v), without marks. */
bool pl_text_of(pl_eval *ev, pl_value v, pl_str *out);
/* repr(v) */
bool pl_repr_of(pl_eval *ev, pl_value v, pl_str *out);
/* Python's str(type(v)): "<class 'int'>". */
pl_str pl_class_text(pl_eval *ev, pl_value v);
/* v[name] or v.name as a template would say it; PL_UNDEFINED where there is none. */
bool pl_member_of(pl_eval *ev, pl_value v, const char *name, pl_value *out);
/* The same through Python's dict.get: PL_MISSING where there is none. */
pl_found pl_dict_member(const pl_dict *d, const char *name, pl_value *out);

/* An error with a precise code. Returns false. */
bool pl_raise_code(pl_eval *ev, pl_diag_code code, pl_exc kind, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The error in flight is dealt with. */
static inline void pl_catch(pl_eval *ev) {
    ev->error.kind = PL_EXC_NONE;
}

/* Is the template run for its effects only, before anything is known? */
static inline bool pl_is_parse(const pl_dbt *d) {
    return d->phase == PL_PHASE_PARSE;
}
/* Are adapter's answers stand-ins? */
static inline bool pl_is_stand_in(const pl_dbt *d) {
    return d->phase != PL_PHASE_COMPILE;
}

/* ---- relations */

/* A copy to be changed. */
pl_relation *pl_relation_copy(pl_arena *a, const pl_relation *r);
/* NULL: no relation. */
const pl_relation *pl_as_relation(pl_value v);
/* Without the limit's subquery. */
pl_str pl_relation_render(const pl_relation *r, pl_arena *a);
pl_str pl_relation_limited(const pl_relation *r, pl_arena *a);
/* Provenance of the parts that are shown. */
uint8_t pl_relation_flags(const pl_relation *r);
/* What __post_init__ checks: parts are text or None, names are not too long. */
bool pl_relation_check(pl_eval *ev, const pl_relation *r);
/* Class name: "SnowflakeRelation", "InformationSchema". */
pl_str pl_relation_class_name(const pl_relation *r, pl_arena *a);
/* Its fields, properties and methods. */
pl_found pl_relation_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out);
/* incorporate(), replace(), quote() and what else makes a changed relation; NULL: none
 * of them is called so. */
const pl_native *pl_relation_maker(pl_str name);
/* What the class itself has: Table, View, create, add_ephemeral_prefix, ... */
pl_found pl_relation_class_attr(pl_eval *ev, pl_str name, pl_value *out);
/* information_schema(view) */
bool pl_relation_information(pl_eval *ev, const pl_relation *r, pl_value view,
                             pl_value *out);
/* api.Relation */
pl_value pl_relation_proxy(void);

/* Path(database=, schema=, identifier=) and the policies: three values by part. */
typedef struct pl_triple {
    pl_object base; /* cls is &pl_triple_class */
    const char *name;
    pl_value part[3];
} pl_triple;
extern const pl_class pl_triple_class;
pl_value pl_triple_new(pl_arena *a, const char *name, const pl_value part[3]);
pl_value pl_policy_value(pl_arena *a, const char *name, const bool on[3]);
extern const char *const pl_part_names[3];
/* "database", "schema", "identifier"; 3: none of them. */
uint32_t pl_part_of(pl_str name);

/* ---- columns */

typedef struct pl_column_object {
    pl_object base; /* cls is &pl_column_class */
    const pl_column_rules *rules;
    pl_value name, dtype;
    pl_value size, precision, scale; /* PL_NONE: not known */
    pl_value fields, mode;           /* BigQuery */
    const pl_dict *extra; /* Spark's table_* fields, ClickHouse's is_*; NULL: none */
} pl_column_object;
extern const pl_class pl_column_class;
const pl_column_object *pl_as_column(pl_value v);
pl_column_object *pl_column_new(pl_arena *a, const pl_column_rules *rules,
                                pl_value name, pl_value dtype);
/* Sizes of texts when none is given. */
int64_t pl_column_text_size(const pl_column_rules *rules);
/* Take apart ClickHouse's Nullable(...), LowCardinality(...) and sizes. */
void pl_clickhouse_column(pl_arena *a, pl_column_object *c);
/* Put together again what belongs around its type. */
bool pl_clickhouse_wrap(pl_eval *ev, const pl_column_object *c, pl_value *type);
/* Athena's names of binaries, timestamps and arrays; *done: it is one of them. */
bool pl_athena_type(pl_eval *ev, const pl_column_object *c, bool *done, pl_value *out);
bool pl_column_data_type(pl_eval *ev, const pl_column_object *c, pl_value *out);
bool pl_column_is(const char *const *types, pl_value dtype);
pl_str pl_column_quoted(const pl_column_object *c, pl_eval *ev);
/* Functions of the class, that instances have as well: create, translate_type, ... */
pl_found pl_column_static(pl_eval *ev, pl_str name, pl_value *out);

/* ---- results of queries */

/* An agate table of {columns: [...], rows: [[...]]}; missing members are empty. */
bool pl_table_new(pl_eval *ev, const pl_dict *result, pl_value *out);
pl_value pl_table_empty(pl_arena *a);
/* Its rows as lists, for load_result().data. PL_MISSING: `table` is no table. */
pl_found pl_table_matrix(pl_eval *ev, pl_value table, pl_value *out);
/* (response, table) of a query. */
bool pl_run_query(pl_eval *ev, const char *who, pl_value sql, pl_value *out);
/* Rows of texts laid out as agate's print_table does. */
void pl_table_print(pl_eval *ev, const pl_str *cells, uint32_t rows, uint32_t columns,
                    pl_buf *to);

/* ---- adapter */

#define METHOD(id, name, stub, all, min, max, flags, params, help)                     \
    pl_native_fn pl_adapter_##id;
#define WAREHOUSE(id, name, stub, all, help)
#include "macros/adapter_methods.def"
#undef METHOD
#undef WAREHOUSE
/* adapter.quote(name) */
pl_str pl_adapter_quoted(pl_eval *ev, const pl_relation_style *style, pl_str name);

#endif

/* macros/warehouse/warehouse.h: relations, columns, results of queries, and what the
 * object `adapter` answers. Values live in the render's arena. Source: dbt-adapters
 * 1.10 base/relation.py, base/column.py, base/impl.py. */
#ifndef PL_MACROS_WAREHOUSE_WAREHOUSE_H
#define PL_MACROS_WAREHOUSE_WAREHOUSE_H

#include "adapter/relation.h"
#include "macros/context/context.h"

/* Python's str(type(v)): "<class 'int'>". */
pl_str pl_class_text(pl_eval *ev, pl_value v);

/* ---- relations */

extern const pl_class pl_relation_class;

/* A new relation of this style, with its default policies; limit is -1. */
pl_relation *pl_relation_new(pl_arena *a, const pl_relation_style *style,
                             pl_value database, pl_value schema, pl_value identifier);
/* str() of it: parts that are included and not none, quoted, joined by dots; an empty
 * subquery of that when it has a limit. */
pl_str pl_relation_text(const pl_relation *r, pl_arena *a);

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
#include "macros/warehouse/adapter_methods.def"
#undef METHOD
#undef WAREHOUSE
/* adapter.quote(name) */
pl_str pl_adapter_quoted(pl_eval *ev, const pl_relation_style *style, pl_str name);
/* adapter.dispatch(name, space): the macro for the adapter. False with dbt's error. */
bool pl_dispatch_macro(pl_eval *ev, pl_value name, pl_value space, pl_value *out);

#endif

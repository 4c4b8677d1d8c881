/* project/config/contract.h: checking dicts against the classes that
 * dbt validates them with.
 *
 * A contract is a table of fields; the faults come in the order and in the words in
 * which the JSON schemas of dbt's classes give them. */
#ifndef PL_PROJECT_CONFIG_CONTRACT_H
#define PL_PROJECT_CONFIG_CONTRACT_H

#include "eval/value/value.h"

/* `type`: JSON schema type names "string", "integer", "number", "boolean", "object",
 * "null", "array", or "any"; "[string]" for a list of them; several joined by '|';
 * "=a,b" for one of these texts. */
typedef struct pl_contract_field {
    const char *name; /* NULL ends a table */
    const char *type;
    bool required;
} pl_contract_field;

typedef struct pl_contract_fault {
    pl_str key;     /* the key concerned; empty: the dict as a whole */
    pl_str path;    /* "['models']", "['model-paths'][0]", "[]" */
    pl_str message; /* "'x' is not of type 'integer'" */
    pl_str wanted;  /* the type that the value is not of; empty: another fault */
    bool unknown;   /* an unknown key */
} pl_contract_fault;

bool pl_contract_fits(const char *type, pl_value v);

/* One value under `key`; false with *fault filled. */
bool pl_contract_value(pl_str key, const char *type, pl_value v, pl_arena *a,
                       pl_contract_fault *fault);

/* All of `data`; `open`: unknown keys are allowed. */
bool pl_contract_check(const pl_contract_field *fields, bool open, const pl_dict *data,
                       pl_arena *a, pl_contract_fault *fault);

/* The field's name nearest to `key`, or an empty text when none is near. */
pl_str pl_contract_near(const pl_contract_field *fields, pl_str key);

#endif

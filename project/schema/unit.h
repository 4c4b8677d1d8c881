/* project/schema/unit.h: unit tests. */
#ifndef PL_PROJECT_SCHEMA_UNIT_H
#define PL_PROJECT_SCHEMA_UNIT_H

#include "project/schema/schema_priv.h"

bool pl_unit_tests_parse(pl_schema *s, const pl_schema_file *file);
/* `given` or `expect` as the manifest shows it, with its rows read
 * (schema_unit_rows.c). */
bool pl_unit_test_rows(pl_schema *s, const pl_schema_entry *e, const pl_dict *given,
                       bool expected, pl_value *out);
/* After all files: the models they test. */
bool pl_unit_tests_settle(pl_schema *s);

#endif

/* project/schema/semantic.h: metrics, semantic models and saved queries. */
#ifndef PL_PROJECT_SCHEMA_SEMANTIC_H
#define PL_PROJECT_SCHEMA_SEMANTIC_H

#include "project/schema/schema_priv.h"

bool pl_metrics_parse(pl_schema *s, const pl_schema_file *file);
/* A metric from its rendered and checked entry. */
bool pl_metric_node(pl_schema *s, const pl_schema_entry *e);
bool pl_semantic_models_parse(pl_schema *s, const pl_schema_file *file);
bool pl_saved_queries_parse(pl_schema *s, const pl_schema_file *file);
/* After all files: metrics to measures, queries to metrics, semantic
 * models to relations. */
bool pl_semantic_settle(pl_schema *s);
/* {"where_filters": [{"where_sql_template": ...}]}, or None. */
pl_value pl_where_filter(pl_arena *a, pl_value where);

#endif

/* project/node/node_fields_priv.h: fields that several resource types have. Each is
 * named after the field that it prints. */
#ifndef PL_PROJECT_NODE_NODE_FIELDS_PRIV_H
#define PL_PROJECT_NODE_NODE_FIELDS_PRIV_H

#include "project/node/fields_priv.h"

/* A further field of the resource type, as the schema file gave it. */
void pl_emit_extra(pl_fields *f, const pl_dbt_node *n, pl_str key, pl_value otherwise);
/* `v` when it is of that kind. */
void pl_emit_value_or(pl_fields *f, pl_str key, pl_value v, pl_kind kind,
                      pl_value otherwise);
/* name, resource_type, package_name, path, original_file_path, unique_id. */
void pl_emit_identity(pl_fields *f, const pl_dbt_node *n);
/* database, schema. */
void pl_emit_relation_parts(pl_fields *f, const pl_dbt_node *n);
void pl_emit_meta(pl_fields *f, pl_str key, pl_value meta);
void pl_emit_docs(pl_fields *f, const pl_dbt_node *n);
void pl_emit_fqn(pl_fields *f, const pl_dbt_node *n);
void pl_emit_checksum(pl_fields *f, const pl_dbt_node *n);
void pl_emit_config(pl_fields *f, const pl_dbt_node *n);
void pl_emit_columns(pl_fields *f, const pl_dbt_node *n);
void pl_emit_refs(pl_fields *f, const pl_dbt_node *n);
void pl_emit_sources(pl_fields *f, const pl_dbt_node *n);
void pl_emit_metrics(pl_fields *f, const pl_dbt_node *n);
void pl_emit_depends_on(pl_fields *f, const pl_dbt_node *n);
void pl_emit_contract(pl_fields *f, const pl_dbt_node *n);

#endif

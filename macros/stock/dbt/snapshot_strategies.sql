{% macro strategy_dispatch(name) -%}
  {% set parts = name.split('.', 1) %}
  {% set package, short = (parts[0], parts[1]) if '.' in name else (none, name) %}
  {% if package is not none and package not in context %}
    {% do exceptions.raise_compiler_error(
        "Could not find package '" ~ package ~ "', called with '" ~ name ~ "'") %}
  {% endif %}
  {% set namespace_ = context if package is none else context[package] %}
  {% set macro_name = 'snapshot_' ~ short ~ '_strategy' %}
  {% if macro_name not in namespace_ %}
    {% do exceptions.raise_compiler_error(
        "The specified strategy macro '" ~ short ~ "' was not found in package '" ~ package ~ "'") %}
  {% endif %}
  {% do return(namespace_[macro_name]) %}
{%- endmacro %}


{% macro snapshot_hash_arguments(args) -%}
  {{ adapter.dispatch('snapshot_hash_arguments', 'dbt')(args) }}
{%- endmacro %}

{% macro default__snapshot_hash_arguments(args) -%}
    md5({%- for arg in args -%}
        coalesce(cast({{ arg }} as varchar ), '')
        {{ " || '|' || " if not loop.last }}
    {%- endfor -%})
{%- endmacro %}


{% macro snapshot_string_as_time(timestamp) -%}
  {{ adapter.dispatch('snapshot_string_as_time', 'dbt')(timestamp) }}
{%- endmacro %}

{% macro default__snapshot_string_as_time(timestamp) %}
  {% do exceptions.raise_not_implemented(
      'snapshot_string_as_time macro not implemented for adapter ' ~ adapter.type()) %}
{% endmacro %}


{% macro snapshot_timestamp_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {% set unique_key = config.get('unique_key') %}
  {% set updated_at = config.get('updated_at') %}
  {% set hard_deletes = adapter.get_hard_deletes_behavior(config) %}
  {% set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() %}
  {% do return({
      'unique_key': unique_key,
      'updated_at': updated_at,
      'row_changed': '(' ~ snapshotted_rel ~ '.' ~ columns.dbt_valid_from ~ ' < ' ~ current_rel ~ '.' ~ updated_at ~ ')',
      'scd_id': snapshot_hash_arguments(api.Relation.scd_args(unique_key, updated_at)),
      'invalidate_hard_deletes': hard_deletes == 'invalidate',
      'hard_deletes': hard_deletes}) %}
{% endmacro %}


{% macro snapshot_check_all_get_existing_columns(node, target_exists, check_cols_config) -%}
  {%- if not target_exists -%}
    {% do return((false, query_columns)) %}
  {%- endif -%}
  {% if check_cols_config == 'all' %}
    {% set names = get_columns_in_query(node['compiled_code']) %}
  {% elif check_cols_config is iterable and check_cols_config | length > 0 %}
    {% set names = get_columns_in_query(
        'select ' ~ check_cols_config | join(', ') ~ ' from (\n' ~ node['compiled_code'] ~ '\n) subq') %}
  {% else %}
    {% do exceptions.raise_compiler_error("Invalid value for 'check_cols': " ~ check_cols_config) %}
  {% endif %}
  {% set existing = adapter.get_columns_in_relation(
      adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias))
      | map(attribute='name') | list %}
  {% set common = [] %}
  {% for name in names if name in existing %}
    {% do common.append(adapter.quote(name)) %}
  {% endfor %}
  {% do return((common | length < names | length, common)) %}
{%- endmacro %}


{% macro snapshot_check_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {% set unique_key = config.get('unique_key') %}
  {% set hard_deletes = adapter.get_hard_deletes_behavior(config) %}
  {% set updated_at = config.get('updated_at') or snapshot_get_time() %}
  {% set column_added, checked = snapshot_check_all_get_existing_columns(
      node, target_exists, config.get('check_cols')) %}
  {% set row_changed -%}
    (
    {%- if column_added -%}
      {{ get_true_sql() }}
    {%- else -%}
      {%- for column in checked -%}
        {%- set old = snapshotted_rel ~ '.' ~ column -%}
        {%- set new = current_rel ~ '.' ~ column -%}
        {{ old }} != {{ new }}
        or
        (
            (({{ old }} is null) and not ({{ new }} is null))
            or
            ((not {{ old }} is null) and ({{ new }} is null))
        )
        {{- ' or ' if not loop.last -}}
      {%- endfor -%}
    {%- endif -%}
    )
  {%- endset %}
  {% do return({
      'unique_key': unique_key,
      'updated_at': updated_at,
      'row_changed': row_changed,
      'scd_id': snapshot_hash_arguments(api.Relation.scd_args(unique_key, updated_at)),
      'invalidate_hard_deletes': hard_deletes == 'invalidate',
      'hard_deletes': hard_deletes}) %}
{% endmacro %}

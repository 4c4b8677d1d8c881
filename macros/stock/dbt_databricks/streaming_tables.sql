{% macro get_create_streaming_table_as_sql(relation, sql) -%}
  {{ adapter.dispatch('get_create_streaming_table_as_sql', 'dbt')(relation, sql) }}
{%- endmacro %}

{% macro databricks__get_create_streaming_table_as_sql(relation, sql) -%}
  {%- set parts = adapter.get_config_from_model(config.model).config -%}
  {%- set refresh = parts['refresh'] -%}
  CREATE STREAMING TABLE {{ relation }}
    {{ get_create_sql_partition_by(parts['partition_by'].partition_by) }}
    {{ get_create_sql_comment(parts['comment'].comment) }}
    {{ get_create_sql_tblproperties(parts['tblproperties'].tblproperties) }}
    {{ get_create_sql_refresh_schedule(refresh.cron, refresh.time_zone_value) }}
    AS {{ sql }}
{% endmacro %}


{% macro drop_streaming_table(relation) -%}
  {% do return(adapter.dispatch('drop_streaming_table', 'dbt')(relation)) %}
{%- endmacro %}

{% macro default__drop_streaming_table(relation) -%}
  drop table if exists {{ relation }}
{%- endmacro %}


{% macro refresh_streaming_table(relation, sql) -%}
  {{ adapter.dispatch('refresh_streaming_table', 'dbt')(relation, sql) }}
{%- endmacro %}

{% macro databricks__refresh_streaming_table(relation, sql) -%}
  create or refresh streaming table {{ relation }}
  as
    {{ sql }}
{% endmacro %}


{% macro get_streaming_table_configuration_changes(existing_relation, new_config) -%}
  {%- do log('Determining configuration changes on: ' ~ existing_relation) -%}
  {%- do return(adapter.dispatch('get_streaming_table_configuration_changes', 'dbt')(
      existing_relation, new_config)) -%}
{%- endmacro %}

{% macro databricks__get_streaming_table_configuration_changes(existing_relation, new_config) -%}
  {% set existing = adapter.get_relation_config(existing_relation) %}
  {% do return(adapter.get_config_from_model(config.model).get_changeset(existing)) %}
{%- endmacro %}


{% macro get_alter_streaming_table_as_sql(
    relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) %}
  {%- do log('Applying ALTER to: ' ~ relation) -%}
  {%- do return(adapter.dispatch('get_alter_streaming_table_as_sql', 'dbt')(
      relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation)) -%}
{% endmacro %}

{% macro databricks__get_alter_streaming_table_as_sql(
    relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) %}
  {% if configuration_changes.requires_full_refresh %}
    {% do return(get_replace_sql(existing_relation, relation, sql)) %}
  {% endif %}
  {% set alter = get_alter_st_internal(relation, configuration_changes) %}
  {% set create = get_create_st_internal(relation, configuration_changes, sql) %}
  {% do return([create, alter] | select | list) %}
{% endmacro %}

{% macro get_create_st_internal(relation, configuration_changes, sql) %}
  {%- set partitions = configuration_changes.changes['partition_by'].partition_by -%}
  {%- set properties = configuration_changes.changes['tblproperties'].tblproperties -%}
  {%- set text = configuration_changes.changes['comment'].comment %}
  CREATE OR REFRESH STREAMING TABLE {{ relation }}
    {{ get_create_sql_partition_by(partitions) if partitions }}
    {{ get_create_sql_comment(text) if text }}
    {{ get_create_sql_tblproperties(properties) if properties }}
    AS {{ sql }}
{% endmacro %}

{% macro get_alter_st_internal(relation, configuration_changes) %}
  {%- set refresh = configuration_changes.changes['refresh'] -%}
  {%- if refresh and refresh.cron -%}
    ALTER STREAMING TABLE {{ relation }}
        {{ get_alter_sql_refresh_schedule(refresh.cron, refresh.time_zone_value, False) }}
  {%- endif -%}
{% endmacro %}


{% macro streaming_table_get_build_sql(existing_relation, target_relation) %}
  {% set full_refresh = should_full_refresh() %}
  {% if existing_relation is none %}
    {% do return(get_create_streaming_table_as_sql(target_relation, sql)) %}
  {% elif full_refresh or not existing_relation.is_streaming_table %}
    {% do return(get_replace_sql(existing_relation, target_relation, sql)) %}
  {% endif %}
  {% set reaction = config.get('on_configuration_change') %}
  {% set changes = get_streaming_table_configuration_changes(existing_relation, config) %}
  {% set found = 'Configuration changes were identified and `on_configuration_change` was set to `'
      ~ reaction ~ '` for `' ~ target_relation ~ '`' %}
  {% if changes is none %}
    {% do return(refresh_streaming_table(target_relation, sql)) %}
  {% elif reaction == 'apply' %}
    {% do return(get_alter_streaming_table_as_sql(
        target_relation, changes, sql, existing_relation, None, None)) %}
  {% elif reaction == 'continue' %}
    {% do exceptions.warn(found) %}
    {% do return('') %}
  {% elif reaction == 'fail' %}
    {% do exceptions.raise_fail_fast_error(found) %}
  {% endif %}
  {% do exceptions.raise_compiler_error('Unexpected configuration scenario') %}
{% endmacro %}

{% macro streaming_table_execute_no_op(target_relation) %}
  {% do store_raw_result(
      name='main', message='skip ' ~ target_relation, code='skip', rows_affected='-1') %}
{% endmacro %}

{% macro streaming_table_execute_build_sql(build_sql, existing_relation, target_relation, post_hooks) %}
  {{ materialized_view_execute_build_sql(build_sql, existing_relation, target_relation, post_hooks) }}
{% endmacro %}

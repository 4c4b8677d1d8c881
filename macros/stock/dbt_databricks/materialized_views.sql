{% macro databricks__get_create_materialized_view_as_sql(relation, sql) -%}
  {%- set parts = adapter.get_config_from_model(config.model).config -%}
  {%- set refresh = parts['refresh'] -%}
  create materialized view {{ relation }}
    {{ get_create_sql_partition_by(parts['partition_by'].partition_by) }}
    {{ get_create_sql_comment(parts['comment'].comment) }}
    {{ get_create_sql_tblproperties(parts['tblproperties'].tblproperties) }}
    {{ get_create_sql_refresh_schedule(refresh.cron, refresh.time_zone_value) }}
  as
    {{ sql }}
{% endmacro %}

{% macro databricks__drop_materialized_view(relation) -%}
  drop materialized view if exists {{ relation }}
{%- endmacro %}

{% macro databricks__refresh_materialized_view(relation) -%}
  refresh materialized view {{ relation }}
{% endmacro %}


{% macro get_alter_materialized_view_as_sql(
    relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) %}
  {%- do log('Applying ALTER to: ' ~ relation) -%}
  {%- do return(adapter.dispatch('get_alter_materialized_view_as_sql', 'dbt')(
      relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation)) -%}
{% endmacro %}

{% macro databricks__get_alter_materialized_view_as_sql(
    relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) %}
  {% if configuration_changes.requires_full_refresh %}
    {% do return(get_replace_sql(existing_relation, relation, sql)) %}
  {% endif %}
  {% do return(get_alter_mv_internal(relation, configuration_changes)) %}
{% endmacro %}

{% macro get_alter_mv_internal(relation, configuration_changes) %}
    {%- set refresh = configuration_changes.changes['refresh'] %}
    -- Currently only schedule can be altered
    ALTER MATERIALIZED VIEW {{ relation }}
        {{ get_alter_sql_refresh_schedule(refresh.cron, refresh.time_zone_value, refresh.is_altered) }}
{% endmacro %}

{% macro databricks__get_materialized_view_configuration_changes(existing_relation, new_config) -%}
  {% set existing = adapter.get_relation_config(existing_relation) %}
  {% do return(adapter.get_config_from_model(config.model).get_changeset(existing)) %}
{%- endmacro %}


{% macro materialized_view_get_build_sql(existing_relation, target_relation) %}
  {% set full_refresh = should_full_refresh() %}
  {% if existing_relation is none %}
    {% do return(get_create_materialized_view_as_sql(target_relation, sql)) %}
  {% elif full_refresh or not existing_relation.is_materialized_view %}
    {% do return(get_replace_sql(existing_relation, target_relation, sql)) %}
  {% endif %}
  {% set reaction = config.get('on_configuration_change') %}
  {% set changes = get_materialized_view_configuration_changes(existing_relation, config) %}
  {% set found = 'Configuration changes were identified and `on_configuration_change` was set to `'
      ~ reaction ~ '` for `' ~ target_relation ~ '`' %}
  {% if changes is none %}
    {% do return(refresh_materialized_view(target_relation)) %}
  {% elif reaction == 'apply' %}
    {% do return(get_alter_materialized_view_as_sql(
        target_relation, changes, sql, existing_relation, None, None)) %}
  {% elif reaction == 'continue' %}
    {% do exceptions.warn(found) %}
    {% do return('') %}
  {% elif reaction == 'fail' %}
    {% do exceptions.raise_fail_fast_error(found) %}
  {% endif %}
  {% do exceptions.raise_compiler_error('Unexpected configuration scenario') %}
{% endmacro %}

{% macro materialized_view_execute_no_op(target_relation) %}
  {% do store_raw_result(
      name='main', message='skip ' ~ target_relation, code='skip', rows_affected='-1') %}
{% endmacro %}

{% macro materialized_view_execute_build_sql(build_sql, existing_relation, target_relation, post_hooks) %}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}
  {% for step in ([build_sql] if build_sql is string else build_sql) %}
    {% call statement(name='main') %}
      {{ step }}
    {% endcall %}
  {% endfor %}
  {% do apply_grants(
      target_relation,
      config.get('grants'),
      should_revoke=should_revoke(existing_relation, full_refresh_mode=True)) %}
  {% do persist_docs(target_relation, model, for_relation=False) %}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
{% endmacro %}

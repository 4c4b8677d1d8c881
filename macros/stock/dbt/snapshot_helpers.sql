{% macro get_snapshot_table_column_names() %}
  {% do return({
      'dbt_valid_to': 'dbt_valid_to',
      'dbt_valid_from': 'dbt_valid_from',
      'dbt_scd_id': 'dbt_scd_id',
      'dbt_updated_at': 'dbt_updated_at',
      'dbt_is_deleted': 'dbt_is_deleted'}) %}
{% endmacro %}


{% macro create_columns(relation, columns) %}
  {{ adapter.dispatch('create_columns', 'dbt')(relation, columns) }}
{% endmacro %}

{% macro default__create_columns(relation, columns) %}
  {% for column in columns %}
    {% call statement() %}
      alter table {{ relation.render() }} add column "{{ column.name }}" {{ column.data_type }};
    {% endcall %}
  {% endfor %}
{% endmacro %}


{% macro post_snapshot(staging_relation) %}
  {{ adapter.dispatch('post_snapshot', 'dbt')(staging_relation) }}
{% endmacro %}

{% macro default__post_snapshot(staging_relation) %}
{% endmacro %}


{% macro get_true_sql() %}
  {{ adapter.dispatch('get_true_sql', 'dbt')() }}
{% endmacro %}

{% macro default__get_true_sql() %}
  {% do return('TRUE') %}
{% endmacro %}


{% macro get_updated_at_column_data_type(snapshot_sql) %}
  {% set found = namespace(type=none) %}
  {% for column in get_column_schema_from_query(snapshot_sql) %}
    {% if column.column in ['dbt_updated_at', 'DBT_UPDATED_AT'] %}
      {% set found.type = column.dtype %}
    {% endif %}
  {% endfor %}
  {% do return(found.type or none) %}
{% endmacro %}

{% macro check_time_data_types(sql) %}
  {% set updated_at_type = get_updated_at_column_data_type(sql) %}
  {% set now_type = get_snapshot_get_time_data_type() %}
  {% if now_type is not none and updated_at_type is not none and now_type != updated_at_type
      and exceptions.warn_snapshot_timestamp_data_types %}
    {{ exceptions.warn_snapshot_timestamp_data_types(now_type, updated_at_type) }}
  {% endif %}
{% endmacro %}

{% macro get_dbt_valid_to_current(strategy, columns) %}
  coalesce(nullif({{ strategy.updated_at }}, {{ strategy.updated_at }}), {{ config.get('dbt_valid_to_current') or 'null' }})
  as {{ columns.dbt_valid_to }}
{% endmacro %}


{% macro unique_key_fields(unique_key) %}
  {% if unique_key | is_list %}
    {% for key in unique_key %}
    {{ key }} as dbt_unique_key_{{ loop.index }}{{ ',' if not loop.last }}
    {% endfor %}
  {% else %}
    {{ unique_key }} as dbt_unique_key
  {% endif %}
{% endmacro %}

{% macro unique_key_join_on(unique_key, identifier, from_identifier) %}
  {% if unique_key | is_list %}
    {% for key in unique_key %}
    {{ identifier }}.dbt_unique_key_{{ loop.index }} = {{ from_identifier }}.dbt_unique_key_{{ loop.index }}
    {{ 'and' if not loop.last }}
    {% endfor %}
  {% else %}
    {{ identifier }}.dbt_unique_key = {{ from_identifier }}.dbt_unique_key
  {% endif %}
{% endmacro %}

{% macro unique_key_is_null(unique_key, identifier) %}
    {{ identifier }}.dbt_unique_key{{ '_1' if unique_key | is_list }} is null
{% endmacro %}

{% macro unique_key_is_not_null(unique_key, identifier) %}
    {{ identifier }}.dbt_unique_key{{ '_1' if unique_key | is_list }} is not null
{% endmacro %}

{#- what dbt calls a schema is a database there, and nothing is above it -#}
{% macro clickhouse__generate_database_name(custom_database_name=none, node=none) -%}
  {% do return('') %}
{%- endmacro %}


{% macro is_incremental() %}
  {% if not execute %}
    {% do return(False) %}
  {% endif %}
  {% set existing = adapter.get_relation(this.database, this.schema, this.table) %}
  {% do return(
      existing is not none
      and existing.type == 'table'
      and model.config.materialized in ['incremental', 'distributed_incremental']
      and not should_full_refresh()) %}
{% endmacro %}

{#- as dbt's own default: Spark's, which comes before it, gives no database -#}
{% macro databricks__generate_database_name(custom_database_name=none, node=none) -%}
  {% do return(target.database if custom_database_name is none else custom_database_name) %}
{%- endmacro %}

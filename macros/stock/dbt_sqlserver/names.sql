{#- a custom schema is the whole name, unless the project asks for what dbt does -#}
{% macro sqlserver__generate_schema_name(custom_schema_name, node) -%}
  {%- if custom_schema_name is none
      or adapter.behavior.dbt_sqlserver_use_default_schema_concat
      or var('dbt_sqlserver_use_default_schema_concat', false) -%}
    {{ default__generate_schema_name(custom_schema_name, node) }}
  {%- else -%}
    {{ custom_schema_name | trim }}
  {%- endif -%}
{%- endmacro %}

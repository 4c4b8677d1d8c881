{% macro get_show_sql(compiled_code, sql_header, limit) -%}
  {{ sql_header if sql_header is not none }}
  {{ get_limit_subquery_sql(compiled_code, limit) }}
{%- endmacro %}

{% macro get_limit_subquery_sql(sql, limit) -%}
  {{ adapter.dispatch('get_limit_sql', 'dbt')(sql, limit) }}
{%- endmacro %}

{#- the text is the context's compiled code, not the argument: that is how dbt does it -#}
{% macro default__get_limit_sql(sql, limit) %}
  {{ compiled_code }}
  {{ 'limit ' ~ limit if limit is not none }}
{% endmacro %}


{% macro validate_sql(sql) -%}
  {% do return(adapter.dispatch('validate_sql', 'dbt')(sql)) %}
{%- endmacro %}

{% macro default__validate_sql(sql) -%}
  {% call statement('validate_sql') -%}
    explain {{ sql }}
  {% endcall %}
  {% do return(load_result('validate_sql')) %}
{%- endmacro %}


{% macro collect_freshness(source, loaded_at_field, filter) %}
  {% do return(adapter.dispatch('collect_freshness', 'dbt')(source, loaded_at_field, filter)) %}
{% endmacro %}

{% macro default__collect_freshness(source, loaded_at_field, filter) %}
  {% call statement('collect_freshness', fetch_result=True, auto_begin=False) -%}
    select
      max({{ loaded_at_field }}) as max_loaded_at,
      {{ current_timestamp() }} as snapshotted_at
    from {{ source }}
    {{ 'where ' ~ filter if filter }}
  {% endcall %}
  {% do return(load_result('collect_freshness')) %}
{% endmacro %}

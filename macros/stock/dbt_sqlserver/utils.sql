{% macro sqlserver__split_part(string_text, delimiter_text, part_number) %}
    {%- set place = '(/X)[' ~ part_number ~ ']' if part_number >= 0
        else '(/X)[position() = last()' ~ part_number ~ '+1][1]' %}

        LTRIM(CAST(('<X>'+REPLACE({{ string_text }},{{ delimiter_text }} ,'</X><X>')+'</X>') AS XML).value('{{ place }}', 'VARCHAR(128)'))

{% endmacro %}


{% macro sqlserver__get_empty_subquery_sql(select_sql, select_sql_header=none) %}
  {% if select_sql.strip().lower().startswith('with') %}
    {{ select_sql }}
  {% else -%}
    select * from (
        {{ select_sql }}
    ) dbt_sbq_tmp
    where 1 = 0
  {%- endif -%}
{% endmacro %}

{% macro sqlserver__get_columns_in_query(select_sql) %}
  {% set label = apply_label() %}
  {% call statement('get_columns_in_query', fetch_result=True, auto_begin=False) -%}
    select TOP 0 * from (
        {{ select_sql }}
    ) as __dbt_sbq
    where 0 = 1
    {{ label }}
  {% endcall %}
  {% do return(load_result('get_columns_in_query').table.columns | map(attribute='name') | list) %}
{% endmacro %}

{% macro sqlserver__validate_sql(sql) -%}
  {% call statement('validate_sql') -%}
    {{ sql }}
  {% endcall %}
  {% do return(load_result('validate_sql')) %}
{%- endmacro %}


{% macro apply_label() %}
    {%- do log(config.get('query_tag', 'dbt-sqlserver')) %}
    OPTION (LABEL = '{{ config.get('query_tag', 'dbt-sqlserver') }}');
{% endmacro %}

{% macro default__information_schema_hints() %}{% endmacro %}

{% macro sqlserver__information_schema_hints() %}with (nolock){% endmacro %}


{#- a view, made for the test alone, because a test's own WITH cannot stand in a subquery -#}
{% macro sqlserver__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) -%}
  {%- set view = '[' ~ target.schema ~ '].[testview_' ~ local_md5(main_sql) ~ '_'
      ~ (range(1300, 19000) | random) ~ ']' -%}
  -- Create target schema if it does not
  USE [{{ target.database }}];
  IF NOT EXISTS (SELECT * FROM sys.schemas WHERE name = '{{ target.schema }}')
  BEGIN
    EXEC('CREATE SCHEMA [{{ target.schema }}]')
  END

  EXEC('create view {{ view }} as {{ main_sql.replace("'", "''") }};')
  select
    {{ 'top (' ~ limit ~ ')' if limit != none }}
    {{ fail_calc }} as failures,
    case when {{ fail_calc }} {{ warn_if }}
      then 'true' else 'false' end as should_warn,
    case when {{ fail_calc }} {{ error_if }}
      then 'true' else 'false' end as should_error
  from (
    select * from {{ view }}
  ) dbt_internal_test;

  EXEC('drop view {{ view }};')
{%- endmacro %}

{% macro fabric__get_limit_sql(sql, limit) %}
    {{ sql }}
    {% if limit is not none and limit != -1 -%}
      {%- if not sql.strip().splitlines()[-1].strip().lower().startswith('order by') -%}
      order by (select null)
      {%- endif %}
      offset 0 rows fetch first {{ limit }} rows only
    {%- endif -%}
{% endmacro %}


{% macro fabric__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) -%}
  with test_main_sql as (
  {{ main_sql }}
  ),
  dbt_internal_test as (
    select {{ 'top (' ~ limit ~ ')' if limit != none }} * from test_main_sql
  )
  select
    {{ fail_calc }} as failures,
    case when {{ fail_calc }} {{ warn_if }}
      then 'true' else 'false' end as should_warn,
    case when {{ fail_calc }} {{ error_if }}
      then 'true' else 'false' end as should_error
  from dbt_internal_test
{%- endmacro %}


{% macro fabric__get_empty_subquery_sql(select_sql, select_sql_header=none) %}
    with __dbt_sbq_tmp as (
        {{ select_sql }}
    )
    select * from __dbt_sbq_tmp
    where 0 = 1
{% endmacro %}

{% macro fabric__get_columns_in_query(select_sql) %}
  {% set label = apply_label() %}
  {% call statement('get_columns_in_query', fetch_result=True, auto_begin=False) -%}
    with __dbt_sbq as
    (
        {{ select_sql }}
    )
    select top 0 *
    from __dbt_sbq
    where 0 = 1
    {{ label }}
  {% endcall %}
  {% do return(load_result('get_columns_in_query').table.columns | map(attribute='name') | list) %}
{% endmacro %}


{% macro apply_label() %}
    {%- do log(config.get('query_tag', 'dbt-fabric')) %}
    OPTION (LABEL = '{{ config.get('query_tag', 'dbt-fabric-dw') }}');
{% endmacro %}

{% macro information_schema_hints() %}
  {% do return(adapter.dispatch('information_schema_hints')()) %}
{% endmacro %}

{% macro default__information_schema_hints() %}{% endmacro %}

{% macro fabric__information_schema_hints() %}{% endmacro %}

{% macro fabric__information_schema_name(database) -%}
  information_schema
{%- endmacro %}

{% macro get_use_database_sql(database) %}
  {% do return(adapter.dispatch('get_use_database_sql', 'dbt')(database)) %}
{% endmacro %}

{% macro fabric__get_use_database_sql(database) -%}
  USE [{{ database | replace('"', '') }}];
{%- endmacro %}


{% macro fabric__get_tables_by_pattern_sql(schema_pattern, table_pattern, exclude='', database=target.database) %}

    select distinct
        table_schema as {{ adapter.quote('table_schema') }},
        table_name as {{ adapter.quote('table_name') }},
        {{ dbt_utils.get_table_types_sql() }}
    from {{ database }}.INFORMATION_SCHEMA.TABLES
    where table_schema like '{{ schema_pattern }}'
    and table_name like '{{ table_pattern }}'
    and table_name not like '{{ exclude }}'

{% endmacro %}

{% macro get_columns_in_relation(relation) -%}
  {% do return(adapter.dispatch('get_columns_in_relation', 'dbt')(relation)) %}
{%- endmacro %}

{% macro default__get_columns_in_relation(relation) -%}
  {% do exceptions.raise_not_implemented(
      'get_columns_in_relation macro not implemented for adapter ' ~ adapter.type()) %}
{%- endmacro %}

{% macro sql_convert_columns_in_relation(table) -%}
  {% set columns = [] %}
  {% for row in table %}
    {% do columns.append(api.Column(*row)) %}
  {% endfor %}
  {% do return(columns) %}
{%- endmacro %}


{% macro get_empty_subquery_sql(select_sql, select_sql_header=none) -%}
  {% do return(adapter.dispatch('get_empty_subquery_sql', 'dbt')(select_sql, select_sql_header)) %}
{%- endmacro %}

{% macro default__get_empty_subquery_sql(select_sql, select_sql_header=none) %}
    {{ select_sql_header if select_sql_header is not none }}
    select * from (
        {{ select_sql }}
    ) as __dbt_sbq
    where false
    limit 0
{% endmacro %}


{% macro get_empty_schema_sql(columns) -%}
  {% do return(adapter.dispatch('get_empty_schema_sql', 'dbt')(columns)) %}
{%- endmacro %}

{% macro default__get_empty_schema_sql(columns) %}
    {%- set untyped = [] -%}
    {%- set unscaled = [] %}
    select
    {%- for key in columns %}
      {%- set column = columns[key] %}
      {%- if column['data_type'] is not defined %}
        {%- do untyped.append(column['name']) %}
      {%- elif column['data_type'].strip().lower() in ('numeric', 'decimal', 'number') %}
        {%- do unscaled.append(column['name']) %}
      {%- endif %}
      {{ cast('null', column['data_type']) }} as {{ adapter.quote(column['name']) if column.get('quote') else column['name'] }}{{ ', ' if not loop.last }}
    {%- endfor %}
    {%- if untyped %}
      {%- do exceptions.column_type_missing(column_names=untyped) %}
    {%- elif unscaled %}
      {%- do exceptions.warn(
          'Detected columns with numeric type and unspecified precision/scale, this can lead to unintended rounding: '
          ~ unscaled ~ '`') %}
    {%- endif %}
{% endmacro %}


{% macro get_column_schema_from_query(select_sql, select_sql_header=none) -%}
  {% do return(adapter.get_column_schema_from_query(
      get_empty_subquery_sql(select_sql, select_sql_header))) %}
{%- endmacro %}


{% macro get_columns_in_query(select_sql) -%}
  {% do return(adapter.dispatch('get_columns_in_query', 'dbt')(select_sql)) %}
{%- endmacro %}

{% macro default__get_columns_in_query(select_sql) %}
  {% call statement('get_columns_in_query', fetch_result=True, auto_begin=False) -%}
    {{ get_empty_subquery_sql(select_sql) }}
  {% endcall %}
  {% do return(load_result('get_columns_in_query').table.columns | map(attribute='name') | list) %}
{% endmacro %}


{% macro alter_column_type(relation, column_name, new_column_type) -%}
  {% do return(adapter.dispatch('alter_column_type', 'dbt')(relation, column_name, new_column_type)) %}
{%- endmacro %}

{% macro default__alter_column_type(relation, column_name, new_column_type) -%}
  {% set table = 'alter table ' ~ relation.render() %}
  {% set old = adapter.quote(column_name) %}
  {% set new = adapter.quote(column_name ~ '__dbt_alter') %}
  {% call statement('alter_column_type') %}
    {{ table }} add column {{ new }} {{ new_column_type }};
    update {{ relation.render() }} set {{ new }} = {{ old }};
    {{ table }} drop column {{ old }} cascade;
    {{ table }} rename column {{ new }} to {{ old }}
  {% endcall %}
{%- endmacro %}


{% macro alter_relation_add_remove_columns(relation, add_columns = none, remove_columns = none) -%}
  {% do return(adapter.dispatch('alter_relation_add_remove_columns', 'dbt')(
      relation, add_columns, remove_columns)) %}
{%- endmacro %}

{% macro default__alter_relation_add_remove_columns(relation, add_columns, remove_columns) %}
  {% set changes = [] %}
  {% for column in add_columns or [] %}
    {% do changes.append('add column ' ~ column.name ~ ' ' ~ column.data_type) %}
  {% endfor %}
  {% for column in remove_columns or [] %}
    {% do changes.append('drop column ' ~ column.name) %}
  {% endfor %}
  {% do run_query('alter ' ~ relation.type ~ ' ' ~ relation.render() ~ ' ' ~ changes | join(', ')) %}
{% endmacro %}

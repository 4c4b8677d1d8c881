{% macro get_table_columns_and_constraints() -%}
  {{ adapter.dispatch('get_table_columns_and_constraints', 'dbt')() }}
{%- endmacro %}

{% macro default__get_table_columns_and_constraints() -%}
  {% do return(table_columns_and_constraints()) %}
{%- endmacro %}

{% macro table_columns_and_constraints() %}
  {%- set lines = adapter.render_raw_columns_constraints(raw_columns=model['columns'])
      + adapter.render_raw_model_constraints(raw_constraints=model['constraints']) %}
    (
    {{ lines | join(',\n    ') }}
    )
{% endmacro %}


{% macro get_assert_columns_equivalent(sql) -%}
  {{ adapter.dispatch('get_assert_columns_equivalent', 'dbt')(sql) }}
{%- endmacro %}

{% macro default__get_assert_columns_equivalent(sql) -%}
  {% do return(assert_columns_equivalent(sql)) %}
{%- endmacro %}

{% macro assert_columns_equivalent(sql) %}
  {% if not model['columns'] %}
    {% do exceptions.raise_contract_error([], []) %}
  {% endif %}
  {% set given = format_columns(get_column_schema_from_query(sql, config.get('sql_header', none))) %}
  {% set promised = format_columns(get_column_schema_from_query(get_empty_schema_sql(model['columns']))) %}
  {% if given | length != promised | length %}
    {% do exceptions.raise_contract_error(promised, given) %}
  {% endif %}
  {% for column in given %}
    {% set match = promised | selectattr('name', 'equalto', column['name']) | first %}
    {% if not match or match['formatted'] != column['formatted'] %}
      {% do exceptions.raise_contract_error(promised, given) %}
    {% endif %}
  {% endfor %}
{% endmacro %}

{% macro format_columns(columns) %}
  {% set formatted = [] %}
  {% for column in columns %}
    {% do formatted.append(adapter.dispatch('format_column', 'dbt')(column)) %}
  {% endfor %}
  {% do return(formatted) %}
{% endmacro %}

{% macro default__format_column(column) -%}
  {% do return({
      'name': column.name,
      'data_type': column.dtype,
      'formatted': column.column.lower() ~ ' ' ~ column.dtype}) %}
{%- endmacro %}

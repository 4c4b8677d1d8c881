{% macro get_fixture_sql(rows, column_name_to_data_types) %}
-- Fixture for {{ model.name }}
{% set types = column_name_to_data_types or {} %}
{%- if not types -%}
  {%- set known = defer_relation if (defer_relation and not load_relation(this)) else this -%}
  {%- for column in adapter.get_columns_in_relation(known) -%}
    {%- do types.update({column.name | lower: column.data_type}) -%}
  {%- endfor -%}
{%- endif -%}
{%- if not types -%}
  {%- do exceptions.raise_compiler_error(
      "Not able to get columns for unit test '" ~ model.name ~ "' from relation " ~ this
      ~ " because the relation doesn't exist") -%}
{%- endif -%}
{%- set nulls = {} -%}
{%- for name, type in types.items() -%}
  {%- do nulls.update({name: safe_cast('null', type) | trim}) -%}
{%- endfor -%}
{{ validate_fixture_rows(rows, row_number) }}
{% for row in rows %}
  {%- set cells = nulls.copy() -%}
  {%- do cells.update(format_row(row, types)) -%}
select
{%- for name, value in cells.items() %} {{ value }} as {{ name }}{{ ',' if not loop.last }}{% endfor %}
{{ 'union all' if not loop.last }}
{% else -%}
select
{%- for name, value in nulls.items() %} {{ value }} as {{ name }}{{ ',' if not loop.last }}{% endfor %}
limit 0
{%- endfor %}
{% endmacro %}


{% macro get_expected_sql(rows, column_name_to_data_types) %}
{% for row in rows -%}
select
{%- for name, value in format_row(row, column_name_to_data_types).items() %} {{ value }} as {{ name }}{{ ',' if not loop.last }}{% endfor %}
{{ 'union all' if not loop.last }}
{% else -%}
select * from dbt_internal_unit_test_actual
limit 0
{%- endfor %}
{% endmacro %}


{% macro format_row(row, column_name_to_data_types) -%}
  {% set cells = {} %}
  {% for given_name, value in row.items() %}
    {% set name = given_name | lower %}
    {% if name not in column_name_to_data_types %}
      {% set fixture = 'expected output' if model.resource_type == 'unit_test' else "'" ~ model.name ~ "'" %}
      {% do exceptions.raise_compiler_error(
          "Invalid column name: '" ~ name ~ "' in unit test fixture for " ~ fixture ~ "."
          ~ "\nAccepted columns for " ~ fixture ~ " are: " ~ (column_name_to_data_types.keys() | list)) %}
    {% endif %}
    {% if value is string %}
      {% set literal = dbt.string_literal(dbt.escape_single_quotes(value)) %}
    {% else %}
      {% set literal = 'null' if value is none else value %}
    {% endif %}
    {% do cells.update({name: safe_cast(literal, column_name_to_data_types[name])}) %}
  {% endfor %}
  {% do return(cells) %}
{%- endmacro %}


{% macro validate_fixture_rows(rows, row_number) -%}
  {% do return(adapter.dispatch('validate_fixture_rows', 'dbt')(rows, row_number)) %}
{%- endmacro %}

{% macro default__validate_fixture_rows(rows, row_number) -%}
{%- endmacro %}

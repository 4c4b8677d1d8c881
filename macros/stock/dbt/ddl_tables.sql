{% macro get_create_table_as_sql(temporary, relation, sql) -%}
  {{ adapter.dispatch('get_create_table_as_sql', 'dbt')(temporary, relation, sql) }}
{%- endmacro %}

{% macro default__get_create_table_as_sql(temporary, relation, sql) -%}
  {% do return(create_table_as(temporary, relation, sql)) %}
{%- endmacro %}


{% macro create_table_as(temporary, relation, compiled_code, language='sql') -%}
  {%- set create = adapter.dispatch('create_table_as', 'dbt') -%}
  {#- adapters without Python models take no language -#}
  {% if language == 'sql' %}
    {{ create(temporary, relation, compiled_code) }}
  {% else %}
    {{ create(temporary, relation, compiled_code, language) }}
  {% endif %}
{%- endmacro %}

{% macro default__create_table_as(temporary, relation, sql) -%}
  {% set header = config.get('sql_header', none) %}
  {{ header if header is not none }}
  create {{ 'temporary' if temporary }} table
    {{ relation.include(database=(not temporary), schema=(not temporary)) }}
  {% if config.get('contract').enforced and not temporary %}
    {{ get_assert_columns_equivalent(sql) }}
    {{ get_table_columns_and_constraints() }}
    {% set sql = get_select_subquery(sql) %}
  {% endif %}
  as (
    {{ sql }}
  );
{%- endmacro %}


{% macro get_select_subquery(sql) %}
  {% do return(adapter.dispatch('get_select_subquery', 'dbt')(sql)) %}
{% endmacro %}

{% macro default__get_select_subquery(sql) %}
    select {{ adapter.dispatch('get_column_names', 'dbt')() }}
    from (
        {{ sql }}
    ) as model_subq
{%- endmacro %}

{% macro default__get_column_names() %}
  {%- for column in model['columns'].values() %}
    {{ adapter.quote(column['name']) if column.get('quote') else column['name'] }}{{ ', ' if not loop.last }}
  {%- endfor %}
{% endmacro %}


{% macro drop_table(relation) -%}
  {{- adapter.dispatch('drop_table', 'dbt')(relation) -}}
{%- endmacro %}

{% macro default__drop_table(relation) -%}
  drop table if exists {{ relation.render() }} cascade
{%- endmacro %}


{% macro get_rename_table_sql(relation, new_name) -%}
  {{- adapter.dispatch('get_rename_table_sql', 'dbt')(relation, new_name) -}}
{%- endmacro %}

{% macro default__get_rename_table_sql(relation, new_name) %}
  {% do exceptions.raise_compiler_error(
      '`get_rename_table_sql` has not been implemented for this adapter.') %}
{% endmacro %}


{% macro get_replace_table_sql(relation, sql) -%}
  {{- adapter.dispatch('get_replace_table_sql', 'dbt')(relation, sql) -}}
{%- endmacro %}

{% macro default__get_replace_table_sql(relation, sql) %}
  {% do exceptions.raise_compiler_error(
      '`get_replace_table_sql` has not been implemented for this adapter.') %}
{% endmacro %}

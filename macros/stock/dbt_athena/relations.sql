{% macro athena__create_schema(relation) -%}
  {%- call statement('create_schema') -%}
    create schema if not exists {{ relation.without_identifier().render_hive() }}
  {% endcall %}
  {{ adapter.add_lf_tags_to_database(relation) }}
{%- endmacro %}

{% macro athena__drop_schema(relation) -%}
  {%- call statement('drop_schema') -%}
    drop schema if exists {{ relation.without_identifier().render_hive() }} cascade
  {% endcall %}
{%- endmacro %}

{% macro athena__list_schemas(database) -%}
  {% do return(adapter.list_schemas(database)) %}
{%- endmacro %}

{% macro athena__list_relations_without_caching(schema_relation) %}
  {% do return(adapter.list_relations_without_caching(schema_relation)) %}
{% endmacro %}

{% macro athena__get_columns_in_relation(relation) -%}
  {% do return(adapter.get_columns_in_relation(relation)) %}
{%- endmacro %}

{% macro athena__get_empty_schema_sql(columns) %}
    {%- set untyped = columns.values() | selectattr('data_type', 'undefined') | map(attribute='name') | list %}
    select
    {%- for column in columns.values() if column['data_type'] is defined %}
      cast(null as {{ dml_data_type(column['data_type']) }}) as {{ adapter.quote(column['name']) if column.get('quote') else column['name'] }}{{ ', ' if not loop.last }}
    {%- endfor %}
    {%- if untyped %}
      {%- do exceptions.column_type_missing(column_names=untyped) %}
    {%- endif %}
{% endmacro %}

{% macro athena__create_view_as(relation, sql) -%}
  {{ get_assert_columns_equivalent(sql) if config.get('contract').enforced }}
  create or replace view
    {{ relation }}
  as
    {{ sql }}
{% endmacro %}

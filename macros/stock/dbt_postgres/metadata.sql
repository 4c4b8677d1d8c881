{% macro postgres__get_columns_in_relation(relation) -%}
  {% call statement('get_columns_in_relation', fetch_result=True) %}
      select
          column_name,
          data_type,
          character_maximum_length,
          numeric_precision,
          numeric_scale
      from {{ relation.information_schema('columns') }}
      where table_name = '{{ relation.identifier }}'
        {{ "and table_schema = '" ~ relation.schema ~ "'" if relation.schema }}
      order by ordinal_position
  {% endcall %}
  {% do return(sql_convert_columns_in_relation(load_result('get_columns_in_relation').table)) %}
{%- endmacro %}


{% macro postgres__list_relations_without_caching(schema_relation) %}
  {% call statement('list_relations_without_caching', fetch_result=True) -%}
    {% for name, catalog, type in [
        ('tablename', 'pg_tables', 'table'),
        ('viewname', 'pg_views', 'view'),
        ('matviewname', 'pg_matviews', 'materialized_view')] %}
    {{ 'union all' if not loop.first }}
    select
      '{{ schema_relation.database }}' as database,
      {{ name }} as name,
      schemaname as schema,
      '{{ type }}' as type
    from {{ catalog }}
    where schemaname ilike '{{ schema_relation.schema }}'
    {% endfor %}
  {% endcall %}
  {% do return(load_result('list_relations_without_caching').table) %}
{% endmacro %}


{% macro postgres__information_schema_name(database) -%}
  information_schema
{%- endmacro %}

{% macro postgres__list_schemas(database) %}
  {{ adapter.verify_database(database) if database }}
  {% call statement('list_schemas', fetch_result=True, auto_begin=False) %}
    select distinct nspname from pg_namespace
  {% endcall %}
  {% do return(load_result('list_schemas').table) %}
{% endmacro %}

{% macro postgres__check_schema_exists(information_schema, schema) -%}
  {{ adapter.verify_database(information_schema.database) if information_schema.database }}
  {% call statement('check_schema_exists', fetch_result=True, auto_begin=False) %}
    select count(*) from pg_namespace where nspname = '{{ schema }}'
  {% endcall %}
  {% do return(load_result('check_schema_exists').table) %}
{%- endmacro %}

{% macro duckdb__list_schemas(database) -%}
  {% set query %}
    select schema_name
    from system.information_schema.schemata
    {{ "where lower(catalog_name) = '" ~ database | lower ~ "'" if database is not none }}
  {% endset %}
  {% do return(run_query(query)) %}
{%- endmacro %}

{% macro duckdb__check_schema_exists(information_schema, schema) -%}
  {% set query -%}
        select count(*)
        from system.information_schema.schemata
        where lower(schema_name) = '{{ schema | lower }}'
        and lower(catalog_name) = '{{ information_schema.database | lower }}'
  {%- endset %}
  {% do return(run_query(query)) %}
{%- endmacro %}


{% macro duckdb__get_columns_in_relation(relation) -%}
  {% call statement('get_columns_in_relation', fetch_result=True) %}
      select
          column_name,
          data_type,
          character_maximum_length,
          numeric_precision,
          numeric_scale
      from system.information_schema.columns
      where table_name = '{{ relation.identifier }}'
      {{ "and lower(table_schema) = '" ~ relation.schema | lower ~ "'" if relation.schema }}
      {{ "and lower(table_catalog) = '" ~ relation.database | lower ~ "'" if relation.database }}
      order by ordinal_position
  {% endcall %}
  {% do return(sql_convert_columns_in_relation(load_result('get_columns_in_relation').table)) %}
{%- endmacro %}

{% macro duckdb__list_relations_without_caching(schema_relation) %}
  {% call statement('list_relations_without_caching', fetch_result=True) -%}
    select
      '{{ schema_relation.database }}' as database,
      table_name as name,
      table_schema as schema,
      CASE table_type
        WHEN 'BASE TABLE' THEN 'table'
        WHEN 'VIEW' THEN 'view'
        WHEN 'LOCAL TEMPORARY' THEN 'table'
        END as type
    from system.information_schema.tables
    where lower(table_schema) = '{{ schema_relation.schema | lower }}'
    and lower(table_catalog) = '{{ schema_relation.database | lower }}'
  {% endcall %}
  {% do return(load_result('list_relations_without_caching').table) %}
{% endmacro %}

{% macro trino__get_columns_in_relation(relation) -%}
  {% set query -%}
    select column_name, data_type
    from {{ relation.information_schema() }}.columns
    where
      table_catalog = '{{ relation.database | lower }}'
      and table_schema = '{{ relation.schema | lower }}'
      and table_name = '{{ relation.identifier | lower }}'
  {%- endset %}
  {% set rows = run_query(query) %}
  {% if rows | length >= 10000 %}
    {% do exceptions.raise_compiler_error('
      Too many columns in relation ' ~ relation ~ '! dbt can only get
      information about relations with fewer than 10000 columns.
    ') %}
  {% endif %}
  {% set columns = [] %}
  {% for row in rows %}
    {% do columns.append(api.Column.from_description(row['column_name'].lower(), row['data_type'])) %}
  {% endfor %}
  {% do return(columns) %}
{%- endmacro %}


{% macro trino__list_relations_without_caching(relation) %}
  {% call statement('list_relations_without_caching', fetch_result=True) -%}
    select
      t.table_catalog as database,
      t.table_name as name,
      t.table_schema as schema,
      case when mv.name is not null then 'materialized_view'
           when t.table_type = 'BASE TABLE' then 'table'
           when t.table_type = 'VIEW' then 'view'
           else t.table_type
      end as table_type
    from {{ relation.information_schema() }}.tables t
    left join (
            select * from system.metadata.materialized_views
            where catalog_name = '{{ relation.database | lower }}'
              and schema_name = '{{ relation.schema | lower }}') mv
          on mv.catalog_name = t.table_catalog and mv.schema_name = t.table_schema and mv.name = t.table_name
    where t.table_schema = '{{ relation.schema | lower }}'
  {% endcall %}
  {% do return(load_result('list_relations_without_caching').table) %}
{% endmacro %}


{% macro trino__information_schema_name(database) -%}
  {{ database ~ '.' if database }}INFORMATION_SCHEMA
{%- endmacro %}

{% macro trino__list_schemas(database) -%}
  {% call statement('list_schemas', fetch_result=True, auto_begin=False) %}
    select schema_name
    from {{ information_schema_name(database) }}.schemata
  {% endcall %}
  {% do return(load_result('list_schemas').table) %}
{%- endmacro %}

{% macro trino__check_schema_exists(information_schema, schema) -%}
  {% call statement('check_schema_exists', fetch_result=True, auto_begin=False) -%}
        select count(*)
        from {{ information_schema }}.schemata
        where catalog_name = '{{ information_schema.database }}'
          and schema_name = '{{ schema | lower }}'
  {%- endcall %}
  {% do return(load_result('check_schema_exists').table) %}
{%- endmacro %}

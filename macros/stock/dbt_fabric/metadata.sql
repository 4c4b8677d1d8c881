{% macro fabric__list_schemas(database) %}
  {% call statement('list_schemas', fetch_result=True, auto_begin=False) -%}
    {{ get_use_database_sql(database) }}
    select  name as [schema]
    from sys.schemas {{ information_schema_hints() }} {{ apply_label() }}
  {% endcall %}
  {% do return(load_result('list_schemas').table) %}
{% endmacro %}

{% macro fabric__check_schema_exists(information_schema, schema) -%}
  {% call statement('check_schema_exists', fetch_result=True, auto_begin=False) -%}
    SELECT count(*) as schema_exist FROM sys.schemas WHERE name = '{{ schema }}' {{ apply_label() }}
  {%- endcall %}
  {% do return(load_result('check_schema_exists').table) %}
{%- endmacro %}

{% macro fabric__list_relations_without_caching(schema_relation) -%}
  {% call statement('list_relations_without_caching', fetch_result=True) -%}
    {{ get_use_database_sql(schema_relation.database) }}
    with base as (
      {% for letter, catalog, type in [('t', 'tables', 'table'), ('v', 'views', 'view')] %}
      {{ 'union all' if not loop.first }}
      select
        DB_NAME() as [database],
        {{ letter }}.name as [name],
        SCHEMA_NAME({{ letter }}.schema_id) as [schema],
        '{{ type }}' as table_type
      from sys.{{ catalog }} as {{ letter }} {{ information_schema_hints() }}
      {% endfor %}
    )
    select * from base
    where [schema] like '{{ schema_relation.schema }}'
    {{ apply_label() }}
  {% endcall %}
  {% do return(load_result('list_relations_without_caching').table) %}
{%- endmacro %}

{% macro fabric__get_columns_in_relation(relation) -%}
  {% set label = apply_label() %}
  {% set object = 'tempdb..' ~ relation.include(database=false, schema=false) if '#' in relation.identifier else relation %}
  {% call statement('get_columns_in_relation', fetch_result=True) %}
        {{ get_use_database_sql(relation.database) }}
        with mapping as (
            select
                row_number() over (partition by object_name(c.object_id) order by c.column_id) as ordinal_position,
                c.name collate database_default as column_name,
                t.name as data_type,
                c.max_length as character_maximum_length,
                c.precision as numeric_precision,
                c.scale as numeric_scale
            from sys.columns c {{ information_schema_hints() }}
            inner join sys.types t {{ information_schema_hints() }}
            on c.user_type_id = t.user_type_id
            where c.object_id = object_id('{{ object }}')
        )

        select
            column_name,
            data_type,
            character_maximum_length,
            numeric_precision,
            numeric_scale
        from mapping
        order by ordinal_position
        {{ label }}
  {% endcall %}
  {% do return(sql_convert_columns_in_relation(load_result('get_columns_in_relation').table)) %}
{%- endmacro %}

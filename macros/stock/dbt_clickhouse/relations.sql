{% macro clickhouse__list_schemas(database) %}
  {% call statement('list_schemas', fetch_result=True, auto_begin=False) %}
    select name from system.databases
  {% endcall %}
  {% do return(load_result('list_schemas').table) %}
{% endmacro %}

{% macro clickhouse__create_schema(relation) -%}
  {%- call statement('create_schema') -%}
    create database if not exists {{ relation.without_identifier().include(database=False) }}
        {{ on_cluster_clause(relation) }}
        {{ adapter.clickhouse_db_engine_clause() }}
  {% endcall %}
{%- endmacro %}

{% macro clickhouse__drop_schema(relation) -%}
  {%- call statement('drop_schema') -%}
    drop database if exists {{ relation.without_identifier().include(database=False) }} {{ on_cluster_clause(relation) }}
  {%- endcall -%}
{%- endmacro %}


{% macro clickhouse__list_relations_without_caching(schema_relation) %}
  {% set cluster = adapter.get_clickhouse_cluster_name() %}
  {% call statement('list_relations_without_caching', fetch_result=True) -%}
    select
      t.name as name,
      t.database as schema,
      multiIf(
        engine in ('MaterializedView', 'View'), 'view',
        engine = 'Dictionary', 'dictionary',
        'table'
      ) as type,
      db.engine as db_engine,
      {{ 'count(distinct _shard_num) > 1' if cluster else '0' }} as is_on_cluster
    from {{ 'clusterAllReplicas(' ~ cluster ~ ', system.tables)' if cluster else 'system.tables' }} as t
      join system.databases as db on t.database = db.name
    where schema = '{{ schema_relation.schema }}'
    {{ 'group by name, schema, type, db_engine' if cluster }}
  {% endcall %}
  {% do return(load_result('list_relations_without_caching').table) %}
{% endmacro %}

{% macro clickhouse__get_columns_in_relation(relation) -%}
  {% call statement('get_columns', fetch_result=True) %}
    select name, type from system.columns where table = '{{ relation.identifier }}'
      {{ "and database = '" ~ relation.schema ~ "'" if relation.schema }}
    order by position
  {% endcall %}
  {% do return(sql_convert_columns_in_relation(load_result('get_columns').table)) %}
{%- endmacro %}


{% macro clickhouse__drop_relation(relation, obj_type='table') -%}
  {% call statement('drop_relation', auto_begin=False) -%}
    drop {{ obj_type }} if exists {{ relation }} {{ on_cluster_clause(relation, True) }}
  {%- endcall %}
{%- endmacro %}

{% macro clickhouse__rename_relation(from_relation, to_relation, obj_type='table') -%}
  {% call statement('drop_relation') %}
    drop {{ obj_type }} if exists {{ to_relation }} {{ on_cluster_clause(to_relation) }}
  {% endcall %}
  {% call statement('rename_relation') %}
    rename {{ obj_type }} {{ from_relation }} to {{ to_relation }} {{ on_cluster_clause(from_relation) }}
  {% endcall %}
{%- endmacro %}

{% macro clickhouse__truncate_relation(relation) -%}
  {% call statement('truncate_relation') -%}
    truncate table {{ relation }} {{ on_cluster_clause(relation) }}
  {%- endcall %}
{%- endmacro %}

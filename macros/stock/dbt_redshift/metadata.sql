{% macro redshift__get_columns_in_relation(relation) -%}
  {#- sizes stand in the type's text where no catalog has them as numbers -#}
  {% set number = {} %}
  {% for type in ['col_type', 'external_type'] %}
    {% do number.update({type: "SPLIT_PART(REGEXP_SUBSTR(" ~ type ~ ", '[0-9,]+'), ',', "}) %}
  {% endfor %}
  {% call statement('get_columns_in_relation', fetch_result=True) %}
    with bound_views as (
        select
          ordinal_position,
          table_schema,
          column_name,
          data_type,
          character_maximum_length,
          numeric_precision,
          numeric_scale
        from information_schema."columns"
        where table_name = '{{ relation.identifier }}'
    ),

    unbound_views as (
      select
        ordinal_position,
        view_schema,
        col_name,
        case
          when col_type ilike 'character varying%' then 'character varying'
          when col_type ilike 'numeric%' then 'numeric'
          else col_type
        end as col_type,
        case
          when col_type like 'character%' then nullif(REGEXP_SUBSTR(col_type, '[0-9]+'), '')::int
          else null
        end as character_maximum_length,
        case
          when col_type like 'numeric%' then nullif({{ number['col_type'] }}1), '')::int
          else null
        end as numeric_precision,
        case
          when col_type like 'numeric%' then nullif({{ number['col_type'] }}2), '')::int
          else null
        end as numeric_scale
      from pg_get_late_binding_view_cols()
      cols(view_schema name, view_name name, col_name name, col_type varchar, ordinal_position int)
      where view_name = '{{ relation.identifier }}'
    ),

    external_views as (
      select
        columnnum,
        schemaname,
        columnname,
        case
          when external_type ilike 'character varying%' or external_type ilike 'varchar%' then 'character varying'
          when external_type ilike 'numeric%' then 'numeric'
          else external_type
        end as external_type,
        case
          when external_type like 'character%' or external_type like 'varchar%'
          then nullif(REGEXP_SUBSTR(external_type, '[0-9]+'), '')::int
          else null
        end as character_maximum_length,
        case
          when external_type like 'numeric%' then nullif({{ number['external_type'] }}1), '')::int
          else null
        end as numeric_precision,
        case
          when external_type like 'numeric%' then nullif({{ number['external_type'] }}2), '')::int
          else null
        end as numeric_scale
      from pg_catalog.svv_external_columns
      where schemaname = '{{ relation.schema }}'
        and tablename = '{{ relation.identifier }}'
    ),

    unioned as (
      select * from bound_views
      union all
      select * from unbound_views
      union all
      select * from external_views
    )

    select
      column_name,
      data_type,
      character_maximum_length,
      numeric_precision,
      numeric_scale
    from unioned
    {{ "where table_schema = '" ~ relation.schema ~ "'" if relation.schema }}
    order by ordinal_position
  {% endcall %}
  {% do return(sql_convert_columns_in_relation(load_result('get_columns_in_relation').table)) %}
{%- endmacro %}


{% macro redshift__list_relations_without_caching(schema_relation) %}
  {% call statement('list_relations_without_caching', fetch_result=True) -%}
    select
        table_catalog as database,
        table_name as name,
        table_schema as schema,
        'table' as type
    from information_schema.tables
    where table_schema ilike '{{ schema_relation.schema }}'
    and table_type = 'BASE TABLE'
    union all
    select
      table_catalog as database,
      table_name as name,
      table_schema as schema,
      case
        when view_definition ilike '%create materialized view%' then 'materialized_view'
        else 'view'
      end as type
    from information_schema.views
    where table_schema ilike '{{ schema_relation.schema }}'
  {% endcall %}
  {% do return(load_result('list_relations_without_caching').table) %}
{% endmacro %}


{% macro redshift__get_relation_last_modified(information_schema, relations) -%}
  {%- call statement('last_modified', fetch_result=True) -%}
    select
        ns.nspname as "schema",
        c.relname as identifier,
        max(qd.start_time) as last_modified,
        {{ current_timestamp() }} as snapshotted_at
    from pg_class c
    join pg_namespace ns on ns.oid = c.relnamespace
    join sys_query_detail qd on qd.table_id = c.oid
    where qd.step_name = 'insert'
    and (
      {% for relation in relations %}
        (upper(ns.nspname) = upper('{{ relation.schema }}') and upper(c.relname) = upper('{{ relation.identifier }}'))
        {{ 'or' if not loop.last }}
      {% endfor %}
    )
    group by 1, 2, 4
  {%- endcall -%}
  {% do return(load_result('last_modified')) %}
{%- endmacro %}

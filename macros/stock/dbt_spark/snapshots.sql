{% macro spark__snapshot_hash_arguments(args) -%}
    md5({%- for arg in args -%}
        coalesce(cast({{ arg }} as string ), '')
        {{ " || '|' || " if not loop.last }}
    {%- endfor -%})
{%- endmacro %}

{% macro spark__snapshot_string_as_time(timestamp) -%}
  {% do return("to_timestamp('" ~ timestamp ~ "')") %}
{%- endmacro %}


{% macro spark__snapshot_merge_sql(target, source, insert_cols) -%}
    {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
    {%- set current = config.get('dbt_valid_to_current') -%}
    {%- set valid_to = 'DBT_INTERNAL_DEST.' ~ columns.dbt_valid_to %}
    merge into {{ target }} as DBT_INTERNAL_DEST
    using {{ source.identifier if target.is_iceberg else source }} as DBT_INTERNAL_SOURCE
    on DBT_INTERNAL_SOURCE.{{ columns.dbt_scd_id }} = DBT_INTERNAL_DEST.{{ columns.dbt_scd_id }}
    when matched
    {% if current %}
     and ( {{ valid_to }} = {{ current }} or {{ valid_to }} is null )
    {% else %}
     and {{ valid_to }} is null
    {% endif %}
     and DBT_INTERNAL_SOURCE.dbt_change_type in ('update', 'delete')
        then update
        set {{ columns.dbt_valid_to }} = DBT_INTERNAL_SOURCE.{{ columns.dbt_valid_to }}

    when not matched
     and DBT_INTERNAL_SOURCE.dbt_change_type = 'insert'
        then insert *
    ;
{% endmacro %}


{% macro spark_build_snapshot_staging_table(strategy, sql, target_relation) %}
  {% set staging = api.Relation.create(
      identifier=target_relation.identifier ~ '__dbt_tmp',
      schema=none if target_relation.is_iceberg else target_relation.schema,
      database=none,
      type='view') %}
  {% set select = snapshot_staging_table(strategy, sql, target_relation) %}
  {% call statement('build_snapshot_staging_relation') %}
    {{ create_view_as(staging, select) }}
  {% endcall %}
  {% do return(staging) %}
{% endmacro %}

{% macro spark__post_snapshot(staging_relation) %}
  {% do adapter.drop_relation(staging_relation) %}
{% endmacro %}

{% macro spark__create_columns(relation, columns) %}
  {% set added = [] %}
  {% for column in columns %}
    {% do added.append('`' ~ column.name ~ '` ' ~ column.data_type) %}
  {% endfor %}
  {% if added %}
    {% call statement() %}
      alter table {{ relation }} add columns (
        {{ added | join(',\n        ') }}
      );
    {% endcall %}
  {% endif %}
{% endmacro %}

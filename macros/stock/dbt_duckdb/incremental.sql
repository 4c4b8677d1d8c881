{% macro duckdb__get_incremental_default_sql(arg_dict) %}
  {% do return(get_incremental_delete_insert_sql(arg_dict)) %}
{% endmacro %}

{% macro duckdb__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
    {%- set names = get_quoted_csv(dest_columns | map(attribute='name')) -%}
    {%- set further = 'and ' ~ incremental_predicates | join(' and ') if incremental_predicates else '' -%}
    {%- if unique_key is sequence and unique_key is not string and unique_key %}
        delete from {{ target }} as DBT_INCREMENTAL_TARGET
        using {{ source }}
        where (
            {% for key in unique_key %}
            {{ source }}.{{ key }} = DBT_INCREMENTAL_TARGET.{{ key }}
            {{ 'and ' if not loop.last }}
            {% endfor %}
            {{ further }}
        );
    {% elif unique_key %}
        delete from {{ target }}
        where (
            {{ unique_key }}) in (
            select ({{ unique_key }})
            from {{ source }}
        )
        {{ further }};
    {% endif %}

    insert into {{ target }} ({{ names }})
    (
        select {{ names }}
        from {{ source }}
    )
{%- endmacro %}


{% macro duckdb__snapshot_merge_sql(target, source, insert_cols) -%}
    update {{ target }} as DBT_INTERNAL_TARGET
    set dbt_valid_to = DBT_INTERNAL_SOURCE.dbt_valid_to
    from {{ source }} as DBT_INTERNAL_SOURCE
    where DBT_INTERNAL_SOURCE.dbt_scd_id::text = DBT_INTERNAL_TARGET.dbt_scd_id::text
      and DBT_INTERNAL_SOURCE.dbt_change_type::text in ('update'::text, 'delete'::text)
      and DBT_INTERNAL_TARGET.dbt_valid_to is null;

    insert into {{ target }} ({{ insert_cols | join(', ') }})
    select {% for column in insert_cols -%}
        DBT_INTERNAL_SOURCE.{{ column }}{{ ', ' if not loop.last }}
    {%- endfor %}
    from {{ source }} as DBT_INTERNAL_SOURCE
    where DBT_INTERNAL_SOURCE.dbt_change_type::text = 'insert'::text;
{% endmacro %}

{% macro build_snapshot_staging_table(strategy, sql, target_relation) %}
  {% set staging = make_temp_relation(target_relation) %}
  {% set select = snapshot_staging_table(strategy, sql, target_relation) %}
  {% call statement('build_snapshot_staging_relation') %}
    {{ create_table_as(False, staging, select) }}
  {% endcall %}
  {% do return(staging) %}
{% endmacro %}

{% macro duckdb__post_snapshot(staging_relation) %}
  {% do return(drop_relation(staging_relation)) %}
{% endmacro %}

{% macro snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {{ adapter.dispatch('snapshot_staging_table', 'dbt')(strategy, source_sql, target_relation) }}
{%- endmacro %}

{% macro default__snapshot_staging_table(strategy, source_sql, target_relation) -%}
    {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
    {%- set current = config.get('dbt_valid_to_current') -%}
    {%- set key = strategy.unique_key -%}
    {%- set keyed = unique_key_fields(key) -%}
    {%- set joined = unique_key_join_on(key, 'snapshotted_data', 'source_data') -%}
    {%- set marks_deletes = strategy.hard_deletes == 'new_record' -%}
    {%- set finds_deletes = marks_deletes or strategy.hard_deletes == 'invalidate' %}
    with snapshot_query as (
        {{ source_sql }}
    ),

    snapshotted_data as (
        select *, {{ keyed }}
        from {{ target_relation }}
        where
        {% if current %}
            ( {{ columns.dbt_valid_to }} = {{ current }} or {{ columns.dbt_valid_to }} is null)
        {% else %}
            {{ columns.dbt_valid_to }} is null
        {% endif %}
    ),

    insertions_source_data as (
        select *, {{ keyed }},
            {{ strategy.updated_at }} as {{ columns.dbt_updated_at }},
            {{ strategy.updated_at }} as {{ columns.dbt_valid_from }},
            {{ get_dbt_valid_to_current(strategy, columns) }},
            {{ strategy.scd_id }} as {{ columns.dbt_scd_id }}
        from snapshot_query
    ),

    updates_source_data as (
        select *, {{ keyed }},
            {{ strategy.updated_at }} as {{ columns.dbt_updated_at }},
            {{ strategy.updated_at }} as {{ columns.dbt_valid_from }},
            {{ strategy.updated_at }} as {{ columns.dbt_valid_to }}
        from snapshot_query
    ),

    {% if finds_deletes %}
    deletes_source_data as (
        select *, {{ keyed }}
        from snapshot_query
    ),
    {% endif %}

    insertions as (
        select
            'insert' as dbt_change_type,
            source_data.*
            {{ ",'False' as " ~ columns.dbt_is_deleted if marks_deletes }}
        from insertions_source_data as source_data
        left outer join snapshotted_data
            on {{ joined }}
            where {{ unique_key_is_null(key, 'snapshotted_data') }}
            or ({{ unique_key_is_not_null(key, 'snapshotted_data') }} and ({{ strategy.row_changed }})
        )
    ),

    updates as (
        select
            'update' as dbt_change_type,
            source_data.*,
            snapshotted_data.{{ columns.dbt_scd_id }}
            {{ ', snapshotted_data.' ~ columns.dbt_is_deleted if marks_deletes }}
        from updates_source_data as source_data
        join snapshotted_data
            on {{ joined }}
        where (
            {{ strategy.row_changed }}
        )
    )

    {% if finds_deletes %}
    ,
    deletes as (
        select
            'delete' as dbt_change_type,
            source_data.*,
            {{ snapshot_get_time() }} as {{ columns.dbt_valid_from }},
            {{ snapshot_get_time() }} as {{ columns.dbt_updated_at }},
            {{ snapshot_get_time() }} as {{ columns.dbt_valid_to }},
            snapshotted_data.{{ columns.dbt_scd_id }}
            {{ ', snapshotted_data.' ~ columns.dbt_is_deleted if marks_deletes }}
        from snapshotted_data
        left join deletes_source_data as source_data
            on {{ joined }}
            where {{ unique_key_is_null(key, 'source_data') }}
    )
    {% endif %}

    {% if marks_deletes %}
    ,
    deletion_records as (
        select
            'insert' as dbt_change_type,
            {% for column in get_column_schema_from_query(source_sql) %}
            snapshotted_data.{{ adapter.quote(column.column) }},
            {% endfor %}
            {% if key | is_list %}
            {% for part in key %}
            snapshotted_data.{{ part }} as dbt_unique_key_{{ loop.index }},
            {% endfor %}
            {% else %}
            snapshotted_data.dbt_unique_key as dbt_unique_key,
            {% endif %}
            {{ snapshot_get_time() }} as {{ columns.dbt_valid_from }},
            {{ snapshot_get_time() }} as {{ columns.dbt_updated_at }},
            snapshotted_data.{{ columns.dbt_valid_to }} as {{ columns.dbt_valid_to }},
            snapshotted_data.{{ columns.dbt_scd_id }},
            'True' as {{ columns.dbt_is_deleted }}
        from snapshotted_data
        left join deletes_source_data as source_data
            on {{ joined }}
            where {{ unique_key_is_null(key, 'source_data') }}
    )
    {% endif %}

    select * from insertions
    union all
    select * from updates
    {% if finds_deletes %}
    union all
    select * from deletes
    {% endif %}
    {% if marks_deletes %}
    union all
    select * from deletion_records
    {% endif %}
{%- endmacro %}


{% macro build_snapshot_table(strategy, sql) -%}
  {{ adapter.dispatch('build_snapshot_table', 'dbt')(strategy, sql) }}
{%- endmacro %}

{% macro default__build_snapshot_table(strategy, sql) %}
    {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() %}
    select *,
        {{ strategy.scd_id }} as {{ columns.dbt_scd_id }},
        {{ strategy.updated_at }} as {{ columns.dbt_updated_at }},
        {{ strategy.updated_at }} as {{ columns.dbt_valid_from }},
        {{ get_dbt_valid_to_current(strategy, columns) }}
        {{ ", 'False' as " ~ columns.dbt_is_deleted if strategy.hard_deletes == 'new_record' }}
    from (
        {{ sql }}
    ) sbq
{% endmacro %}


{% macro build_snapshot_staging_table(strategy, sql, target_relation) %}
  {% set staging = make_temp_relation(target_relation) %}
  {% set select = snapshot_staging_table(strategy, sql, target_relation) %}
  {% call statement('build_snapshot_staging_relation') %}
    {{ create_table_as(True, staging, select) }}
  {% endcall %}
  {% do return(staging) %}
{% endmacro %}


{% macro snapshot_merge_sql(target, source, insert_cols) -%}
  {{ adapter.dispatch('snapshot_merge_sql', 'dbt')(target, source, insert_cols) }}
{%- endmacro %}

{% macro default__snapshot_merge_sql(target, source, insert_cols) -%}
    {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
    {%- set current = config.get('dbt_valid_to_current') -%}
    {%- set valid_to = 'DBT_INTERNAL_DEST.' ~ columns.dbt_valid_to -%}
    {%- set names = insert_cols | join(', ') %}
    merge into {{ target.render() }} as DBT_INTERNAL_DEST
    using {{ source }} as DBT_INTERNAL_SOURCE
    on DBT_INTERNAL_SOURCE.{{ columns.dbt_scd_id }} = DBT_INTERNAL_DEST.{{ columns.dbt_scd_id }}

    when matched
    {% if current %}
     and ({{ valid_to }} = {{ current }} or {{ valid_to }} is null)
    {% else %}
     and {{ valid_to }} is null
    {% endif %}
     and DBT_INTERNAL_SOURCE.dbt_change_type in ('update', 'delete')
        then update
        set {{ columns.dbt_valid_to }} = DBT_INTERNAL_SOURCE.{{ columns.dbt_valid_to }}

    when not matched
     and DBT_INTERNAL_SOURCE.dbt_change_type = 'insert'
        then insert ({{ names }})
        values ({{ names }})
{% endmacro %}

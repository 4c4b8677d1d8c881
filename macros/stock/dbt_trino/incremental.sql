{% macro get_incremental_tmp_relation_type(strategy, unique_key, language) %}
  {% set views = language == 'sql' and config.get('views_enabled', true) %}
  {% set once = strategy in ['default', 'append', 'merge'] or unique_key is none %}
  {% do return('view' if views and once else 'table') %}
{% endmacro %}


{% macro trino__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
    {%- set names = get_quoted_csv(dest_columns | map(attribute='name')) -%}
    {%- set further = 'and ' ~ incremental_predicates | join(' and ') if incremental_predicates else '' -%}
    {%- if unique_key is sequence and unique_key is not string and unique_key %}
        delete from {{ target }}
        where
            {% for key in unique_key %}
            {{ target }}.{{ key }} in (select {{ key }} from {{ source }})
            {{ 'and ' if not loop.last }}
            {% endfor %}
            {{ further }}
        ;
    {% elif unique_key %}
        delete from {{ target }}
        where (
            {{ unique_key }}) in (
            select {{ unique_key }}
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


{% macro trino__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) -%}
    {%- set conditions = [] + (incremental_predicates or []) -%}
    {%- set names = get_quoted_csv(dest_columns | map(attribute='name')) -%}
    {%- set updated = get_merge_update_columns(
        config.get('merge_update_columns'), config.get('merge_exclude_columns'), dest_columns) -%}
    {%- set header = config.get('sql_header', none) -%}
    {%- set several = unique_key is sequence and unique_key is not mapping and unique_key is not string -%}
    {%- for key in (unique_key if several else [unique_key]) -%}
      {%- do conditions.append('DBT_INTERNAL_SOURCE.' ~ key ~ ' = DBT_INTERNAL_DEST.' ~ key) -%}
    {%- endfor -%}
    {% if unique_key %}
        {{ header if header is not none }}

        merge into {{ target }} as DBT_INTERNAL_DEST
            using {{ source }} as DBT_INTERNAL_SOURCE
            on ({{ conditions | join(') and (') }})

        when matched then update set
          {% for name in updated %}
            {{ name }} = DBT_INTERNAL_SOURCE.{{ name }}{{ ',' if not loop.last }}
          {% endfor %}

        when not matched then insert
            ({{ names }})
        values
            ({% for name in names.split(', ') -%}
                DBT_INTERNAL_SOURCE.{{ name }}{{ ', ' if not loop.last }}
            {%- endfor %})
    {% else %}
        insert into {{ target }} ({{ names }})
        (
            select {{ names }}
            from {{ source }}
        )
    {% endif %}
{% endmacro %}


{% macro trino__get_incremental_microbatch_sql(arg_dict) %}
  {%- set settings = model.config -%}
  {%- set given = arg_dict.get('incremental_predicates') -%}
  {%- set conditions = [] if given is none else given -%}
  {%- for sign, end in [('>=', 'start'), ('<', 'end')] -%}
    {%- set time = settings.get('__dbt_internal_microbatch_event_time_' ~ end) -%}
    {%- if time -%}
      {%- do conditions.append(settings.event_time ~ ' ' ~ sign ~ " TIMESTAMP '" ~ time ~ "'") -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do arg_dict.update({'incremental_predicates': conditions}) -%}
  {%- set names = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) %}
    delete from {{ arg_dict['target_relation'] }}
    where (
        {{ conditions | join('\n        and ') }}
    );

    insert into {{ arg_dict['target_relation'] }} ({{ names }})
    (
        select {{ names }}
        from {{ arg_dict['temp_relation'] }}
    )
{% endmacro %}


{% macro trino__snapshot_hash_arguments(args) -%}
  lower(to_hex(md5(to_utf8(concat({%- for arg in args -%}
    coalesce(cast({{ arg }} as varchar), ''){{ ", '|'," if not loop.last }}
  {%- endfor -%}
  )))))
{%- endmacro %}

{% macro trino__post_snapshot(staging_relation) %}
  -- Clean up the snapshot temp table
  {% do drop_relation(staging_relation) %}
{% endmacro %}

{% macro trino__snapshot_merge_sql(target, source, insert_cols) -%}
    {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
    {%- set current = config.get('dbt_valid_to_current') -%}
    {%- set valid_to = 'DBT_INTERNAL_DEST.' ~ columns.dbt_valid_to %}
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
        then insert ({{ insert_cols | join(', ') }})
        values ({% for column in insert_cols -%}
            DBT_INTERNAL_SOURCE.{{ column }}{{ ', ' if not loop.last }}
        {%- endfor %})
{% endmacro %}

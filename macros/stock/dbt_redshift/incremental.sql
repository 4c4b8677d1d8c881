{#- a merge names its target without an alias there -#}
{% macro redshift__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
    {%- set conditions = [] -%}
    {%- for predicate in [] + (incremental_predicates or []) -%}
      {%- do conditions.append(predicate
          | replace('DBT_INTERNAL_DEST.', target ~ '.')
          | replace('dbt_internal_dest.', target ~ '.')) -%}
    {%- endfor -%}
    {%- set updated = get_merge_update_columns(
        config.get('merge_update_columns'), config.get('merge_exclude_columns'), dest_columns) -%}
    {%- set inserted = get_merge_update_columns(none, none, dest_columns) -%}
    {%- set header = config.get('sql_header', none) -%}
    {%- set several = unique_key is sequence and unique_key is not mapping and unique_key is not string -%}
    {%- for key in (unique_key if several else [unique_key]) if unique_key -%}
      {%- do conditions.append('DBT_INTERNAL_SOURCE.' ~ key ~ ' = ' ~ target ~ '.' ~ key) -%}
    {%- else -%}
      {%- do conditions.append('FALSE') -%}
    {%- endfor -%}
    {{ header if header is not none }}

    merge into {{ target }}
        using {{ source }} as DBT_INTERNAL_SOURCE
        on ({{ conditions | join(') and (') }})

    {% if unique_key %}
    when matched then update set
      {% for name in updated %}
        {{ name }} = DBT_INTERNAL_SOURCE.{{ name }}{{ ',' if not loop.last }}
      {% endfor %}
    {% endif %}

    when not matched then insert (
        {{ inserted | join(', ') }}
    )
    values (
      {% for name in inserted %}
        DBT_INTERNAL_SOURCE.{{ name }}{{ ',' if not loop.last }}
      {% endfor %}
    )
{% endmacro %}


{% macro redshift__get_incremental_microbatch_sql(arg_dict) %}
  {%- set target = arg_dict['target_relation'] -%}
  {%- set settings = model.config -%}
  {%- set conditions = [] -%}
  {%- for predicate in arg_dict.get('incremental_predicates') or [] -%}
    {%- do conditions.append(predicate
        | replace('DBT_INTERNAL_DEST.', target ~ '.')
        | replace('dbt_internal_dest.', target ~ '.')) -%}
  {%- endfor -%}
  {%- set start = settings.get('__dbt_internal_microbatch_event_time_start') -%}
  {%- set end = settings.get('__dbt_internal_microbatch_event_time_end') -%}
  {%- if not start or not end -%}
    {%- do exceptions.raise_compiler_error(
        'dbt could not compute the start and end timestamps for the running batch') -%}
  {%- endif -%}
  {%- do conditions.append(settings.event_time ~ " >= TIMESTAMP '" ~ start ~ "'") -%}
  {%- do conditions.append(settings.event_time ~ " < TIMESTAMP '" ~ end ~ "'") -%}
  {%- do arg_dict.update({'incremental_predicates': conditions}) -%}
  {%- set names = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) %}
    delete from {{ target }}
    where (
        {{ conditions | join('\n        and ') }}
    );

    insert into {{ target }} ({{ names }})
    (
        select {{ names }}
        from {{ arg_dict['temp_relation'] }}
    )
{% endmacro %}


{% macro redshift__snapshot_merge_sql(target, source, insert_cols) -%}
  {{ postgres__snapshot_merge_sql(target, source, insert_cols) }}
{%- endmacro %}

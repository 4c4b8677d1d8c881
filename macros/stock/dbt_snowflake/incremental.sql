{% macro dbt_snowflake_get_tmp_relation_type(strategy, unique_key, language) %}
  {% set wanted = config.get('tmp_relation_type') %}
  {% set deletes = strategy in ['delete+insert', 'microbatch'] %}
  {% if language == 'python' and wanted is not none %}
    {% do exceptions.raise_compiler_error(
        "Python models currently only support 'table' for tmp_relation_type but " ~ wanted ~ ' was specified.') %}
  {% elif deletes and wanted is not none and wanted != 'table' and unique_key is not none %}
    {% do exceptions.raise_compiler_error(
        'In order to maintain consistent results when `unique_key` is not none,
      the `' ~ strategy ~ '` strategy only supports `table` for `tmp_relation_type` but '
        ~ wanted ~ ' was specified.') %}
  {% elif language != 'sql' %}
    {% do return('table') %}
  {% elif wanted in ['table', 'view'] %}
    {% do return(wanted) %}
  {% elif strategy in ['default', 'merge', 'append'] or (deletes and unique_key is none) %}
    {% do return('view') %}
  {% endif %}
  {% do return('table') %}
{% endmacro %}


{% macro snowflake__get_incremental_default_sql(arg_dict) %}
  {% do return(get_incremental_merge_sql(arg_dict)) %}
{% endmacro %}

{% macro snowflake__get_incremental_append_sql(get_incremental_append_sql) %}
  {% do return(snowflake_dml_explicit_transaction(
      default__get_incremental_append_sql(get_incremental_append_sql))) %}
{% endmacro %}

{% macro snowflake__get_merge_sql(target, source_sql, unique_key, dest_columns, incremental_predicates) -%}
  {%- if unique_key is not none -%}
    {% do return(snowflake_dml_explicit_transaction(
        default__get_merge_sql(target, source_sql, unique_key, dest_columns, incremental_predicates))) %}
  {%- endif -%}
  {%- set names = get_quoted_csv(dest_columns | map(attribute='name')) -%}
  {%- set header = config.get('sql_header', none) -%}
  {%- set insert -%}
        {{ header if header is not none }}

        insert into {{ target }} ({{ names }})
        (
            select {{ names }}
            from {{ source_sql }}
        )
  {%- endset -%}
  {% do return(snowflake_dml_explicit_transaction(insert)) %}
{%- endmacro %}

{% macro snowflake__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) %}
  {% do return(snowflake_dml_explicit_transaction(
      default__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates))) %}
{% endmacro %}

{% macro snowflake__snapshot_merge_sql(target, source, insert_cols) %}
  {% do return(snowflake_dml_explicit_transaction(
      default__snapshot_merge_sql(target, source, insert_cols))) %}
{% endmacro %}


{% macro snowflake__get_incremental_microbatch_sql(arg_dict) %}
  {%- set target = arg_dict['target_relation'] -%}
  {%- set time = 'DBT_INTERNAL_TARGET.' ~ model.config.event_time -%}
  {%- set given = arg_dict.get('incremental_predicates') -%}
  {%- set conditions = [] if given is none else given -%}
  {%- if model.batch and model.batch.event_time_start -%}
    {%- do conditions.append(
        time ~ " >= to_timestamp_tz('" ~ model.config.__dbt_internal_microbatch_event_time_start ~ "')") -%}
  {%- endif -%}
  {%- if model.batch and model.batch.event_time_end -%}
    {%- do conditions.append(
        time ~ " < to_timestamp_tz('" ~ model.config.__dbt_internal_microbatch_event_time_end ~ "')") -%}
  {%- endif -%}
  {%- do arg_dict.update({'incremental_predicates': conditions}) -%}
  {%- set names = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) %}
    delete from {{ target }} DBT_INTERNAL_TARGET
    where (
        {{ conditions | join('\n        and ') }}
    );

    insert into {{ target }} ({{ names }})
    (
        select {{ names }}
        from {{ arg_dict['temp_relation'] }}
    )
{% endmacro %}


{% macro snowflake__load_csv_rows(model, agate_table) %}
  {% set names = get_seed_column_quoted_csv(model, agate_table.column_names) %}
  {% set marks = '(' ~ (['%s'] * (agate_table.column_names | length)) | join(',') ~ ')' %}
  {% set statements = [] %}
  {% for rows in agate_table.rows | batch(get_batch_size()) %}
    {% set bindings = [] %}
    {% for row in rows %}
      {% do bindings.extend(row) %}
    {% endfor %}
    {% set insert = 'insert into ' ~ this.render() ~ ' (' ~ names ~ ') values '
        ~ ([marks] * (rows | length)) | join(',') %}
    {% do adapter.add_query('BEGIN', auto_begin=False) %}
    {% do adapter.add_query(insert, bindings=bindings, abridge_sql_log=True) %}
    {% do adapter.add_query('COMMIT', auto_begin=False) %}
    {% do statements.append(insert) %}
  {% endfor %}
  {% do return(statements[0]) %}
{% endmacro %}

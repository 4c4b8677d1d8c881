{% macro get_insert_overwrite_sql(source_relation, target_relation, existing_relation) %}
    {%- set names = adapter.get_columns_in_relation(target_relation) | map(attribute='quoted') | join(', ') %}
    {% if existing_relation.is_iceberg %}
    insert overwrite {{ target_relation }}
    {% else %}
    insert overwrite table {{ target_relation }}
    {{ partition_cols(label='partition') }}
    {% endif %}
    select {{ names }} from {{ source_relation }}
{% endmacro %}

{% macro get_insert_into_sql(source_relation, target_relation) %}
    {%- set names = adapter.get_columns_in_relation(target_relation) | map(attribute='quoted') | join(', ') %}
    insert into table {{ target_relation }}
    select {{ names }} from {{ source_relation }}
{% endmacro %}


{#- none, not every column, where no config tells: the merge then writes "*" -#}
{% macro spark__get_merge_update_columns(merge_update_columns, merge_exclude_columns, dest_columns) %}
  {% if merge_update_columns or merge_exclude_columns %}
    {% do return(default__get_merge_update_columns(
        merge_update_columns, merge_exclude_columns, dest_columns)) %}
  {% endif %}
  {% do return(None) %}
{% endmacro %}


{#- the columns are the target's, whatever dest_columns says, and sql_header is not defined -#}
{% macro spark__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) %}
  {%- set conditions = [] + (incremental_predicates or []) -%}
  {%- set updated = get_merge_update_columns(
      config.get('merge_update_columns'),
      config.get('merge_exclude_columns'),
      adapter.get_columns_in_relation(target)) -%}
  {%- set several = unique_key is sequence and unique_key is not mapping and unique_key is not string -%}
  {%- for key in (unique_key if several else [unique_key]) if unique_key -%}
    {%- do conditions.append('DBT_INTERNAL_SOURCE.' ~ key ~ ' = DBT_INTERNAL_DEST.' ~ key) -%}
  {%- else -%}
    {%- do conditions.append('FALSE') -%}
  {%- endfor -%}
  {{ sql_header if sql_header is not none }}

  merge into {{ target }} as DBT_INTERNAL_DEST
      using {{ source }} as DBT_INTERNAL_SOURCE
      on {{ conditions | join(' and ') }}

      when matched then update set
      {% for name in updated or [] %}
        {{ name }} = DBT_INTERNAL_SOURCE.{{ name }}{{ ',' if not loop.last }}
      {% else %}
        *
      {% endfor %}

      when not matched then insert *
{% endmacro %}


{% macro dbt_spark_get_incremental_sql(strategy, source, target, existing, unique_key, incremental_predicates) %}
  {%- if strategy == 'append' -%}
    {{ get_insert_into_sql(source, target) }}
  {%- elif strategy == 'merge' -%}
    {{ get_merge_sql(
        target, source, unique_key, dest_columns=none, incremental_predicates=incremental_predicates) }}
  {%- elif strategy == 'microbatch' and not config.get('partition_by') -%}
    {%- do exceptions.raise_compiler_error(
        "dbt-spark 'microbatch' incremental strategy requires a `partition_by` config.
      Ensure you are using a `partition_by` column that is of grain " ~ config.get('batch_size') ~ '.') -%}
  {%- elif strategy in ['insert_overwrite', 'microbatch'] -%}
    {{ get_insert_overwrite_sql(source, target, existing) }}
  {%- else -%}
    {%- do exceptions.raise_compiler_error(
        'No known SQL for the incremental strategy provided: ' ~ strategy) -%}
  {%- endif -%}
{% endmacro %}


{% macro dbt_spark_validate_get_file_format(raw_file_format) %}
  {% set known = [
      'text', 'csv', 'json', 'jdbc', 'parquet', 'orc', 'hive', 'delta', 'iceberg', 'libsvm', 'hudi'] %}
  {% if raw_file_format not in known %}
    {% do exceptions.raise_compiler_error(
        'Invalid file format provided: ' ~ raw_file_format ~ '\n    Expected one of: ' ~ known | join(', ')) %}
  {% endif %}
  {% do return(raw_file_format) %}
{% endmacro %}

{% macro dbt_spark_validate_get_incremental_strategy(raw_strategy, file_format) %}
  {% set invalid = 'Invalid incremental strategy provided: ' ~ raw_strategy ~ '\n    ' %}
  {% if raw_strategy not in ['append', 'merge', 'insert_overwrite', 'microbatch'] %}
    {% do exceptions.raise_compiler_error(
        invalid ~ "Expected one of: 'append', 'merge', 'insert_overwrite', 'microbatch'") %}
  {% elif raw_strategy == 'merge' and file_format not in ['delta', 'iceberg', 'hudi'] %}
    {% do exceptions.raise_compiler_error(
        invalid ~ "You can only choose this strategy when file_format is set to 'delta' or 'iceberg' or 'hudi'") %}
  {% elif raw_strategy in ['insert_overwrite', 'microbatch'] and target.endpoint %}
    {% do exceptions.raise_compiler_error(
        invalid ~ "You cannot use this strategy when connecting via endpoint
    Use the 'append' or 'merge' strategy instead") %}
  {% endif %}
  {% do return(raw_strategy) %}
{% endmacro %}

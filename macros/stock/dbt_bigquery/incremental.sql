{% macro dbt_bigquery_validate_get_incremental_strategy(config) %}
  {% set strategy = config.get('incremental_strategy') or 'merge' %}
  {% if strategy not in ['merge', 'insert_overwrite', 'microbatch'] %}
    {% do exceptions.raise_compiler_error(
        'Invalid incremental strategy provided: ' ~ strategy
        ~ "\n    Expected one of: 'merge', 'insert_overwrite', 'microbatch'") %}
  {% elif strategy == 'microbatch' %}
    {% do bq_validate_microbatch_config(config) %}
  {% endif %}
  {% do return(strategy) %}
{% endmacro %}

{% macro bq_validate_microbatch_config(config) %}
  {% if config.get('partition_by') is none %}
    {% do exceptions.raise_compiler_error("The 'microbatch' strategy requires a `partition_by` config.") %}
  {% endif %}
  {% set grain = config.get('partition_by').granularity %}
  {% if grain != config.get('batch_size') %}
    {% do exceptions.raise_compiler_error(
        "The 'microbatch' strategy requires a `partition_by` config with the same granularity as its configured `batch_size`.
    Got:
      `batch_size`: " ~ config.get('batch_size') ~ '
      `partition_by.granularity`: ' ~ grain) %}
  {% endif %}
{% endmacro %}


{% macro bq_generate_incremental_build_sql(
    strategy, tmp_relation, target_relation, sql, unique_key, partition_by, partitions, dest_columns,
    tmp_relation_exists, copy_partitions, incremental_predicates) %}
  {% if strategy == 'insert_overwrite' %}
    {% do return(bq_generate_incremental_insert_overwrite_build_sql(
        tmp_relation, target_relation, sql, unique_key, partition_by, partitions, dest_columns,
        tmp_relation_exists, copy_partitions)) %}
  {% elif strategy == 'microbatch' %}
    {% do return(bq_generate_microbatch_build_sql(
        tmp_relation, target_relation, sql, unique_key, partition_by, partitions, dest_columns,
        tmp_relation_exists, copy_partitions)) %}
  {% endif %}
  {% do return(bq_generate_incremental_merge_build_sql(
      tmp_relation, target_relation, sql, unique_key, partition_by, dest_columns,
      tmp_relation_exists, incremental_predicates)) %}
{% endmacro %}

{% macro bq_generate_incremental_merge_build_sql(
    tmp_relation, target_relation, sql, unique_key, partition_by, dest_columns, tmp_relation_exists,
    incremental_predicates) %}
  {%- set by_ingestion = partition_by.time_ingestion_partitioning -%}
  {%- set source -%}
    (
    {%- if tmp_relation_exists %}
        select
        {{ partition_by.insertable_time_partitioning_field() ~ ',' if by_ingestion }}
        * from {{ tmp_relation }}
    {%- elif by_ingestion -%}
        {{ wrap_with_time_ingestion_partitioning_sql(partition_by, sql, True) }}
    {%- else -%}
        {{ sql }}
    {%- endif %}
    )
  {%- endset -%}
  {%- set conditions = [] + (incremental_predicates or []) -%}
  {%- set partition_filter = predicate_for_avoid_require_partition_filter() -%}
  {%- if partition_filter is not none -%}
    {%- do conditions.append(partition_filter) -%}
  {%- endif -%}
  {% do return(get_merge_sql(target_relation, source, unique_key, dest_columns, conditions)) %}
{% endmacro %}


{% macro bq_generate_incremental_insert_overwrite_build_sql(
    tmp_relation, target_relation, sql, unique_key, partition_by, partitions, dest_columns,
    tmp_relation_exists, copy_partitions) %}
  {% if partition_by is none %}
    {% do exceptions.raise_compiler_error("The 'insert_overwrite' strategy requires the `partition_by` config.") %}
  {% endif %}
  {% do return(bq_insert_overwrite_sql(
      tmp_relation, target_relation, sql, unique_key, partition_by, partitions, dest_columns,
      tmp_relation_exists, copy_partitions)) %}
{% endmacro %}

{% macro bq_generate_microbatch_build_sql(
    tmp_relation, target_relation, sql, unique_key, partition_by, partitions, dest_columns,
    tmp_relation_exists, copy_partitions) %}
  {% do return(bq_insert_overwrite_sql(
      tmp_relation, target_relation, sql, unique_key, partition_by, partitions, dest_columns,
      tmp_relation_exists, copy_partitions)) %}
{% endmacro %}


{% macro bq_create_table_as(partition_by, temporary, relation, compiled_code, language='sql') %}
  {% set declaration = declare_dbt_max_partition(this, partition_by, compiled_code, language) %}
  {% set by_ingestion = partition_by.time_ingestion_partitioning %}
  {% if by_ingestion and language == 'python' %}
    {% do exceptions.raise_compiler_error('Python models do not support ingestion time partitioning') %}
  {% elif by_ingestion and language == 'sql' %}
    {% do run_query(create_table_as(temporary, relation, compiled_code)) %}
    {% do return(declaration + bq_insert_into_ingestion_time_partitioned_table_sql(relation, compiled_code)) %}
  {% endif %}
  {% do return(declaration + create_table_as(temporary, relation, compiled_code, language)) %}
{% endmacro %}

{% macro bq_insert_overwrite_sql(
    tmp_relation, target_relation, sql, unique_key, partition_by, partitions, dest_columns,
    tmp_relation_exists, copy_partitions) %}
  {% if partitions is not none and partitions != [] %}
    {{ bq_static_insert_overwrite_sql(
        tmp_relation, target_relation, sql, partition_by, partitions, dest_columns,
        tmp_relation_exists, copy_partitions) }}
  {% else %}
    {{ bq_dynamic_insert_overwrite_sql(
        tmp_relation, target_relation, sql, unique_key, partition_by, dest_columns,
        tmp_relation_exists, copy_partitions) }}
  {% endif %}
{% endmacro %}


{% macro bq_static_insert_overwrite_sql(
    tmp_relation, target_relation, sql, partition_by, partitions, dest_columns, tmp_relation_exists,
    copy_partitions) %}
  {%- set by_ingestion = partition_by.time_ingestion_partitioning -%}
  {%- set condition -%}
    {{ partition_by.render_wrapped(alias='DBT_INTERNAL_DEST') }} in (
        {{ partitions | join(', ') }}
    )
  {%- endset -%}
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
  {%- if copy_partitions -%}
    {%- do bq_copy_partitions(tmp_relation, target_relation, partitions, partition_by) -%}
  {%- else %}
    -- 1. run the merge statement
    {{ get_insert_overwrite_merge_sql(
        target_relation, source, dest_columns, [condition], include_sql_header=not tmp_relation_exists) }};
    {% if tmp_relation_exists -%}
    -- 2. clean up the temp table
    drop table if exists {{ tmp_relation }};
    {%- endif %}
  {% endif %}
{% endmacro %}


{% macro bq_dynamic_insert_overwrite_sql(
    tmp_relation, target_relation, sql, unique_key, partition_by, dest_columns, tmp_relation_exists,
    copy_partitions) %}
  {%- if copy_partitions is true %}
    {{ bq_dynamic_copy_partitions_insert_overwrite_sql(
        tmp_relation, target_relation, sql, unique_key, partition_by, dest_columns,
        tmp_relation_exists, copy_partitions) }}
  {% else -%}
    {%- set by_ingestion = partition_by.time_ingestion_partitioning -%}
    {%- set condition = partition_by.render_wrapped(alias='DBT_INTERNAL_DEST')
        ~ ' in unnest(dbt_partitions_for_replacement)' -%}
    {%- set source -%}
    (
        select
        {{ partition_by.insertable_time_partitioning_field() ~ ',' if by_ingestion }}
        * from {{ tmp_relation }}
    )
    {%- endset %}
    -- generated script to merge partitions into {{ target_relation }}
    declare dbt_partitions_for_replacement array<{{ partition_by.data_type_for_partition() }}>;

    {% if tmp_relation_exists %}
    -- 1. temp table already exists, we used it to check for schema changes
    {% else %}
    -- 1. create a temp table with model data
    {{ bq_create_table_as(partition_by, True, tmp_relation, sql, 'sql') }}
    {% endif %}

    -- 2. define partitions to update
    set (dbt_partitions_for_replacement) = (
        select as struct
            -- IGNORE NULLS: this needs to be aligned to _dbt_max_partition, which ignores null
            array_agg(distinct {{ partition_by.time_partitioning_field() if by_ingestion else partition_by.render_wrapped() }} IGNORE NULLS)
        from {{ tmp_relation }}
    );

    -- 3. run the merge statement
    {{ get_insert_overwrite_merge_sql(target_relation, source, dest_columns, [condition]) }};

    -- 4. clean up the temp table
    drop table if exists {{ tmp_relation }}
  {% endif %}
{% endmacro %}


{% macro bq_dynamic_copy_partitions_insert_overwrite_sql(
    tmp_relation, target_relation, sql, unique_key, partition_by, dest_columns, tmp_relation_exists,
    copy_partitions) %}
  {%- if tmp_relation_exists is false -%}
    {%- call statement('create_tmp_relation_for_copy', language='sql') -%}
      {{ bq_create_table_as(partition_by, True, tmp_relation, sql, 'sql') }}
    {%- endcall -%}
  {%- endif -%}
  {%- set found = run_query('select distinct ' ~ partition_by.render_wrapped() ~ '\n    from ' ~ tmp_relation) -%}
  {%- do bq_copy_partitions(tmp_relation, target_relation, found.columns[0].values(), partition_by) %}
  -- Clean up the temp table
  drop table if exists {{ tmp_relation }}
{% endmacro %}

{% macro bq_copy_partitions(tmp_relation, target_relation, partitions, partition_by) %}
  {% set formats = {'hour': '%Y%m%d%H', 'day': '%Y%m%d', 'month': '%Y%m', 'year': '%Y'} %}
  {% for partition in partitions %}
    {% if partition_by.data_type == 'int64' %}
      {% set suffix = partition | as_text %}
    {% elif partition_by.granularity in formats %}
      {% set suffix = partition.strftime(formats[partition_by.granularity]) %}
    {% else %}
      {% set suffix = partition %}
    {% endif %}
    {% set ends = [] %}
    {% for relation in [tmp_relation, target_relation] %}
      {% do ends.append(api.Relation.create(
          database=relation.database, schema=relation.schema,
          identifier=relation.table ~ '$' ~ suffix, type=relation.type)) %}
    {% endfor %}
    {% do adapter.copy_table(ends[0], ends[1], 'table') %}
  {% endfor %}
{% endmacro %}

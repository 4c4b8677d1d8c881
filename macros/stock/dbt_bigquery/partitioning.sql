{% macro partition_by(partition_config) -%}
  {%- if partition_config is none -%}
    {% do return('') %}
  {%- endif -%}
  {%- set type = partition_config.data_type | lower -%}
  {%- if partition_config.time_ingestion_partitioning -%}
    partition by {{ partition_config.render_wrapped() }}
  {%- elif type in ('date', 'timestamp', 'datetime') -%}
    partition by {{ partition_config.render() }}
  {%- elif type == 'int64' -%}
    {%- set range = partition_config.range -%}
    partition by range_bucket(
        {{ partition_config.field }},
        generate_array({{ range.start }}, {{ range.end }}, {{ range.interval }})
    )
  {%- endif -%}
{%- endmacro %}

{% macro cluster_by(raw_cluster_by) %}
  {%- if raw_cluster_by is not none -%}
    cluster by {{ raw_cluster_by if raw_cluster_by is string else raw_cluster_by | join(', ') }}
  {% endif %}
{%- endmacro %}


{% macro declare_dbt_max_partition(relation, partition_by, compiled_code, language='sql') %}
  {%- if language == 'sql' and '_dbt_max_partition' in compiled_code %}
    declare _dbt_max_partition {{ partition_by.data_type_for_partition() }} default (
      select max({{ partition_by.field }}) from {{ this }}
      where {{ partition_by.field }} is not null
    );
  {%- endif -%}
{% endmacro %}

{#- a condition that is always true, but names the partitions, so that a required filter is there -#}
{% macro predicate_for_avoid_require_partition_filter(target='DBT_INTERNAL_DEST') %}
  {%- set partition = adapter.parse_partition_by(config.get('partition_by', none)) -%}
  {%- if not partition or not config.get('require_partition_filter') -%}
    {% do return(none) %}
  {%- endif -%}
  {%- set field = partition.time_partitioning_field() if partition.time_ingestion_partitioning else partition.field -%}
  {%- set column = '`' ~ target ~ '`.`' ~ field ~ '`' -%}
  {% do return('(' ~ column ~ ' is null or ' ~ column ~ ' is not null)') %}
{% endmacro %}


{% macro wrap_with_time_ingestion_partitioning_sql(partition_by, sql, is_nested) %}

  select TIMESTAMP({{ partition_by.field }}) as {{ partition_by.insertable_time_partitioning_field() }}, * EXCEPT({{ partition_by.field }}) from (
    {{ sql }}
  ){{ ';' if not is_nested }}

{% endmacro %}

{% macro source_sql_with_partition(partition_by, source_sql) %}
  {% if partition_by.time_ingestion_partitioning %}
    {% do return(wrap_with_time_ingestion_partitioning_sql(partition_by, source_sql, False)) %}
  {% endif %}
  {% do return(source_sql) %}
{% endmacro %}

{% macro bq_insert_into_ingestion_time_partitioned_table_sql(target_relation, sql) -%}
  {%- set header = config.get('sql_header', none) -%}
  {%- set partition = adapter.parse_partition_by(config.get('partition_by', none)) -%}
  {%- set names = get_quoted_csv(adapter.get_columns_in_relation(target_relation) | map(attribute='name')) -%}
  {{ header if header is not none }}
  insert into {{ target_relation }} ({{ partition.insertable_time_partitioning_field() }}, {{ names }})
    {{ wrap_with_time_ingestion_partitioning_sql(partition, sql, False) }}
{%- endmacro %}


{% macro get_quoted_with_types_csv(columns) %}
  {% set typed = [] %}
  {% for column in columns %}
    {% do typed.append(adapter.quote(column.name) ~ ' ' ~ column.data_type) %}
  {% endfor %}
  {% do return(typed | join(', ')) %}
{% endmacro %}

{% macro columns_without_partition_fields_csv(partition_config, columns) -%}
  {% do return(get_quoted_with_types_csv(partition_config.reject_partition_field_column(columns))) %}
{%- endmacro %}

{% macro get_columns_with_types_in_query_sql(select_sql) %}
  {% set header = config.get('sql_header', none) %}
  {% set query %}
    {{ header if header is not none }}
    select * from (
      {{ select_sql }}
    ) as __dbt_sbq
    where false
    limit 0
  {% endset %}
  {% do return(adapter.get_columns_in_select_sql(query)) %}
{% endmacro %}


{% macro date_sharded_table(base_name) %}
  {% do return(base_name ~ '[DBT__PARTITION_DATE]') %}
{% endmacro %}

{% macro get_partitions_metadata(table) -%}
  {% do return(adapter.get_partitions_metadata(table) if execute else None) %}
{%- endmacro %}

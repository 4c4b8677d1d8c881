{% macro engine_clause() %}
  engine = {{ config.get('engine', default='MergeTree()') }}
{%- endmacro %}

{% macro partition_cols(label) %}
  {%- set names = config.get('partition_by', validator=validation.any[list, basestring]) -%}
  {%- if names is not none %}
    {{ label }} ({{ names if names is string else names | join(',') }})
  {%- endif %}
{%- endmacro %}

{% macro primary_key_clause(label) %}
  {%- set key = config.get('primary_key', validator=validation.any[basestring]) -%}
  {{ label ~ ' ' ~ key if key is not none }}
{%- endmacro %}

{% macro order_cols(label) %}
  {%- set names = config.get('order_by', validator=validation.any[list, basestring]) -%}
  {%- set engine = config.get('engine', default='MergeTree()') -%}
  {%- set sorted = ['HDFS', 'MaterializedPostgreSQL', 'S3', 'EmbeddedRocksDB', 'Hive'] -%}
  {%- if 'MergeTree' in engine or engine in sorted %}
    {%- if names is none %}
    {{ label }} (tuple())
    {%- else %}
    {{ label }} ({{ names if names is string else names | join(',') }})
    {%- endif %}
  {%- endif %}
{%- endmacro %}

{% macro ttl_config(label) %}
  {{ label ~ ' ' ~ config.get('ttl') if config.get('ttl') }}
{%- endmacro %}

{% macro on_cluster_clause(relation, force_sync) %}
  {%- set cluster = adapter.get_clickhouse_cluster_name() %}
  {%- if cluster is not none and relation.should_on_cluster %}
    ON CLUSTER {{ cluster ~ ' ' }}{{ 'SYNC' if force_sync }}
  {%- endif %}
{%- endmacro %}


{% macro clickhouse_s3source(
    config_name='', bucket='', path='', fmt='', structure='', aws_access_key_id='',
    aws_secret_access_key='', role_arn='', compression='') %}
  {% if config_name and not config_name.lower().endswith('s3') %}
    {% do exceptions.raise_compiler_error("S3 configuration should end with 's3'") %}
  {% endif %}
  {{ adapter.s3source_clause(
      config_name=config_name,
      s3_model_config=config.get(config_name, {}),
      bucket=bucket,
      path=path,
      fmt=fmt,
      structure=structure,
      aws_access_key_id=aws_access_key_id,
      aws_secret_access_key=aws_secret_access_key,
      role_arn=role_arn,
      compression=compression) }}
{% endmacro %}


{% macro clickhouse__get_columns_in_query(select_sql) %}
  {% call statement('get_columns_in_query', fetch_result=True, auto_begin=False) -%}
    select * from (
        {{ select_sql }}
    ) as __dbt_sbq
    limit 0
  {% endcall %}
  {% do return(load_result('get_columns_in_query').table.columns | map(attribute='name') | list) %}
{% endmacro %}

{% macro clickhouse__make_temp_relation(base_relation, suffix) %}
  {% do return(base_relation.incorporate(
      path={'identifier': base_relation.identifier ~ suffix, 'schema': None})) %}
{% endmacro %}

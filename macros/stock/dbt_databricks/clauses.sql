{% macro file_format_clause() %}
  using {{ config.get('file_format', default='delta') }}
{%- endmacro %}


{% macro location_clause(relation) %}
  {%- if config.get('location_root', validator=validation.any[basestring]) is not none %}
    location '{{ adapter.compute_external_path(config, model, is_incremental()) }}'
  {%- elif not relation.is_hive_metastore() and config.get('file_format', default='delta') != 'delta' -%}
    {%- do exceptions.raise_compiler_error(
        'Incompatible configuration: `location_root` must be set when using a non-delta file format with Unity Catalog') -%}
  {%- endif %}
{%- endmacro %}


{% macro databricks__options_clause() -%}
  {%- set options = config.get('options') -%}
  {%- set unique_key = config.get('unique_key') -%}
  {%- if config.get('file_format', default='delta') == 'hudi' -%}
    {%- if unique_key is not none and options is none -%}
      {%- set options = {'primaryKey': unique_key} -%}
    {%- elif unique_key is not none and 'primaryKey' not in options -%}
      {%- do options.update({'primaryKey': unique_key}) -%}
    {%- elif options is not none and 'primaryKey' in options and options['primaryKey'] != unique_key -%}
      {%- do exceptions.raise_compiler_error("unique_key and options('primaryKey') should be the same column(s).") -%}
    {%- endif -%}
  {%- endif -%}
  {%- if options is not none %}
    options (
      {%- for name in options -%}
        {{ name }} "{{ options[name] }}"{{ ', ' if not loop.last }}
      {%- endfor -%}
    )
  {%- endif %}
{%- endmacro %}


{% macro tblproperties_clause() -%}
  {% do return(adapter.dispatch('tblproperties_clause', 'dbt')()) %}
{%- endmacro %}

{% macro databricks__tblproperties_clause(tblproperties=None) -%}
  {%- set properties = adapter.update_tblproperties_for_iceberg(config, tblproperties) -%}
  {%- if properties != {} %}
    tblproperties (
      {%- for name in properties -%}
        '{{ name }}' = '{{ properties[name] }}'{{ ', ' if not loop.last }}
      {%- endfor -%}
    )
  {%- endif %}
{%- endmacro %}

{% macro apply_tblproperties(relation, tblproperties) -%}
  {% set clause = databricks__tblproperties_clause(tblproperties) %}
  {% if clause %}
    {%- call statement('apply_tblproperties') -%}
      ALTER {{ relation.type }} {{ relation }} SET {{ clause }}
    {%- endcall -%}
  {% endif %}
{%- endmacro %}


{% macro liquid_clustered_cols() -%}
  {%- set names = config.get('liquid_clustered_by', validator=validation.any[list, basestring]) -%}
  {%- if names is not none %}
    CLUSTER BY ({{ names if names is string else names | join(', ') }})
  {%- endif %}
{%- endmacro %}

{% macro apply_liquid_clustered_cols(target_relation) -%}
  {%- set names = config.get('liquid_clustered_by', validator=validation.any[list, basestring]) -%}
  {%- if names is not none %}
    {%- call statement('set_cluster_by_columns') -%}
      ALTER {{ target_relation.type }} {{ target_relation }} CLUSTER BY ({{ names if names is string else names | join(', ') }})
    {%- endcall -%}
  {%- endif %}
{%- endmacro %}


{% macro optimize(relation) %}
  {% do return(adapter.dispatch('optimize', 'dbt')(relation)) %}
{% endmacro %}

{% macro databricks__optimize(relation) -%}
  {%- set skip = var('DATABRICKS_SKIP_OPTIMIZE', 'false') | lower == 'true'
      or var('databricks_skip_optimize', 'false') | lower == 'true' -%}
  {%- if not skip and config.get('file_format', 'delta') == 'delta'
      and (config.get('zorder', False) or config.get('liquid_clustered_by', False)) -%}
    {%- call statement('run_optimize_stmt') -%}
      {{ get_optimize_sql(relation) }}
    {%- endcall -%}
  {%- endif -%}
{%- endmacro %}

{% macro get_optimize_sql(relation) %}
  optimize {{ relation }}
  {%- set keys = config.get('zorder', False) -%}
  {%- if keys and config.get('file_format', 'delta') == 'delta' %}
    {%- if config.get('liquid_clustered_by', False) %}
      {%- do exceptions.warn(
          'Both zorder and liquid_clustered_by are set but they are incompatible. zorder will be ignored.') %}
    {%- else %}
  zorder by ({{ keys | join(', ') if keys is sequence and keys is not string else keys }})
    {%- endif %}
  {%- endif %}
{%- endmacro %}

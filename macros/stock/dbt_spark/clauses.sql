{% macro tblproperties_clause() %}
  {% do return(adapter.dispatch('tblproperties_clause', 'dbt')()) %}
{% endmacro %}

{% macro spark__tblproperties_clause() -%}
  {%- set properties = config.get('tblproperties') -%}
  {%- if properties is not none %}
    tblproperties (
      {%- for name in properties -%}
        '{{ name }}' = '{{ properties[name] }}'{{ ', ' if not loop.last }}
      {%- endfor -%}
    )
  {%- endif %}
{%- endmacro %}


{% macro file_format_clause() %}
  {% do return(adapter.dispatch('file_format_clause', 'dbt')()) %}
{% endmacro %}

{% macro spark__file_format_clause() %}
  {%- set format = config.get('file_format', validator=validation.any[basestring]) -%}
  {{ 'using ' ~ format if format is not none }}
{%- endmacro %}


{% macro location_clause() %}
  {% do return(adapter.dispatch('location_clause', 'dbt')()) %}
{% endmacro %}

{% macro spark__location_clause() %}
  {%- set root = config.get('location_root', validator=validation.any[basestring]) -%}
  {{ "location '" ~ root ~ "/" ~ model['alias'] ~ "'" if root is not none }}
{%- endmacro %}


{% macro options_clause() -%}
  {% do return(adapter.dispatch('options_clause', 'dbt')()) %}
{%- endmacro %}

{% macro spark__options_clause() -%}
  {%- set options = config.get('options') -%}
  {%- set unique_key = config.get('unique_key') -%}
  {%- if config.get('file_format') == 'hudi' -%}
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


{% macro comment_clause() %}
  {% do return(adapter.dispatch('comment_clause', 'dbt')()) %}
{% endmacro %}

{% macro spark__comment_clause() %}
  {%- set wanted = config.get('persist_docs', {}) -%}
  {%- if wanted is mapping -%}
    {%- if wanted.get('relation', false) -%}
      comment '{{ model.description | replace("'", "\\'") }}'
    {%- endif -%}
  {%- elif wanted -%}
    {%- do exceptions.raise_compiler_error(
        "Invalid value provided for 'persist_docs'. Expected dict but got value: " ~ wanted) -%}
  {%- endif -%}
{%- endmacro %}


{% macro partition_cols(label, required=false) %}
  {% do return(adapter.dispatch('partition_cols', 'dbt')(label, required)) %}
{% endmacro %}

{% macro spark__partition_cols(label, required=false) %}
  {%- set names = config.get('partition_by', validator=validation.any[list, basestring]) -%}
  {%- if names is not none %}
    {{ label }} ({{ names if names is string else names | join(',') }})
  {%- endif %}
{%- endmacro %}


{% macro clustered_cols(label, required=false) %}
  {% do return(adapter.dispatch('clustered_cols', 'dbt')(label, required)) %}
{% endmacro %}

{% macro spark__clustered_cols(label, required=false) %}
  {%- set names = config.get('clustered_by', validator=validation.any[list, basestring]) -%}
  {%- set buckets = config.get('buckets', validator=validation.any[int]) -%}
  {%- if names is not none and buckets is not none %}
    {{ label }} ({{ names if names is string else names | join(',') }}) into {{ buckets }} buckets
  {%- endif %}
{%- endmacro %}

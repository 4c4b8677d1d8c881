{% macro databricks__get_incremental_default_sql(arg_dict) %}
  {% do return(get_incremental_merge_sql(arg_dict)) %}
{% endmacro %}

{% macro databricks__get_incremental_append_sql(arg_dict) %}
  {% do return(get_insert_into_sql(arg_dict['temp_relation'], arg_dict['target_relation'])) %}
{% endmacro %}

{% macro get_incremental_replace_where_sql(arg_dict) %}
  {% do return(adapter.dispatch('get_incremental_replace_where_sql', 'dbt')(arg_dict)) %}
{% endmacro %}

{% macro databricks__get_incremental_replace_where_sql(arg_dict) %}
  {% do return(get_replace_where_sql(arg_dict)) %}
{% endmacro %}

{% macro databricks__get_insert_overwrite_merge_sql(target, source, dest_columns, predicates, include_sql_header) %}
  {% do return(get_insert_overwrite_sql(source, target)) %}
{% endmacro %}

{% macro databricks__get_incremental_microbatch_sql(arg_dict) %}
  {% set given = arg_dict.get('incremental_predicates') %}
  {% set conditions = [] if given is none else given %}
  {% for sign, end in [('>=', 'start'), ('<', 'end')] %}
    {% set time = config.get('__dbt_internal_microbatch_event_time_' ~ end) %}
    {% if time %}
      {% do conditions.append(
          'cast(' ~ model.config.event_time ~ ' as TIMESTAMP) ' ~ sign ~ " '" ~ time ~ "'") %}
    {% endif %}
  {% endfor %}
  {% do arg_dict.update({'incremental_predicates': conditions}) %}
  {% do return(get_replace_where_sql(arg_dict)) %}
{% endmacro %}


{% macro get_insert_overwrite_sql(source_relation, target_relation) %}
    {%- set names = adapter.get_columns_in_relation(target_relation) | map(attribute='quoted') | join(', ') %}
    insert overwrite table {{ target_relation }}
    {{ partition_cols(label='partition') }}
    select {{ names }} from {{ source_relation }}
{% endmacro %}

{% macro get_replace_where_sql(args_dict) -%}
    {%- set given = args_dict['incremental_predicates'] -%}
    insert into {{ args_dict['target_relation'] }}
    {% if given %}
    replace where {{ given | join(' and ') if given is sequence and given is not string else given }}
    {% endif %}
    table {{ args_dict['temp_relation'] }}
{% endmacro %}

{% macro get_insert_into_sql(source_relation, target_relation) %}
    {%- set given = adapter.get_columns_in_relation(source_relation) | map(attribute='quoted') | list -%}
    {%- set wanted = adapter.get_columns_in_relation(target_relation) | map(attribute='quoted') | list %}
    {{ insert_into_sql_impl(target_relation, wanted, source_relation, given) }}
{% endmacro %}

{% macro insert_into_sql_impl(target_relation, dest_columns, source_relation, source_columns) %}
    {%- set values = [] -%}
    {%- for name in dest_columns -%}
      {%- do values.append(name if name in source_columns else 'DEFAULT') -%}
    {%- endfor -%}
insert into table {{ target_relation }} ({{ dest_columns | join(', ') }})
select {{ values | join(', ') }} from {{ source_relation }}
{%- endmacro %}


{% macro dbt_databricks_validate_get_file_format(raw_file_format) %}
  {% set known = ['text', 'csv', 'json', 'jdbc', 'parquet', 'orc', 'hive', 'delta', 'libsvm', 'hudi'] %}
  {% if raw_file_format not in known %}
    {% do exceptions.raise_compiler_error(
        'Invalid file format provided: ' ~ raw_file_format ~ '\n    Expected one of: ' ~ known | join(', ')) %}
  {% endif %}
  {% do return(raw_file_format) %}
{% endmacro %}

{% macro dbt_databricks_validate_get_incremental_strategy(raw_strategy, file_format) %}
  {% set invalid = 'Invalid incremental strategy provided: ' ~ raw_strategy ~ '\n    ' %}
  {% set merges = raw_strategy == 'merge' and file_format not in ['delta', 'hudi'] %}
  {% set replaces = raw_strategy in ['replace_where', 'microbatch'] and file_format != 'delta' %}
  {% if raw_strategy not in adapter.valid_incremental_strategies() %}
    {% do exceptions.raise_compiler_error(
        invalid ~ "Expected one of: 'merge', 'replace_where', 'append', 'insert_overwrite'") %}
  {% elif merges or replaces %}
    {% do exceptions.raise_compiler_error(
        invalid ~ "You can only choose this strategy when file_format is set to 'delta'") %}
  {% endif %}
  {% do return(raw_strategy) %}
{% endmacro %}

{% macro athena__any_value(expression) -%}
  arbitrary({{ expression }})
{%- endmacro %}

{% macro athena__bool_or(expression) -%}
  bool_or({{ expression }})
{%- endmacro %}


{% macro athena__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- set collected = 'array_agg(' ~ measure ~ (' ' ~ order_by_clause if order_by_clause else '') ~ ')' -%}
  {%- if limit_num -%}
    {%- set collected = 'slice(' ~ collected ~ ', 1, ' ~ limit_num ~ ')' -%}
  {%- endif -%}
  array_join({{ collected }}, {{ delimiter_text }})
{%- endmacro %}


{% macro athena__array_append(array, new_element) -%}
  {{ array }} || {{ new_element }}
{%- endmacro %}

{% macro athena__array_concat(array_1, array_2) -%}
  {{ array_1 }} || {{ array_2 }}
{%- endmacro %}

{% macro athena__array_construct(inputs, data_type) -%}
    {% if inputs | length > 0 %}
    array[ {{ inputs | join(' , ') }} ]
    {% else %}
    {{ safe_cast('array[]', 'array(' ~ data_type ~ ')') }}
    {% endif %}
{%- endmacro %}


{% macro athena__hash(field) -%}
  lower(to_hex(md5(to_utf8(cast({{ field }} as varchar)))))
{%- endmacro %}

{% macro athena__right(string_text, length_expression) %}
    case when {{ length_expression }} = 0
        then ''
    else
        substr({{ string_text }}, -1 * ({{ length_expression }}))
    end
{%- endmacro %}

{% macro athena__safe_cast(field, type) -%}
  try_cast({{ field }} as {{ type }})
{%- endmacro %}


{%- macro athena__type_float() -%}
  DOUBLE
{%- endmacro -%}

{%- macro athena__type_numeric() -%}
  DECIMAL(38,6)
{%- endmacro -%}

{%- macro athena__type_int() -%}
  INTEGER
{%- endmacro -%}

{%- macro athena__type_string() -%}
  VARCHAR
{%- endmacro -%}


{#- types of DDL in terms of those of queries, and the other way round -#}
{% macro ddl_data_type(col_type, table_type = 'hive') -%}
  {% set type = modules.re.sub('(?:varchar|character varying)(?:\(\d+\))?', 'string', col_type) %}
  {% if 'array' in type or 'map' in type %}
    {% set type = type.replace('(', '<').replace(')', '>') %}
  {% endif %}
  {% set type = type.replace('integer', 'int') %}
  {% if table_type == 'iceberg' and 'timestamp' in type %}
    {% set type = 'timestamp' %}
  {% endif %}
  {% if table_type == 'iceberg' and 'binary' in type %}
    {% set type = 'binary' %}
  {% endif %}
  {% do return(type) %}
{%- endmacro %}

{% macro dml_data_type(col_type) -%}
  {% set type = modules.re.sub('\bint\b', 'integer', col_type) %}
  {% do return(type.replace('string', 'varchar').replace('float', 'real')) %}
{%- endmacro %}


{% macro athena__snapshot_hash_arguments(args) -%}
    to_hex(md5(to_utf8({%- for arg in args -%}
        coalesce(cast({{ arg }} as varchar ), '')
        {{ " || '|' || " if not loop.last }}
    {%- endfor -%})))
{%- endmacro %}

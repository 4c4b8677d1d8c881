{% macro spark__any_value(expression) -%}
  first({{ expression }})
{%- endmacro %}

{% macro spark__bool_or(expression) -%}
  max({{ expression }})
{%- endmacro %}


{% macro spark__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- if order_by_clause %}
    {% do exceptions.warn("order_by_clause is not supported for listagg on Spark/Databricks") %}
  {%- endif %}
  {%- set collected = ' collect_list(' ~ measure ~ ') ' %}
  {%- if limit_num %}
    {%- set collected = ' slice(' ~ collected ~ ', 1, ' ~ limit_num ~ ') ' %}
  {%- endif %}
  {%- do return(' array_join(' ~ collected ~ ', ' ~ delimiter_text ~ ') ') %}
{%- endmacro %}


{% macro spark__array_append(array, new_element) -%}
  {{ array_concat(array, array_construct([new_element])) }}
{%- endmacro %}

{% macro spark__array_concat(array_1, array_2) -%}
  concat({{ array_1 }}, {{ array_2 }})
{%- endmacro %}

{% macro spark__array_construct(inputs, data_type) -%}
  array( {{ inputs | join(' , ') }} )
{%- endmacro %}


{% macro spark__concat(fields) -%}
  concat({{ fields | join(', ') }})
{%- endmacro %}

{% macro spark__escape_single_quotes(expression) -%}
  {{ expression | replace("'", "\\'") }}
{%- endmacro %}


{% macro spark__safe_cast(field, type) %}
{%- set bare = field is string and cast_from_string_unsupported_for(type) -%}
cast({{ field.strip('"').strip("'") if bare else field }} as {{ type }})
{% endmacro %}

{% macro cast_from_string_unsupported_for(type) %}
  {%- set start = type.lower() %}
  {%- do return(start.startswith('struct') or start.startswith('array') or start.startswith('map')) %}
{% endmacro %}


{% macro spark__split_part(string_text, delimiter_text, part_number) %}
    {% set delimiter %}

        -- escape if starts with a special character
        case when regexp_extract({{ delimiter_text }}, '([^A-Za-z0-9])(.*)', 1) != '_'
            then concat('\\', {{ delimiter_text }})
            else {{ delimiter_text }} end

    {% endset %}
    {% set index %}
      {%- if part_number >= 0 -%}
        {{ part_number - 1 if part_number > 0 else part_number }}
      {%- else %}
                length({{ string_text }})
                - length(
                    replace({{ string_text }},  {{ delimiter_text }}, '')
                ) + 1 + {{ part_number }}
            {% endif -%}
    {% endset %}
    {% set expression %}

        split(
            {{ string_text }},
            {{ delimiter }}
            )[({{ index }})]

        {% endset %}
    {% do return(expression) %}
{% endmacro %}

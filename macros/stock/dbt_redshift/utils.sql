{% macro redshift__array_append(array, new_element) -%}
  {{ array_concat(array, array_construct([new_element])) }}
{%- endmacro %}

{% macro redshift__array_concat(array_1, array_2) -%}
  array_concat({{ array_1 }}, {{ array_2 }})
{%- endmacro %}

{% macro redshift__array_construct(inputs, data_type) -%}
  array( {{ inputs | join(' , ') }} )
{%- endmacro %}


{% macro redshift__cast_bool_to_text(field) %}
    case
        when {{ field }} is true then 'true'
        when {{ field }} is false then 'false'
    end::text
{% endmacro %}


{% macro redshift__length(expression) %}

    len(
        {{ expression }}
    )
{%- endmacro %}


{% macro redshift__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- set ordering = 'within group (' ~ order_by_clause ~ ')' if order_by_clause else '' -%}
  {%- if limit_num %}
    {# the first limit_num parts of the aggregate, found by a pattern of its delimiter #}
    {% set escaped = namespace(delimiter=delimiter_text | trim("'")) %}
    {%- for special in ['\\', '^', '$', '.', '|', '?', '*', '+', '(', ')', '[', ']', '{', '}'] %}
        {% set escaped.delimiter = escaped.delimiter | replace(special, '\\\\' ~ special) -%}
    {%- endfor -%}
    {%- set parts = '([^' ~ escaped.delimiter ~ ']+' ~ escaped.delimiter ~ '){1,' ~ (limit_num - 1) ~ '}' %}
    regexp_substr(
        listagg(
            {{ measure }},
            {{ delimiter_text }}
            )
            {{ ordering }}
        ,'{{ parts }}[^{{ escaped.delimiter }}]+'
        )
  {%- else %}
    listagg(
        {{ measure }},
        {{ delimiter_text }}
        )
        {{ ordering }}
  {%- endif -%}
{%- endmacro %}


{% macro redshift__split_part(string_text, delimiter_text, part_number) %}

  {% if part_number >= 0 %}
    {{ dbt.default__split_part(string_text, delimiter_text, part_number) }}
  {% else %}
    {{ dbt._split_part_negative(string_text, delimiter_text, part_number) }}
  {% endif %}

{% endmacro %}

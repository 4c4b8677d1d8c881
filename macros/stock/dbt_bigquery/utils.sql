{% macro bigquery__array_append(array, new_element) -%}
  {{ array_concat(array, array_construct([new_element])) }}
{%- endmacro %}

{% macro bigquery__array_concat(array_1, array_2) -%}
  array_concat({{ array_1 }}, {{ array_2 }})
{%- endmacro %}

{% macro bigquery__array_construct(inputs, data_type) -%}
    {% if inputs | length > 0 %}
    [ {{ inputs | join(' , ') }} ]
    {% else %}
    ARRAY<{{ data_type }}>[]
    {% endif %}
{%- endmacro %}


{% macro bigquery__bool_or(expression) -%}
  logical_or({{ expression }})
{%- endmacro %}


{% macro bigquery__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
    string_agg(
        {{ measure }},
        {{ delimiter_text }}
        {{ order_by_clause if order_by_clause }}
        {{ 'limit ' ~ limit_num if limit_num }}
        )
{%- endmacro %}


{% macro bigquery__except() %}

    except distinct

{% endmacro %}

{% macro bigquery__intersect() %}

    intersect distinct

{% endmacro %}


{% macro bigquery__safe_cast(field, type) %}
{%- set wanted = type.lower() -%}
{%- if wanted.startswith('array') and field is iterable and field is not string
    and field is not mapping and field | length > 0 -%}
  {%- set element = wanted[6:-1] -%}
  {%- if cast_from_string_unsupported_for(element) %}
        (select array_agg(safe_cast(i as {{ element }})) from unnest([
            {%- for item in field %}
                {{ item.strip('"').strip("'") }}{{ ',' if not loop.last }}
            {%- endfor %}
        ]) i)
  {%- else -%}
        (select array_agg(safe_cast(i as {{ element }})) from unnest({{ field }}) i)
  {%- endif -%}
{%- elif wanted == 'json' and field is mapping -%}
    safe_cast(json {{ dbt.string_literal(tojson(field)) }} as json)
{%- elif field is string and cast_from_string_unsupported_for(type) -%}
    safe_cast({{ field.strip('"').strip("'") }} as {{ type }})
{%- else -%}
    safe_cast({{ field }} as {{ type }})
{%- endif -%}
{% endmacro %}

{% macro cast_from_string_unsupported_for(type) %}
  {%- do return(type.lower().startswith('struct') or type.lower() == 'geography') %}
{% endmacro %}

{% macro snowflake__array_construct(inputs, data_type) -%}
  array_construct( {{ inputs | join(' , ') }} )
{%- endmacro %}


{% macro snowflake__bool_or(expression) -%}
  boolor_agg({{ expression }})
{%- endmacro %}


{% macro snowflake__cast(field, type) %}
    {% if type | upper == 'GEOGRAPHY' -%}
      to_geography({{ field }})
    {% elif type | upper == 'GEOMETRY' -%}
      to_geometry({{ field }})
    {% else -%}
      cast({{ field }} as {{ type }})
    {% endif -%}
{% endmacro %}

{% macro snowflake__safe_cast(field, type) %}
    {% if type | upper == 'GEOMETRY' -%}
      try_to_geometry({{ field }})
    {% elif type | upper == 'GEOGRAPHY' -%}
      try_to_geography({{ field }})
    {% elif type | upper != 'VARIANT' -%}
      {#- try_cast takes text only -#}
      {% set text = dbt.string_literal(field) if field is number else field %}
        try_cast({{ text }} as {{ type }})
    {% else -%}
      {{ adapter.dispatch('cast', 'dbt')(field, type) }}
    {% endif -%}
{% endmacro %}


{% macro snowflake__escape_single_quotes(expression) -%}
  {{ expression | replace("'", "\\'") }}
{%- endmacro %}


{% macro snowflake__right(string_text, length_expression) %}

    case when {{ length_expression }} = 0
        then ''
    else
        right(
            {{ string_text }},
            {{ length_expression }}
        )
    end
{%- endmacro %}


{% macro optional(name, value, quote_char = '') %}

{{ (name ~ ' = ' ~ quote_char ~ value ~ quote_char) if value is not none }}
{% endmacro %}

{% macro databricks__dateadd(datepart, interval, from_date_or_timestamp) %}
  {%- if adapter.compare_dbr_version(10, 4) >= 0 -%}
    timestampadd({{ datepart }}, {{ interval }}, {{ from_date_or_timestamp }})
  {%- else -%}
    {{ spark__dateadd(datepart, interval, from_date_or_timestamp) }}
  {%- endif -%}
{%- endmacro %}


{% macro databricks__datediff(first_date, second_date, datepart) %}
  {%- if adapter.compare_dbr_version(10, 4) >= 0 -%}
    timestampdiff({{ datepart }}, {{ date_trunc(datepart, first_date) }}, {{ date_trunc(datepart, second_date) }})
  {%- else -%}
    {{ spark__datediff(first_date, second_date, datepart) }}
  {%- endif -%}
{%- endmacro %}


{% macro databricks__split_part(string_text, delimiter_text, part_number) %}
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

        get(split(
            {{ string_text }},
            {{ delimiter }}
            ), {{ index }})

        {% endset %}
    {% do return(expression) %}
{% endmacro %}

{% macro fabric__date_trunc(datepart, date) %}
    CAST(DATEADD({{ datepart }}, DATEDIFF({{ datepart }}, 0, {{ date }}), 0) AS DATE)
{% endmacro %}


{% macro fabric__dateadd(datepart, interval, from_date_or_timestamp) %}

    dateadd(
        {{ datepart }},
        {{ interval }},
        cast({{ from_date_or_timestamp }} as datetime2(6))
        )

{% endmacro %}


{% macro fabric__last_day(date, datepart) -%}
  {%- if datepart == 'quarter' -%}
    CAST(DATEADD(QUARTER, DATEDIFF(QUARTER, 0, {{ date }}) + 1, -1) AS DATE)
  {%- elif datepart == 'month' -%}
    EOMONTH ( {{ date }})
  {%- elif datepart == 'year' -%}
    CAST(DATEADD(YEAR, DATEDIFF(year, 0, {{ date }}) + 1, -1) AS DATE)
  {%- else -%}
    {{ dbt_utils.default_last_day(date, datepart) }}
  {%- endif -%}
{%- endmacro %}


{% macro fabric__current_timestamp() -%}
  CAST(SYSDATETIME() AS DATETIME2(6))
{%- endmacro %}

{% macro fabric__snapshot_string_as_time(timestamp) -%}
  {% do return("CONVERT(DATETIME2(6), '" ~ timestamp ~ "')") %}
{%- endmacro %}

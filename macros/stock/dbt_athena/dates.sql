{% macro athena__date_trunc(datepart, date) -%}
  date_trunc('{{ datepart }}', {{ date }})
{%- endmacro %}


{% macro athena__dateadd(datepart, interval, from_date_or_timestamp) -%}
  date_add('{{ datepart }}', {{ interval }}, {{ from_date_or_timestamp }})
{%- endmacro %}


{% macro athena__datediff(first_date, second_date, datepart) -%}
    {%- set first = 'CAST(' ~ first_date ~ ' AS TIMESTAMP)' -%}
    {%- set second = 'CAST(' ~ second_date ~ ' AS TIMESTAMP)' -%}
    {%- if datepart == 'year' -%}
        (year({{ second }}) - year({{ first }}))
    {%- elif datepart == 'quarter' -%}
        ({{ datediff(first_date, second_date, 'year') }} * 4) + quarter({{ second }}) - quarter({{ first }})
    {%- elif datepart == 'month' -%}
        ({{ datediff(first_date, second_date, 'year') }} * 12) + month({{ second }}) - month({{ first }})
    {%- elif datepart == 'day' -%}
        ((to_milliseconds((CAST({{ second }} AS DATE) - CAST({{ first }} AS DATE)))) / 86400000)
    {%- elif datepart == 'week' -%}
         ({{ datediff(first_date, second_date, 'day') }} / 7 + case
            when dow({{ first }}) <= dow({{ second }}) then
                case when {{ first_date }} <= {{ second_date }} then 0 else -1 end
            else
                case when {{ first_date }} <= {{ second_date }} then 1 else 0 end
        end)
    {%- elif datepart == 'hour' -%}
        ({{ datediff(first_date, second_date, 'day') }} * 24 + hour({{ second }}) - hour({{ first }}))
    {%- elif datepart == 'minute' -%}
        ({{ datediff(first_date, second_date, 'hour') }} * 60 + minute({{ second }}) - minute({{ first }}))
    {%- elif datepart == 'second' -%}
        ({{ datediff(first_date, second_date, 'minute') }} * 60 + second({{ second }}) - second({{ first }}))
    {%- elif datepart == 'millisecond' -%}
        (to_milliseconds(({{ second }} - {{ first }})))
    {%- elif execute -%}
        {{ exceptions.raise_compiler_error(
            "Unsupported datepart for macro datediff in Athena: {!r}".format(datepart)) }}
    {%- endif -%}
{%- endmacro %}


{% macro athena__current_timestamp() -%}
  {{ cast_timestamp('now()') }}
{%- endmacro %}

{#- Iceberg tables keep six digits; views and Hive tables know only three -#}
{% macro cast_timestamp(timestamp_col) -%}
  {%- set settings = model.get('config', {}) -%}
  {%- set stored = settings.get('materialized', 'table') not in ['view', 'ephemeral'] -%}
  cast({{ timestamp_col }} as {{ 'timestamp(6)' if stored and settings.get('table_type', 'hive') == 'iceberg' else 'timestamp' }})
{%- endmacro %}

{% macro end_of_time() -%}
  {% do return(adapter.dispatch('end_of_time')()) %}
{%- endmacro %}

{% macro athena__end_of_time() -%}
  cast('9999-01-01' AS timestamp)
{%- endmacro %}

{% macro postgres__dateadd(datepart, interval, from_date_or_timestamp) %}

    {{ from_date_or_timestamp }} + ((interval '1 {{ datepart }}') * ({{ interval }}))

{% endmacro %}


{% macro postgres__datediff(first_date, second_date, datepart) -%}
    {#- each part counts the larger one in its own unit, then adds what is left -#}
    {%- set first_day = '(' ~ first_date ~ ')::date' -%}
    {%- set second_day = '(' ~ second_date ~ ')::date' -%}
    {%- set first_time = '(' ~ first_date ~ ')::timestamp' -%}
    {%- set second_time = '(' ~ second_date ~ ')::timestamp' -%}
    {% if datepart == 'year' %}
        (date_part('year', {{ second_day }}) - date_part('year', {{ first_day }}))
    {% elif datepart == 'quarter' %}
        ({{ datediff(first_date, second_date, 'year') }} * 4 + date_part('quarter', {{ second_day }}) - date_part('quarter', {{ first_day }}))
    {% elif datepart == 'month' %}
        ({{ datediff(first_date, second_date, 'year') }} * 12 + date_part('month', {{ second_day }}) - date_part('month', {{ first_day }}))
    {% elif datepart == 'day' %}
        ({{ second_day }} - {{ first_day }})
    {% elif datepart == 'week' %}
        ({{ datediff(first_date, second_date, 'day') }} / 7 + case
            when date_part('dow', {{ first_time }}) <= date_part('dow', {{ second_time }}) then
                case when {{ first_date }} <= {{ second_date }} then 0 else -1 end
            else
                case when {{ first_date }} <= {{ second_date }} then 1 else 0 end
        end)
    {% elif datepart == 'hour' %}
        ({{ datediff(first_date, second_date, 'day') }} * 24 + date_part('hour', {{ second_time }}) - date_part('hour', {{ first_time }}))
    {% elif datepart == 'minute' %}
        ({{ datediff(first_date, second_date, 'hour') }} * 60 + date_part('minute', {{ second_time }}) - date_part('minute', {{ first_time }}))
    {% elif datepart in ('second', 'millisecond', 'microsecond') %}
        {%- set per_minute = {'second': 60, 'millisecond': 60000, 'microsecond': 60000000}[datepart] %}
        ({{ datediff(first_date, second_date, 'minute') }} * {{ per_minute }} + floor(date_part('{{ datepart }}', {{ second_time }})) - floor(date_part('{{ datepart }}', {{ first_time }})))
    {% else %}
        {{ exceptions.raise_compiler_error(
            "Unsupported datepart for macro datediff in postgres: {!r}".format(datepart)) }}
    {% endif %}
{%- endmacro %}


{% macro postgres__last_day(date, datepart) -%}
    {%- if datepart == 'quarter' -%}
    {#- an interval of a quarter is unknown there; the SQL comment is part of the answer -#}
    -- postgres dateadd does not support quarter interval.
    cast(
        {{ dbt.dateadd('day', '-1', dbt.dateadd('month', '3', dbt.date_trunc(datepart, date))) }}
        as date)
    {%- else -%}
    {{ dbt.default_last_day(date, datepart) }}
    {%- endif -%}
{%- endmacro %}

{% macro spark__date(year, month, day) -%}
  to_date('{{ modules.datetime.date(year, month, day).strftime("%Y-%m-%d") }}', 'yyyy-MM-dd')
{%- endmacro %}


{% macro assert_not_null(function, arg) -%}
  {% do return(adapter.dispatch('assert_not_null', 'dbt')(function, arg)) %}
{%- endmacro %}

{% macro spark__assert_not_null(function, arg) %}
{%- set value = function ~ '(' ~ arg ~ ')' %}

    coalesce({{ value }}, nvl2({{ value }}, assert_true({{ value }} is not null), null))

{% endmacro %}


{% macro spark__dateadd(datepart, interval, from_date_or_timestamp) %}
    {%- set clock %}
        to_unix_timestamp({{ assert_not_null('to_timestamp', from_date_or_timestamp) }})
        - to_unix_timestamp({{ assert_not_null('date', from_date_or_timestamp) }})
    {%- endset -%}
    {%- set days = {'day': 1, 'week': 7} -%}
    {%- set months = {'month': '1', 'quarter': '3', 'year': '12'} -%}
    {%- set seconds = {
        'hour': '3600', 'minute': '60', 'second': '1',
        'millisecond': '(1/1000000)', 'microsecond': '(1/1000000)'} -%}
    {%- if datepart in days or datepart in months -%}
        to_timestamp(
            to_unix_timestamp(
                {{ 'date_add' if datepart in days else 'add_months' }}(
                    {{ assert_not_null('date', from_date_or_timestamp) }},
                    cast({{ interval }} * {{ days[datepart] if datepart in days else months[datepart] }} as int)
                )
            ) + {{ clock }}
        )
    {%- elif datepart in seconds -%}
        to_timestamp(
            {{ assert_not_null('to_unix_timestamp', from_date_or_timestamp) }}
            + cast({{ interval }} * {{ seconds[datepart] }} as int)
        )
    {%- else -%}
        {{ exceptions.raise_compiler_error("macro dateadd not implemented for datepart ~ '" ~ datepart ~ "' ~ on Spark") }}
    {%- endif -%}
{% endmacro %}


{% macro spark__datediff(first_date, second_date, datepart) %}
    {%- if datepart in ['day', 'week', 'month', 'quarter', 'year'] %}
        {% set first_date = assert_not_null('date', first_date) %}
        {% set second_date = assert_not_null('date', second_date) %}
    {%- endif -%}
    {%- set months = 'months_between(date(' ~ second_date ~ '), date(' ~ first_date ~ '))' -%}

    {%- if datepart == 'day' -%}

        datediff({{ second_date }}, {{ first_date }})

    {%- elif datepart == 'week' -%}

        case when {{ first_date }} < {{ second_date }}
            then floor(datediff({{ second_date }}, {{ first_date }})/7)
            else ceil(datediff({{ second_date }}, {{ first_date }})/7)
            end

        -- did we cross a week boundary (Sunday)?
        + case
            when {{ first_date }} < {{ second_date }} and dayofweek({{ second_date }}) < dayofweek({{ first_date }}) then 1
            when {{ first_date }} > {{ second_date }} and dayofweek({{ second_date }}) > dayofweek({{ first_date }}) then -1
            else 0 end

    {%- elif datepart == 'month' -%}

        case when {{ first_date }} < {{ second_date }}
            then floor({{ months }})
            else ceil({{ months }})
            end

        -- did we cross a month boundary?
        + case
            when {{ first_date }} < {{ second_date }} and dayofmonth({{ second_date }}) < dayofmonth({{ first_date }}) then 1
            when {{ first_date }} > {{ second_date }} and dayofmonth({{ second_date }}) > dayofmonth({{ first_date }}) then -1
            else 0 end

    {%- elif datepart == 'quarter' -%}
        {%- set first_left = '(dayofyear(' ~ first_date ~ ') - (quarter(' ~ first_date ~ ') * 365/4))' -%}
        {%- set second_left = '(dayofyear(' ~ second_date ~ ') - (quarter(' ~ second_date ~ ') * 365/4))' -%}

        case when {{ first_date }} < {{ second_date }}
            then floor({{ months }}/3)
            else ceil({{ months }}/3)
            end

        -- did we cross a quarter boundary?
        + case
            when {{ first_date }} < {{ second_date }} and (
                {{ second_left }}
                < {{ first_left }}
            ) then 1
            when {{ first_date }} > {{ second_date }} and (
                {{ second_left }}
                > {{ first_left }}
            ) then -1
            else 0 end

    {%- elif datepart == 'year' -%}

        year({{ second_date }}) - year({{ first_date }})

    {%- elif datepart in ('hour', 'minute', 'second', 'millisecond', 'microsecond') -%}
        {%- set unit = {
            'hour': '3600', 'minute': '60', 'second': '1',
            'millisecond': '(1/1000)', 'microsecond': '(1/1000000)'}[datepart] -%}
        {%- set first_clock = assert_not_null('to_unix_timestamp', assert_not_null('to_timestamp', first_date)) -%}
        {%- set second_clock = assert_not_null('to_unix_timestamp', assert_not_null('to_timestamp', second_date)) -%}

        case when {{ first_date }} < {{ second_date }}
            then ceil((
                {# a positive difference counts begun units #}
                {{ second_clock }}
                - {{ first_clock }}
            ) / {{ unit }})
            else floor((
                {{ second_clock }}
                - {{ first_clock }}
            ) / {{ unit }})
            end

            {% if datepart == 'millisecond' %}
                + cast(date_format({{ second_date }}, 'SSS') as int)
                - cast(date_format({{ first_date }}, 'SSS') as int)
            {% endif %}

            {% if datepart == 'microsecond' %}
                {% set digits = '[0-9]{4}-[0-9]{2}-[0-9]{2}.[0-9]{2}:[0-9]{2}:[0-9]{2}.([0-9]{6})' %}
                -- Spark doesn't really support microseconds, so this is a massive hack!
                -- It will only work if the timestamp-string is of the format
                -- 'yyyy-MM-dd-HH mm.ss.SSSSSS'
                + cast(regexp_extract({{ second_date }}, '{{ digits }}', 1) as int)
                - cast(regexp_extract({{ first_date }}, '{{ digits }}', 1) as int)
            {% endif %}

    {%- else -%}
        {{ exceptions.raise_compiler_error("macro datediff not implemented for datepart ~ '" ~ datepart ~ "' ~ on Spark") }}
    {%- endif -%}
{% endmacro %}

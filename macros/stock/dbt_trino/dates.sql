{% macro trino__date_trunc(datepart, date) -%}
  date_trunc('{{ datepart }}', {{ date }})
{%- endmacro %}


{% macro trino__dateadd(datepart, interval, from_date_or_timestamp) -%}
  date_add('{{ datepart }}', {{ interval }}, {{ from_date_or_timestamp }})
{%- endmacro %}


{% macro trino__datediff(first_date, second_date, datepart) -%}
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
            "Unsupported datepart for macro datediff in Trino: {!r}".format(datepart)) }}
    {%- endif -%}
{%- endmacro %}


{% macro trino__date_spine(datepart, start_date, end_date) %}

    with rawdata as (

        {{ dbt.generate_series(dbt.get_intervals_between(start_date, end_date, datepart)) }}

    ),

    all_periods as (

        select (
            {{ dbt.dateadd(datepart, "row_number() over (order by 1) - 1", "cast(" ~ start_date ~ " as date)") }}
        ) as date_{{ datepart }}
        from rawdata

    ),

    filtered as (

        select *
        from all_periods
    where date_{{ datepart }} <= cast({{ end_date }} as date)

    )

    select * from filtered

{% endmacro %}

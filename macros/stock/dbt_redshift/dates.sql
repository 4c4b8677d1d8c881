{% macro redshift__dateadd(datepart, interval, from_date_or_timestamp) %}

    dateadd(
        {{ [datepart, interval, from_date_or_timestamp] | join(',\n        ') }}
        )

{% endmacro %}


{% macro redshift__datediff(first_date, second_date, datepart) -%}
    datediff(
        {{ [datepart, first_date, second_date] | join(',\n        ') }}
        )
{%- endmacro %}


{% macro redshift__last_day(date, datepart) %}
    cast(
        {{ dbt.dateadd('day', '-1', dbt.dateadd(datepart, '1', dbt.date_trunc(datepart, date))) }}
        as date)
{% endmacro %}

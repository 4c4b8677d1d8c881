{% macro clickhouse__test_relationships(model, column_name, to, field) %}

with child as (
    select {{ column_name }} as from_field
    from {{ model }}
    where {{ column_name }} is not null
),

parent as (
    select {{ field }} as to_field
    from {{ to }}
)

select
    from_field

from child
left join parent
    on child.from_field = parent.to_field

where parent.to_field is null
-- end_of_sql
settings join_use_nulls = 1

{% endmacro %}


{% macro clickhouse__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) -%}
    select
      {{ fail_calc }} as failures,
      {{ fail_calc }} {{ warn_if }} as should_warn,
      {{ fail_calc }} {{ error_if }} as should_error
    from (
      {{ clickhouse__place_limit(main_sql, limit) if limit != None else main_sql }}
    ) dbt_internal_test
{%- endmacro %}

{#- a limit goes before the settings of the outer query, which come last -#}
{% macro clickhouse__place_limit(query, limit) -%}
  {% set mark = '-- end_of_sql' %}
  {% if 'settings' not in query.lower() %}
    {{ query }}
    limit {{ limit }}
  {% elif mark not in query.lower() %}
    {% do exceptions.raise_compiler_error('-- end_of_sql must be set when using ClickHouse settings') %}
  {% else %}
    {% set parts = query.split(mark) %}
    {{ (parts[:-2] + [parts[-2] ~ '\n LIMIT ' ~ limit ~ '\n', parts[-1]]) | join(mark) }}
  {% endif %}
{%- endmacro %}

{% macro fabric__any_value(expression) -%}
  min({{ expression }})
{%- endmacro %}

{% macro fabric__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  string_agg({{ measure }}, {{ delimiter_text }}){{ ' within group (' ~ order_by_clause ~ ')' if order_by_clause != None }}
{%- endmacro %}

{% macro fabric__array_construct(inputs, data_type) -%}
  JSON_ARRAY({{ inputs | join(' , ') }})
{%- endmacro %}


{% macro fabric__cast_bool_to_text(field) %}
    case {{ field }}
        when 1 then 'true'
        when 0 then 'false'
        else null
    end
{% endmacro %}

{% macro fabric__concat(fields) -%}
  {{ fields[0] if fields | length < 2 else 'concat(' ~ fields | join(', ') ~ ')' }}
{%- endmacro %}

{% macro fabric__hash(field) %}
    lower(convert(varchar(50), hashbytes('md5', coalesce(convert(varchar(8000), {{ field }}), '')), 2))
{% endmacro %}

{% macro fabric__length(expression) %}

    len( {{ expression }} )
{%- endmacro %}

{% macro fabric__position(substring_text, string_text) %}

    CHARINDEX(
        {{ substring_text }},
        {{ string_text }}
    )
{%- endmacro %}

{% macro fabric__safe_cast(field, type) %}
    try_cast({{ field }} as {{ type }})
{% endmacro %}

{#- the two commas are the adapter's own: its answer is not valid SQL -#}
{% macro fabric__split_part(string_text, delimiter_text, part_number) %}
    {%- set direction, order, place = ('forward_index', 'ASC', part_number)
        if part_number > 0 else ('backward_index', 'DESC', abs(part_number)) %}
    WITH SplitData AS (
        SELECT value,
        , ROW_NUMBER() OVER (ORDER BY ordinal {{ order }}) AS {{ direction }}
        FROM string_split({{ string_text }}, {{ delimiter_text }}, 1)
    )
    SELECT value
    FROM SplitData
    WHERE
        {{ direction }} = {{ place }}
{% endmacro %}


{% macro fabric__snapshot_hash_arguments(args) %}
    CONVERT(VARCHAR(32), HashBytes('MD5', {% for arg in args %}
        coalesce(cast({{ arg }} as varchar(8000)), ''){{ " + '|' + " if not loop.last }}
    {% endfor %}), 2)
{% endmacro %}

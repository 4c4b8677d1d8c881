{#- the config's own mapping is added to, as dbt does: a later read of it sees the format -#}
{% macro properties() %}
  {%- set given = config.get('properties') -%}
  {%- for name, key in [('file_format', 'format'), ('table_format', 'type')] -%}
    {%- if config.get(name) and given and given[key] -%}
      {%- do exceptions.raise_compiler_error("
          You can specify either '" ~ name ~ "' or 'properties." ~ key ~ "' configurations, but not both.
        ") -%}
    {%- endif -%}
  {%- endfor -%}
  {%- set all = given or {} -%}
  {%- for name, key in [('file_format', 'format'), ('table_format', 'type')] if config.get(name) -%}
    {%- do all.update({key: "'" ~ config.get(name) ~ "'"}) -%}
  {%- endfor -%}
  {%- if all or given is not none -%}
    WITH (
      {%- for key, value in all.items() -%}
        {{ key }} = {{ value }}{{ ',\n  ' if not loop.last }}
      {%- endfor -%}
    )
  {%- endif -%}
{%- endmacro %}

{% macro comment(comment) %}
  {%- set wanted = model['config'].get('persist_docs') -%}
  {%- if wanted and wanted.get('relation') and comment -%}
    comment '{{ comment | replace("'", "''") }}'
  {%- endif -%}
{%- endmacro %}

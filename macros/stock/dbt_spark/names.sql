{#- there are no databases: a schema is all of a relation's place -#}
{% macro spark__generate_database_name(custom_database_name=none, node=none) -%}
  {% do return(None) %}
{%- endmacro %}

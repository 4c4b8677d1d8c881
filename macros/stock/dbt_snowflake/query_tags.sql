{% macro get_current_query_tag() -%}
  {% do return(run_query("show parameters like 'query_tag' in session").rows[0]['value']) %}
{%- endmacro %}


{% macro set_query_tag() -%}
  {% do return(adapter.dispatch('set_query_tag', 'dbt')()) %}
{%- endmacro %}

{% macro snowflake__set_query_tag() -%}
  {% set tag = config.get('query_tag') %}
  {% if not tag %}
    {% do return(none) %}
  {% endif %}
  {% set previous = get_current_query_tag() %}
  {% do log("Setting query_tag to '" ~ tag ~ "'. Will reset to '" ~ previous ~ "' after materialization.") %}
  {% do run_query("alter session set query_tag = '" ~ tag ~ "'") %}
  {% do return(previous) %}
{%- endmacro %}


{% macro unset_query_tag(original_query_tag) -%}
  {% do return(adapter.dispatch('unset_query_tag', 'dbt')(original_query_tag)) %}
{%- endmacro %}

{% macro snowflake__unset_query_tag(original_query_tag) -%}
  {% if config.get('query_tag') and original_query_tag %}
    {% do log("Resetting query_tag to '" ~ original_query_tag ~ "'.") %}
    {% do run_query("alter session set query_tag = '" ~ original_query_tag ~ "'") %}
  {% elif config.get('query_tag') %}
    {% do log('No original query_tag, unsetting parameter.') %}
    {% do run_query('alter session unset query_tag') %}
  {% endif %}
{%- endmacro %}

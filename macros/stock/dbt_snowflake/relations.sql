{% macro get_column_comment_sql(column_name, column_dict) -%}
  {%- set spellings = [column_name | upper, column_name | lower, column_name] -%}
  {%- set known = spellings | select('in', column_dict) | first -%}
  {{ adapter.quote(column_name) }} COMMENT $${{ column_dict[known]['description'] | replace('$', '[$]') if known }}$$
{%- endmacro %}

{% macro get_persist_docs_column_list(model_columns, query_columns) %}
(
  {% for name in query_columns %}
    {{ get_column_comment_sql(name, model_columns) }}{{ ',' if not loop.last }}
  {% endfor %}
)
{% endmacro %}


{% macro snowflake__alter_relation_comment(relation, relation_comment) -%}
  {%- set kind = 'dynamic table' if relation.is_dynamic_table else relation.type -%}
    comment on {{ kind }} {{ relation.render() }} IS $${{ relation_comment | replace('$', '[$]') }}$$;
{%- endmacro %}

{% macro snowflake__alter_column_comment(relation, column_dict) -%}
  {%- set kind = 'table' if relation.is_dynamic_table else relation.type -%}
    alter {{ relation.get_ddl_prefix_for_alter() }} {{ kind }} {{ relation.render() }} alter
    {% for name in adapter.get_columns_in_relation(relation) | map(attribute='name') %}
        {{ get_column_comment_sql(name, column_dict) }}{{ ',' if not loop.last else ';' }}
    {% endfor %}
{%- endmacro %}


{% macro snowflake__alter_column_type(relation, column_name, new_column_type) -%}
  {% call statement('alter_column_type') %}
    alter {{ relation.get_ddl_prefix_for_alter() }} table {{ relation.render() }} alter {{ adapter.quote(column_name) }} set data type {{ new_column_type }};
  {% endcall %}
{%- endmacro %}

{% macro snowflake__alter_relation_add_remove_columns(relation, add_columns, remove_columns) %}
  {% set kind = 'dynamic table' if relation.is_dynamic_table else relation.type %}
  {% set alter = 'alter ' ~ relation.get_ddl_prefix_for_alter() ~ ' ' ~ kind ~ ' ' ~ relation.render() %}
  {% if add_columns %}
    {% set columns = [] %}
    {% for column in add_columns %}
      {% do columns.append(column.name ~ ' ' ~ column.data_type) %}
    {% endfor %}
    {% do run_query(alter ~ ' add column ' ~ columns | join(', ')) %}
  {% endif %}
  {% if remove_columns %}
    {% do run_query(alter ~ ' drop column ' ~ remove_columns | map(attribute='name') | join(', ')) %}
  {% endif %}
{% endmacro %}


{% macro snowflake_dml_explicit_transaction(dml) %}
  {% do return('begin;\n    ' ~ dml ~ ';\n    commit;') %}
{% endmacro %}

{% macro snowflake__truncate_relation(relation) -%}
  {% call statement('truncate_relation') -%}
    {{ snowflake_dml_explicit_transaction('truncate table ' ~ relation.render()) }}
  {%- endcall %}
{%- endmacro %}


{% macro snowflake__can_clone_table() %}
  {% do return(True) %}
{% endmacro %}

{% macro snowflake__create_or_replace_clone(this_relation, defer_relation) %}
    create or replace
      {{ 'transient' if config.get('transient', true) }}
      table {{ this_relation }}
      clone {{ defer_relation }}
      {{ 'copy grants' if config.get('copy_grants', false) }}
{% endmacro %}


{% macro snowflake__copy_grants() %}
  {% do return(config.get('copy_grants', False)) %}
{% endmacro %}

{% macro snowflake__support_multiple_grantees_per_dcl_statement() -%}
  {% do return(False) %}
{%- endmacro %}

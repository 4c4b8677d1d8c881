{% macro alter_column_comment(relation, column_dict) -%}
  {% do return(adapter.dispatch('alter_column_comment', 'dbt')(relation, column_dict)) %}
{%- endmacro %}

{% macro default__alter_column_comment(relation, column_dict) -%}
  {% do exceptions.raise_not_implemented(
      'alter_column_comment macro not implemented for adapter ' ~ adapter.type()) %}
{%- endmacro %}


{% macro alter_relation_comment(relation, relation_comment) -%}
  {% do return(adapter.dispatch('alter_relation_comment', 'dbt')(relation, relation_comment)) %}
{%- endmacro %}

{% macro default__alter_relation_comment(relation, relation_comment) -%}
  {% do exceptions.raise_not_implemented(
      'alter_relation_comment macro not implemented for adapter ' ~ adapter.type()) %}
{%- endmacro %}


{% macro persist_docs(relation, model, for_relation=true, for_columns=true) -%}
  {% do return(adapter.dispatch('persist_docs', 'dbt')(relation, model, for_relation, for_columns)) %}
{%- endmacro %}

{% macro default__persist_docs(relation, model, for_relation, for_columns) -%}
  {% if for_relation and config.persist_relation_docs() and model.description %}
    {% do run_query(alter_relation_comment(relation, model.description)) %}
  {% endif %}
  {% if for_columns and config.persist_column_docs() and model.columns %}
    {% do run_query(alter_column_comment(relation, model.columns)) %}
  {% endif %}
{%- endmacro %}

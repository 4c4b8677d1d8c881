{% macro databricks__alter_column_comment(relation, column_dict) %}
  {% for column in column_dict.values() if config.get('file_format', default='delta') in ['delta', 'hudi'] %}
    {% set text = column['description'] | replace("'", "\\'") %}
    {% do run_query(
        'alter table ' ~ relation ~ ' change column ' ~ api.Column.get_name(column) ~ " comment '" ~ text ~ "';") %}
  {% endfor %}
{% endmacro %}

{% macro alter_table_comment(relation, model) %}
  {% do run_query(
      'comment on table ' ~ relation | lower ~ " is '" ~ model.description | replace("'", "\\'") ~ "'") %}
{% endmacro %}

{% macro databricks__persist_docs(relation, model, for_relation, for_columns) -%}
  {% if for_relation and config.persist_relation_docs() and model.description %}
    {% do alter_table_comment(relation, model) %}
  {% endif %}
  {% if for_columns and config.persist_column_docs() and model.columns %}
    {% do alter_column_comment(
        relation,
        adapter.get_persist_doc_columns(adapter.get_columns_in_relation(relation), model.columns)) %}
  {% endif %}
{%- endmacro %}

{% macro bigquery__create_csv_table(model, agate_table) %}
    -- no-op
{% endmacro %}

{% macro bigquery__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
  {{ adapter.drop_relation(old_relation) }}
{% endmacro %}

{% macro bigquery__load_csv_rows(model, agate_table) %}
  {{ adapter.load_dataframe(
      model['database'], model['schema'], model['alias'], agate_table,
      model['config'].get('column_types', {}), model['config']['delimiter']) }}
  {% call statement() %}
    alter table {{ this.render() }} set {{ bigquery_table_options(config, model) }}
  {% endcall %}
  {% if config.persist_relation_docs() and 'description' in model %}
    {{ adapter.update_table_description(
        model['database'], model['schema'], model['alias'], model['description']) }}
  {% endif %}
{% endmacro %}

{% macro bigquery__upload_file(local_file_path, database, table_schema, table_name) %}
  {% do log('kwargs: ' ~ kwargs) %}
  {% do adapter.upload_file(local_file_path, database, table_schema, table_name, kwargs=kwargs) %}
{% endmacro %}

{% macro bigquery__get_create_materialized_view_as_sql(relation, sql) %}
    {%- set view = adapter.Relation.materialized_view_from_relation_config(config.model) %}
    create materialized view if not exists {{ relation }}
    {{ partition_by(view.partition) if view.partition }}
    {{ cluster_by(view.cluster.fields) if view.cluster }}
    {{ bigquery_options(view.options.as_ddl_dict()) }}
    as {{ sql }}
{% endmacro %}

{% macro bigquery__get_replace_materialized_view_as_sql(relation, sql) %}
    {%- set view = adapter.Relation.materialized_view_from_relation_config(config.model) %}
    create or replace materialized view if not exists {{ relation }}
    {{ partition_by(view.partition) if view.partition }}
    {{ cluster_by(view.cluster.fields) if view.cluster }}
    {{ bigquery_options(view.options.as_ddl_dict()) }}
    as {{ sql }}
{% endmacro %}

{% macro bigquery__drop_materialized_view(relation) %}
    drop materialized view if exists {{ relation }}
{% endmacro %}

{% macro bigquery__refresh_materialized_view(relation) %}
    call bq.refresh_materialized_view('{{ relation.database }}.{{ relation.schema }}.{{ relation.identifier }}')
{% endmacro %}


{% macro bigquery__get_alter_materialized_view_as_sql(
    relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) %}
  {% if configuration_changes.requires_full_refresh %}
    {{ get_replace_sql(existing_relation, relation, sql) }}
  {% else %}
    alter materialized view {{ relation }}
        set {{ bigquery_options(configuration_changes.options.context.as_ddl_dict()) }}
  {% endif %}
{% endmacro %}

{% macro bigquery__get_materialized_view_configuration_changes(existing_relation, new_config) %}
  {% do return(existing_relation.materialized_view_config_changeset(
      adapter.describe_relation(existing_relation), new_config.model)) %}
{% endmacro %}

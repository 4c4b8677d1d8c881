{% macro bigquery__create_table_as(temporary, relation, compiled_code, language='sql') -%}
  {%- if language == 'sql' -%}
    {%- set header = config.get('sql_header', none) -%}
    {%- set partition = adapter.parse_partition_by(config.get('partition_by', none)) -%}
    {%- set by_ingestion = partition.time_ingestion_partitioning -%}
    {%- if by_ingestion -%}
      {%- set columns = '(' ~ columns_without_partition_fields_csv(
          partition, get_columns_with_types_in_query_sql(sql)) ~ ')' -%}
    {%- endif %}
    {{ header if header is not none }}

    create or replace table {{ relation }}
      {% if config.get('contract').enforced %}
        {{ get_assert_columns_equivalent(compiled_code) }}
        {{ get_table_columns_and_constraints() }}
        {% set compiled_code = get_select_subquery(compiled_code) %}
      {% else %}
        {{ columns }}
      {% endif %}
    {{ partition_by(partition) }}
    {{ cluster_by(config.get('cluster_by', none)) }}

    {{ bigquery_table_options(config, model, temporary) }}
    {% if not by_ingestion %}
    as (
      {{ compiled_code }}
    );
    {% endif %}
  {%- elif language == 'python' -%}
    {%- set existing = adapter.get_relation(
        database=relation.database, schema=relation.schema, identifier=relation.identifier) -%}
    {%- if existing.is_table and should_full_refresh() -%}
      {%- do adapter.drop_relation(relation) -%}
    {%- endif -%}
    {{ py_write_table(
        compiled_code=compiled_code,
        target_relation=relation.quote(database=False, schema=False, identifier=False)) }}
  {%- else -%}
    {%- do exceptions.raise_compiler_error(
        "bigquery__create_table_as macro didn't get supported language, it got " ~ language) -%}
  {%- endif -%}
{%- endmacro %}

{% macro bigquery__drop_table(relation) %}
    drop table if exists {{ relation }}
{% endmacro %}

{% macro bigquery__get_rename_table_sql(relation, new_name) -%}
  alter table {{ relation }} rename to {{ new_name }}
{%- endmacro %}


{% macro bigquery__create_view_as(relation, sql) -%}
  {%- set header = config.get('sql_header', none) -%}
  {{ header if header is not none }}

  create or replace view {{ relation }}
  {{ bigquery_view_options(config, model) }}
  {{ get_assert_columns_equivalent(sql) if config.get('contract').enforced }}
  as {{ sql }};
{%- endmacro %}

{% macro bigquery__drop_view(relation) %}
    drop view if exists {{ relation }}
{% endmacro %}

{% macro bigquery__get_rename_view_sql(relation, new_name) -%}
  alter view {{ relation }} rename to {{ new_name }}
{%- endmacro %}

{% macro bigquery__create_or_replace_view() %}
  {% set existing = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) %}
  {% set target_relation = api.Relation.create(
      identifier=model['alias'], schema=schema, database=database, type='view') %}
  {% set was_view = existing is not none and existing.is_view %}
  {{ run_hooks(pre_hooks) }}
  {% if existing is not none and not existing.is_view %}
    {{ handle_existing_table(should_full_refresh(), existing) }}
  {% endif %}
  {% call statement('main') -%}
    {{ get_create_view_as_sql(target_relation, sql) }}
  {%- endcall %}
  {% do apply_grants(
      target_relation, config.get('grants'), should_revoke=should_revoke(was_view, full_refresh_mode=True)) %}
  {{ run_hooks(post_hooks) }}
  {% do return({'relations': [target_relation]}) %}
{% endmacro %}

{% macro handle_existing_table(full_refresh, old_relation) %}
  {{ adapter.dispatch('handle_existing_table', 'dbt')(full_refresh, old_relation) }}
{% endmacro %}

{% macro default__handle_existing_table(full_refresh, old_relation) %}
  {% do log('Dropping relation ' ~ old_relation ~ ' because it is of type ' ~ old_relation.type) %}
  {{ adapter.drop_relation(old_relation) }}
{% endmacro %}

{% macro bigquery__handle_existing_table(full_refresh, old_relation) %}
  {% if full_refresh %}
    {{ adapter.drop_relation(old_relation) }}
  {% else %}
    {% do exceptions.relation_wrong_type(old_relation, 'view') %}
  {% endif %}
{% endmacro %}


{% macro bigquery_options(opts) %}
  {% set lines = [] %}
  {% for name, value in opts.items() %}
    {% do lines.append(name ~ '=' ~ value) %}
  {% endfor %}
  {% do return('OPTIONS(\n      ' ~ lines | join(',\n    \n      ') ~ '\n    )') %}
{% endmacro %}

{% macro bigquery_table_options(config, node, temporary) %}
  {% do return(bigquery_options(adapter.get_table_options(config, node, temporary))) %}
{% endmacro %}

{% macro bigquery_view_options(config, node) %}
  {% do return(bigquery_options(adapter.get_view_options(config, node))) %}
{% endmacro %}

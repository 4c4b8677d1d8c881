{% macro databricks__get_create_sql(relation, sql) -%}
  {%- if relation.is_streaming_table -%}
    {{ get_create_streaming_table_as_sql(relation, sql) }}
  {%- else -%}
    {{ default__get_create_sql(relation, sql) }}
  {%- endif -%}
{%- endmacro %}

{% macro databricks__get_drop_sql(relation) -%}
  {%- if relation.is_materialized_view -%}
    {{ drop_materialized_view(relation) }}
  {%- elif relation.is_streaming_table -%}
    {{ drop_streaming_table(relation) }}
  {%- elif relation.is_view -%}
    {{ drop_view(relation) }}
  {%- else -%}
    {{ drop_table(relation) }}
  {%- endif -%}
{%- endmacro %}

{% macro databricks__drop_relation(relation) -%}
  {% call statement('drop_relation', auto_begin=False) -%}
    {{ get_drop_sql(relation) }}
  {%- endcall %}
{%- endmacro %}

{% macro databricks__drop_table(relation) -%}
  drop table if exists {{ relation }}
{%- endmacro %}

{% macro databricks__drop_view(relation) -%}
  drop view if exists {{ relation }}
{%- endmacro %}


{#- statements are run one by one there, so replacing gives a list of them -#}
{% macro get_replace_sql(existing_relation, target_relation, sql) %}
  {%- do log('Applying REPLACE to: ' ~ existing_relation) -%}
  {% do return(adapter.dispatch('get_replace_sql', 'dbt')(existing_relation, target_relation, sql)) %}
{% endmacro %}

{% macro databricks__get_replace_sql(existing_relation, target_relation, sql) %}
  {% set in_place = existing_relation.type == target_relation_type and existing_relation.can_be_replaced %}
  {% if in_place and existing_relation.is_view %}
    {{ get_replace_view_sql(target_relation, sql) }}
  {% elif in_place and existing_relation.is_table %}
    {{ get_replace_table_sql(target_relation, sql) }}
  {% elif target_relation.can_be_renamed and existing_relation.can_be_renamed %}
    {% do return([
        get_create_intermediate_sql(target_relation, sql),
        get_create_backup_sql(existing_relation),
        get_rename_intermediate_sql(target_relation),
        get_drop_backup_sql(existing_relation)]) %}
  {% elif target_relation.can_be_renamed %}
    {% do return([
        get_create_intermediate_sql(target_relation, sql),
        get_drop_sql(existing_relation),
        get_rename_intermediate_sql(target_relation)]) %}
  {% elif existing_relation.can_be_renamed %}
    {% do return([
        get_create_backup_sql(existing_relation),
        get_create_sql(target_relation, sql),
        get_drop_backup_sql(existing_relation)]) %}
  {% else %}
    {% do return([get_drop_sql(existing_relation), get_create_sql(target_relation, sql)]) %}
  {% endif %}
{% endmacro %}


{% macro databricks__create_table_as(temporary, relation, compiled_code, language='sql') -%}
  {%- if language == 'python' -%}
    {{ databricks__py_write_table(compiled_code=compiled_code, target_relation=relation) }}
  {%- elif language == 'sql' and temporary -%}
    {{ create_temporary_view(relation, compiled_code) }}
  {%- elif language == 'sql' -%}
    {%- set contract = config.get('contract') -%}
    create {{ 'or replace' if config.get('file_format', default='delta') == 'delta' }} table {{ relation }}
    {% if contract and contract.enforced %}
      {{ get_assert_columns_equivalent(compiled_code) }}
      {% set compiled_code = get_select_subquery(compiled_code) %}
    {% endif %}
    {{ file_format_clause() }}
    {{ options_clause() }}
    {{ partition_cols(label='partitioned by') }}
    {{ liquid_clustered_cols() }}
    {{ clustered_cols(label='clustered by') }}
    {{ location_clause(relation) }}
    {{ comment_clause() }}
    {{ tblproperties_clause() }}
    as
    {{ compiled_code }}
  {%- endif -%}
{%- endmacro %}

{% macro databricks__create_view_as(relation, sql) -%}
  {%- set contract = config.get('contract') -%}
  create or replace view {{ relation }}
  {% if config.persist_column_docs() %}
    {% set names = get_columns_in_query(sql) %}
    {% if names %}
      (
        {{ get_persist_docs_column_list(model.columns, names) }}
      )
    {% endif %}
  {% endif %}
  {{ comment_clause() }}
  {{ get_assert_columns_equivalent(sql) if contract and contract.enforced }}
  {{ tblproperties_clause() }}
  as
    {{ sql }}
{% endmacro %}


{% macro databricks__make_temp_relation(base_relation, suffix='__dbt_tmp', as_table=False) %}
  {% set name = base_relation.identifier ~ suffix %}
  {% if as_table %}
    {% do return(api.Relation.create(
        identifier=name, schema=base_relation.schema, database=base_relation.database, type='table')) %}
  {% endif %}
  {% do return(api.Relation.create(identifier=name, type='view')) %}
{% endmacro %}

{% macro databricks__get_or_create_relation(database, schema, identifier, type, needs_information=False) %}
  {% set existing = adapter.get_relation(
      database=database, schema=schema, identifier=identifier, needs_information=needs_information) %}
  {% if existing %}
    {% do return([true, existing]) %}
  {% endif %}
  {% do return([false, api.Relation.create(
      database=database, schema=schema, identifier=identifier, type=type)]) %}
{% endmacro %}

{% macro databricks__alter_relation_add_remove_columns(relation, add_columns, remove_columns) %}
  {% if remove_columns %}
    {% if not relation.is_delta %}
      {% do exceptions.raise_compiler_error('Delta format required for dropping columns from tables') %}
    {% endif %}
    {% call statement('alter_relation_remove_columns') -%}
      ALTER TABLE {{ relation }} DROP COLUMNS ({{ api.Column.format_remove_column_list(remove_columns) }})
    {%- endcall %}
  {% endif %}
  {% if add_columns %}
    {% call statement('alter_relation_add_columns') -%}
      ALTER TABLE {{ relation }} ADD COLUMNS ({{ api.Column.format_add_column_list(add_columns) }})
    {%- endcall %}
  {% endif %}
{% endmacro %}


{% macro databricks__can_clone_table() %}
  {% do return(True) %}
{% endmacro %}

{% macro databricks__create_or_replace_clone(this_relation, defer_relation) %}
    create or replace
    table {{ this_relation }}
    shallow clone {{ defer_relation }}
{% endmacro %}

{% macro spark__create_table_as(temporary, relation, compiled_code, language='sql') -%}
  {%- if language == 'python' -%}
    {{ py_write_table(compiled_code=compiled_code, target_relation=relation) }}
  {%- elif language == 'sql' and temporary -%}
    {{ create_temporary_view(relation, compiled_code) }}
  {%- elif language == 'sql' -%}
    {%- set format = config.get('file_format', validator=validation.any[basestring]) -%}
    create {{ 'or replace' if format in ['delta', 'iceberg'] }} table {{ relation }}
    {% if config.get('contract').enforced %}
      {{ get_assert_columns_equivalent(compiled_code) }}
      {% set compiled_code = get_select_subquery(compiled_code) %}
    {% endif %}
    {{ file_format_clause() }}
    {{ options_clause() }}
    {{ tblproperties_clause() }}
    {{ partition_cols(label='partitioned by') }}
    {{ clustered_cols(label='clustered by') }}
    {{ location_clause() }}
    {{ comment_clause() }}

    as
    {{ compiled_code }}
  {%- endif -%}
{%- endmacro %}


{% macro create_temporary_view(relation, compiled_code) -%}
  {% do return(adapter.dispatch('create_temporary_view', 'dbt')(relation, compiled_code)) %}
{%- endmacro %}

{% macro spark__create_temporary_view(relation, compiled_code) -%}
    create or replace temporary view {{ relation }} as
      {{ compiled_code }}
{%- endmacro %}


{% macro spark__create_view_as(relation, sql) -%}
  create or replace view {{ relation }}
  {% if config.persist_column_docs() %}
    (
      {{ get_persist_docs_column_list(model.columns, get_columns_in_query(sql)) }}
    )
  {% endif %}
  {{ comment_clause() }}
  {{ get_assert_columns_equivalent(sql) if config.get('contract').enforced }}
  as
    {{ sql }}
{% endmacro %}

{% macro get_column_comment_sql(column_name, column_dict) -%}
  {%- set text = column_dict[column_name]['description'] if column_name in column_dict -%}
  {{ adapter.quote(column_name) }} {{ "comment '" ~ text | replace("'", "\\'") ~ "'" if text }}
{%- endmacro %}

{% macro get_persist_docs_column_list(model_columns, query_columns) %}
  {% for name in query_columns %}
    {{ get_column_comment_sql(name, model_columns) }}{{ ',' if not loop.last }}
  {% endfor %}
{% endmacro %}


{% macro spark__create_schema(relation) -%}
  {%- call statement('create_schema') -%}
    create schema if not exists {{ relation }}
  {% endcall %}
{%- endmacro %}

{% macro spark__drop_schema(relation) -%}
  {%- call statement('drop_schema') -%}
    drop schema if exists {{ relation }} cascade
  {%- endcall -%}
{%- endmacro %}

{% macro spark__drop_relation(relation) -%}
  {% call statement('drop_relation', auto_begin=False) -%}
    drop {{ relation.type }} if exists {{ relation }}
  {%- endcall %}
{%- endmacro %}

{% macro spark__rename_relation(from_relation, to_relation) -%}
  {% call statement('rename_relation') -%}
    {% if not from_relation.type %}
      {% do exceptions.raise_database_error(
          'Cannot rename a relation with a blank type: ' ~ from_relation.identifier) %}
    {% elif from_relation.type not in ['table', 'view'] %}
      {% do exceptions.raise_database_error(
          "Unknown type '" ~ from_relation.type ~ "' for relation: " ~ from_relation.identifier) %}
    {% endif %}
    alter {{ from_relation.type }} {{ from_relation }} rename to {{ to_relation }}
  {%- endcall %}
{%- endmacro %}

{% macro spark__make_temp_relation(base_relation, suffix) %}
  {% set temporary = base_relation.incorporate(path={'identifier': base_relation.identifier ~ suffix}) %}
  {% do return(temporary.include(database=false, schema=false)) %}
{% endmacro %}


{% macro spark__alter_column_type(relation, column_name, new_column_type) -%}
  {% call statement('alter_column_type') %}
    alter table {{ relation }} alter column {{ column_name }} type {{ new_column_type }};
  {% endcall %}
{%- endmacro %}

{% macro spark__alter_relation_add_remove_columns(relation, add_columns, remove_columns) %}
  {% if remove_columns %}
    {% set platform = 'Delta Lake' if relation.is_delta else ('Iceberg' if relation.is_iceberg else 'Apache Spark') %}
    {% do exceptions.raise_compiler_error(platform ~ ' does not support dropping columns from tables') %}
  {% endif %}
  {% set columns = [] %}
  {% for column in add_columns or [] %}
    {% do columns.append(column.name ~ ' ' ~ column.data_type) %}
  {% endfor %}
  {% do run_query(
      'alter ' ~ relation.type ~ ' ' ~ relation ~ (' add columns ' if columns else '') ~ columns | join(', ')) %}
{% endmacro %}


{% macro spark__persist_docs(relation, model, for_relation, for_columns) -%}
  {% if for_columns and config.persist_column_docs() and model.columns %}
    {% do alter_column_comment(relation, model.columns) %}
  {% endif %}
{%- endmacro %}

{% macro spark__alter_column_comment(relation, column_dict) %}
  {% set format = config.get('file_format', validator=validation.any[basestring]) %}
  {% for name in column_dict if format in ['delta', 'hudi', 'iceberg'] %}
    {% set column = column_dict[name] %}
    {% set query %}
      alter table {{ relation }} {{ 'alter' if relation.is_iceberg else 'change' }} column
          {{ adapter.quote(name) if column['quote'] else name }}
          comment '{{ column['description'] | replace("'", "\\'") }}';
    {% endset %}
    {% do run_query(query) %}
  {% endfor %}
{% endmacro %}


{% macro spark__can_clone_table() %}
  {% do return(True) %}
{% endmacro %}

{% macro spark__create_or_replace_clone(this_relation, defer_relation) %}
    create or replace table {{ this_relation }} shallow clone {{ defer_relation }}
{% endmacro %}

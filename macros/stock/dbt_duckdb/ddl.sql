{% macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql') -%}
  {%- if language == 'sql' -%}
    {%- set contract = config.get('contract').enforced -%}
    {%- set header = config.get('sql_header', none) -%}
    {{ get_assert_columns_equivalent(compiled_code) if contract }}
    {{ header if header is not none }}
    create {{ 'temporary' if temporary }} table
      {{ relation.include(database=(not temporary), schema=(not temporary)) }}
    {% if contract and not temporary %}
    {{ get_table_columns_and_constraints() }} ;
    insert into {{ relation }} {{ get_column_names() }} (
      {{ get_select_subquery(compiled_code) }}
    );
    {% else %}
    as (
      {{ compiled_code }}
    );
    {% endif %}
  {%- elif language == 'python' -%}
    {{ py_write_table(temporary=temporary, relation=relation, compiled_code=compiled_code) }}
  {%- else -%}
    {%- do exceptions.raise_compiler_error(
        "duckdb__create_table_as macro didn't get supported language, it got " ~ language) -%}
  {%- endif -%}
{%- endmacro %}

{% macro get_column_names() %}
    ({{ model['columns'].values() | map(attribute='name') | join(', ') }})
{% endmacro %}

{% macro duckdb__create_view_as(relation, sql) -%}
  {%- set header = config.get('sql_header', none) -%}
  {{ get_assert_columns_equivalent(sql) if config.get('contract').enforced }}
  {{ header if header is not none }}
  create view {{ relation }} as (
    {{ sql }}
  );
{%- endmacro %}


{% macro duckdb__create_schema(relation) -%}
  {%- call statement('create_schema') -%}
    {% set sqlite = run_query("
        select type from duckdb_databases()
        where lower(database_name)='" ~ relation.database | lower ~ "'
        and type='sqlite'
    ") %}
    {% if sqlite | length == 0 %}
      create schema if not exists {{ relation.without_identifier() }}
    {% elif relation.schema != 'main' %}
      {% do exceptions.raise_compiler_error(
          "Schema must be 'main' when writing to sqlite instead got " ~ relation.schema) %}
    {% endif %}
  {%- endcall -%}
{%- endmacro %}

{% macro duckdb__drop_schema(relation) -%}
  {%- call statement('drop_schema') -%}
    drop schema if exists {{ relation.without_identifier() }} cascade
  {%- endcall -%}
{%- endmacro %}

{% macro duckdb__drop_relation(relation) -%}
  {% call statement('drop_relation', auto_begin=False) -%}
    drop {{ relation.type }} if exists {{ relation }} cascade
  {%- endcall %}
{%- endmacro %}

{% macro duckdb__rename_relation(from_relation, to_relation) -%}
  {% set new_name = adapter.quote_as_configured(to_relation.identifier, 'identifier') %}
  {% call statement('rename_relation') -%}
    alter {{ to_relation.type }} {{ from_relation }} rename to {{ new_name }}
  {%- endcall %}
{%- endmacro %}

{% macro duckdb__make_temp_relation(base_relation, suffix) %}
  {% do return(base_relation.incorporate(path={
      'identifier': base_relation.identifier ~ suffix ~ py_current_timestring(),
      'schema': none,
      'database': none})) %}
{% endmacro %}

{% macro duckdb__alter_relation_add_remove_columns(relation, add_columns, remove_columns) %}
  {% set alter = 'alter ' ~ relation.type ~ ' ' ~ relation %}
  {% for column in add_columns or [] %}
    {% do run_query(alter ~ ' add column ' ~ column.name ~ ' ' ~ column.data_type) %}
  {% endfor %}
  {% for column in remove_columns or [] %}
    {% do run_query(alter ~ ' drop column ' ~ column.name) %}
  {% endfor %}
{% endmacro %}


{% macro duckdb__apply_grants(relation, grant_config, should_revoke=True) %}
  {{ adapter.warn_once('Grants for relations are not supported by DuckDB') if grant_config }}
{% endmacro %}

{% macro duckdb_escape_comment(comment) -%}
  {%- set quote = '$dbt_comment_literal_block$' -%}
  {%- if comment is not string -%}
    {%- do exceptions.raise_compiler_error('cannot escape a non-string: ' ~ comment) -%}
  {%- elif quote in comment -%}
    {%- do exceptions.raise_compiler_error('The string ' ~ quote ~ ' is not allowed in comments.') -%}
  {%- endif -%}
  {{ quote }}{{ comment }}{{ quote }}
{%- endmacro %}

{% macro duckdb__alter_relation_comment(relation, comment) %}
  comment on {{ relation.type }} {{ relation }} is {{ duckdb_escape_comment(comment) }};
{% endmacro %}

{% macro duckdb__alter_column_comment(relation, column_dict) %}
  {% set existing = adapter.get_columns_in_relation(relation) | map(attribute='name') | list %}
  {% for name in column_dict if name in existing %}
    {% set column = column_dict[name] %}
    comment on column {{ relation }}.{{ adapter.quote(name) if column['quote'] else name }} is {{ duckdb_escape_comment(column['description']) }};
  {% endfor %}
{% endmacro %}

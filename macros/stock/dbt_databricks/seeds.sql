{% macro databricks__get_binding_char() %}
  {% do return('%s') %}
{% endmacro %}

{% macro databricks__load_csv_rows(model, agate_table) %}
  {% set types = model['config'].get('column_types', {}) %}
  {% set cells = [] %}
  {% for name in agate_table.column_names %}
    {% set mark = get_binding_char() %}
    {% if model['config'].get('file_format', 'delta') == 'parquet' %}
      {% set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) %}
      {% set mark = 'cast(' ~ mark ~ ' as ' ~ type ~ ')' %}
    {% endif %}
    {% do cells.append(mark) %}
  {% endfor %}
  {% set marks = '(' ~ cells | join(',') ~ ')' %}
  {% set statements = [] %}
  {% for rows in agate_table.rows | batch(get_batch_size()) %}
    {% set bindings = [] %}
    {% for row in rows %}
      {% do bindings.extend(row) %}
    {% endfor %}
    {% set insert = 'insert ' ~ ('overwrite ' if loop.first else 'into ') ~ this.render() ~ ' values '
        ~ ([marks] * (rows | length)) | join(',') %}
    {% do adapter.add_query(insert, bindings=bindings, abridge_sql_log=True, close_cursor=True) %}
    {% do statements.append(insert) %}
  {% endfor %}
  {% do return(statements[0]) %}
{% endmacro %}


{% macro databricks__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
  {% if old_relation and old_relation.is_delta and config.get('file_format', default='delta') == 'delta' %}
    {% do return(create_or_replace_csv_table(model, agate_table, True)) %}
  {% elif old_relation %}
    {% do adapter.drop_relation(old_relation) %}
  {% endif %}
  {% do return(create_csv_table(model, agate_table)) %}
{% endmacro %}

{% macro databricks__create_csv_table(model, agate_table) %}
  {% do return(create_or_replace_csv_table(model, agate_table)) %}
{% endmacro %}

{% macro create_or_replace_csv_table(model, agate_table, replace=False) %}
  {% set types = model['config'].get('column_types', {}) %}
  {% set quoting = model['config'].get('quote_columns', None) %}
  {% set described = model.columns if config.persist_column_docs() and model.columns else {} %}
  {% set relation = api.Relation.create(
      database=database, schema=schema, identifier=model['alias'], type='table') %}
  {% set columns = [] %}
  {% for name in agate_table.column_names %}
    {% set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) %}
    {% set text = described[name]['description'] | replace("'", "\\'") if name in described.keys() else '' %}
    {% do columns.append(
        adapter.quote_seed_column(name | string, quoting) ~ ' ' ~ type
        ~ (" comment '" ~ text ~ "'" if text else '')) %}
  {% endfor %}
  {% set create %}
    create {{ 'or replace' if replace }} table {{ this.render() }} ({{ columns | join(',') }})
    {{ file_format_clause() }}
    {{ partition_cols(label='partitioned by') }}
    {{ clustered_cols(label='clustered by') }}
    {{ location_clause(relation) }}
    {{ comment_clause() }}
    {{ tblproperties_clause() }}
  {% endset %}
  {% call statement('_') -%}
    {{ create }}
  {%- endcall %}
  {% do return(create) %}
{% endmacro %}


{% macro databricks_build_snapshot_staging_table(strategy, sql, target_relation) %}
  {% set staging = api.Relation.create(
      identifier=target_relation.identifier ~ '__dbt_tmp',
      schema=target_relation.schema,
      database=target_relation.database,
      type='view') %}
  {% set select = snapshot_staging_table(strategy, sql, target_relation) %}
  {% call statement('build_snapshot_staging_relation') %}
    create or replace view {{ staging }}
    as
      {{ select }}
  {% endcall %}
  {% do return(staging) %}
{% endmacro %}


{% macro statement_with_staging_table(name=None, staging_table=None, fetch_result=False, auto_begin=True) -%}
  {%- if execute -%}
    {%- set code = caller() -%}
    {%- if name == 'main' -%}
      {%- do log('Writing runtime SQL for node "' ~ model['unique_id'] ~ '"') -%}
      {%- do write(code) -%}
    {%- endif -%}
    {%- set response, rows = adapter.execute(
        code, auto_begin=auto_begin, fetch=fetch_result, staging_table=staging_table) -%}
    {%- if name is not none -%}
      {{ store_result(name, response=response, agate_table=rows) }}
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}

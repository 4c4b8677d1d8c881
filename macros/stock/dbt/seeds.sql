{% macro create_csv_table(model, agate_table) -%}
  {{ adapter.dispatch('create_csv_table', 'dbt')(model, agate_table) }}
{%- endmacro %}

{% macro default__create_csv_table(model, agate_table) %}
  {% set types = model['config'].get('column_types', {}) %}
  {% set quoting = model['config'].get('quote_columns', None) %}
  {% set columns = [] %}
  {% for name in agate_table.column_names %}
    {% set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) %}
    {% do columns.append(adapter.quote_seed_column(name | string, quoting) ~ ' ' ~ type) %}
  {% endfor %}
  {% set create = 'create table ' ~ this.render() ~ ' (' ~ columns | join(',') ~ ')' %}
  {% call statement('_') -%}
    {{ create }}
  {%- endcall %}
  {% do return(create) %}
{% endmacro %}


{% macro reset_csv_table(model, full_refresh, old_relation, agate_table) -%}
  {{ adapter.dispatch('reset_csv_table', 'dbt')(model, full_refresh, old_relation, agate_table) }}
{%- endmacro %}

{% macro default__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
  {% if full_refresh %}
    {% do adapter.drop_relation(old_relation) %}
    {% do return(create_csv_table(model, agate_table)) %}
  {% endif %}
  {% do adapter.truncate_relation(old_relation) %}
  {% do return('truncate table ' ~ old_relation.render()) %}
{% endmacro %}


{% macro get_csv_sql(create_or_truncate_sql, insert_sql) %}
  {{ adapter.dispatch('get_csv_sql', 'dbt')(create_or_truncate_sql, insert_sql) }}
{% endmacro %}

{% macro default__get_csv_sql(create_or_truncate_sql, insert_sql) %}
    {{ create_or_truncate_sql }};
    -- dbt seed --
    {{ insert_sql }}
{% endmacro %}


{% macro get_binding_char() -%}
  {{ adapter.dispatch('get_binding_char', 'dbt')() }}
{%- endmacro %}

{% macro default__get_binding_char() %}
  {% do return('%s') %}
{% endmacro %}


{% macro get_batch_size() -%}
  {% do return(adapter.dispatch('get_batch_size', 'dbt')()) %}
{%- endmacro %}

{% macro default__get_batch_size() %}
  {% do return(10000) %}
{% endmacro %}


{% macro get_seed_column_quoted_csv(model, column_names) %}
  {% set quoting = model['config'].get('quote_columns', None) %}
  {% set quoted = [] %}
  {% for name in column_names %}
    {% do quoted.append(adapter.quote_seed_column(name, quoting)) %}
  {% endfor %}
  {% do return(quoted | join(', ')) %}
{% endmacro %}


{% macro load_csv_rows(model, agate_table) -%}
  {{ adapter.dispatch('load_csv_rows', 'dbt')(model, agate_table) }}
{%- endmacro %}

{% macro default__load_csv_rows(model, agate_table) %}
  {% set names = get_seed_column_quoted_csv(model, agate_table.column_names) %}
  {% set mark = get_binding_char() %}
  {% set marks = '(' ~ ([mark] * (agate_table.column_names | length)) | join(',') ~ ')' %}
  {% set statements = [] %}
  {% for rows in agate_table.rows | batch(get_batch_size()) %}
    {% set bindings = [] %}
    {% for row in rows %}
      {% do bindings.extend(row) %}
    {% endfor %}
    {% set insert = 'insert into ' ~ this.render() ~ ' (' ~ names ~ ') values '
        ~ ([marks] * (rows | length)) | join(',') %}
    {% do adapter.add_query(insert, bindings=bindings, abridge_sql_log=True) %}
    {% do statements.append(insert) %}
  {% endfor %}
  {% do return(statements[0]) %}
{% endmacro %}

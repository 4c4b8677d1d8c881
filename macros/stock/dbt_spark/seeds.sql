{% macro spark__get_binding_char() %}
  {% do return('?' if target.method == 'odbc' else '%s') %}
{% endmacro %}


{% macro spark__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
  {% if old_relation %}
    {% do adapter.drop_relation(old_relation) %}
  {% endif %}
  {% do return(create_csv_table(model, agate_table)) %}
{% endmacro %}

{% macro spark__create_csv_table(model, agate_table) %}
  {% set types = model['config'].get('column_types', {}) %}
  {% set quoting = model['config'].get('quote_columns', None) %}
  {% set columns = [] %}
  {% for name in agate_table.column_names %}
    {% set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) %}
    {% do columns.append(adapter.quote_seed_column(name | string, quoting) ~ ' ' ~ type) %}
  {% endfor %}
  {% set create %}
    create table {{ this.render() }} ({{ columns | join(',') }})
    {{ file_format_clause() }}
    {{ partition_cols(label='partitioned by') }}
    {{ clustered_cols(label='clustered by') }}
    {{ location_clause() }}
    {{ comment_clause() }}
  {% endset %}
  {% call statement('_') -%}
    {{ create }}
  {%- endcall %}
  {% do return(create) %}
{% endmacro %}


{% macro spark__load_csv_rows(model, agate_table) %}
  {% set types = model['config'].get('column_types', {}) %}
  {% set casts = [] %}
  {% for name in agate_table.column_names %}
    {% set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) %}
    {% do casts.append('cast(' ~ get_binding_char() ~ ' as ' ~ type ~ ')') %}
  {% endfor %}
  {% set marks = '(' ~ casts | join(',') ~ ')' %}
  {% set statements = [] %}
  {% for rows in agate_table.rows | batch(get_batch_size()) %}
    {% set bindings = [] %}
    {% for row in rows %}
      {% do bindings.extend(row) %}
    {% endfor %}
    {% set insert = 'insert into ' ~ this.render() ~ ' values ' ~ ([marks] * (rows | length)) | join(',') %}
    {% do adapter.add_query(insert, bindings=bindings, abridge_sql_log=True) %}
    {% do statements.append(insert) %}
  {% endfor %}
  {% do return(statements[0]) %}
{% endmacro %}

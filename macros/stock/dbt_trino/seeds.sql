{% macro trino__get_binding_char() %}
  {% do return('?' if target.prepared_statements_enabled | as_bool else '%s') %}
{% endmacro %}

{% macro trino__get_batch_size() %}
  {% do return(1000) %}
{% endmacro %}


{% macro trino__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
  {{ adapter.drop_relation(old_relation) }}
  {% do return(create_csv_table(model, agate_table)) %}
{% endmacro %}

{% macro trino__create_csv_table(model, agate_table) %}
  {% set types = model['config'].get('column_types', {}) %}
  {% set quoting = model['config'].get('quote_columns', None) %}
  {% set columns = [] %}
  {% for name in agate_table.column_names %}
    {% set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) %}
    {% do columns.append(adapter.quote_seed_column(name | string, quoting) ~ ' ' ~ type) %}
  {% endfor %}
  {% set create = 'create table ' ~ this.render() ~ ' (' ~ columns | join(',') ~ ') ' ~ properties() %}
  {% call statement('_') -%}
    {{ create }}
  {%- endcall %}
  {% do return(create) %}
{% endmacro %}


{#- pairs of (mark, value), or (none, literal) for what a bound text cannot be turned into -#}
{% macro create_bindings(row, types) %}
  {% set pairs = [] %}
  {% for item in row %}
    {% set type = types[loop.index0] %}
    {% set name = modules.re.match("(\w+)(\(.*\))?", type).group(1) %}
    {% if item is string and 'interval' in name %}
      {% do pairs.append((none, name.upper() ~ ' ' ~ item)) %}
    {% elif item is string and 'varchar' not in type.lower() %}
      {% do pairs.append((none, name.upper() ~ " '" ~ item ~ "'")) %}
    {% elif item is not none and 'varchar' in type.lower() %}
      {% do pairs.append((get_binding_char(), item | string)) %}
    {% else %}
      {% do pairs.append((get_binding_char(), item)) %}
    {% endif %}
  {% endfor %}
  {% do return(pairs) %}
{% endmacro %}

{% macro trino__load_csv_rows(model, agate_table) %}
  {% set overrides = model['config'].get('column_types', {}) %}
  {% set types = [] %}
  {% for name in agate_table.column_names %}
    {% do types.append(overrides.get(name, adapter.convert_type(agate_table, loop.index0))) %}
  {% endfor %}
  {% set names = get_seed_column_quoted_csv(model, agate_table.column_names) %}
  {% set statements = [] %}
  {% for rows in agate_table.rows | batch(get_batch_size()) %}
    {% set bindings = [] %}
    {% set tuples = [] %}
    {% for row in rows %}
      {% set cells = [] %}
      {% for mark, value in create_bindings(row, types) %}
        {% do cells.append(value if mark is none else mark) %}
        {% if mark is not none %}
          {% do bindings.append(value) %}
        {% endif %}
      {% endfor %}
      {% do tuples.append('(' ~ cells | join(',') ~ ')') %}
    {% endfor %}
    {% set insert = 'insert into ' ~ this.render() ~ ' (' ~ names ~ ') values ' ~ tuples | join(',') %}
    {% do adapter.add_query(insert, bindings=bindings, abridge_sql_log=True) %}
    {% do statements.append(insert) %}
  {% endfor %}
  {% do return(statements[0]) %}
{% endmacro %}

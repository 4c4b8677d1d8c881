{% macro bigquery__drop_relation(relation) -%}
  {% do adapter.drop_relation(relation) %}
{%- endmacro %}

{% macro bigquery__rename_relation(from_relation, to_relation) -%}
  {% do adapter.rename_relation(from_relation, to_relation) %}
{%- endmacro %}

{% macro bigquery__drop_schema(relation) -%}
  {{ adapter.drop_schema(relation) }}
{%- endmacro %}

{% macro bigquery__list_schemas(database) -%}
  {% do return(adapter.list_schemas(database)) %}
{%- endmacro %}

{% macro bigquery__check_schema_exists(information_schema, schema) %}
  {% do return(adapter.check_schema_exists(information_schema.database, schema)) %}
{% endmacro %}

{% macro bigquery__list_relations_without_caching(schema_relation) -%}
  {% do return(adapter.list_relations_without_caching(schema_relation)) %}
{%- endmacro %}

{% macro bigquery__get_columns_in_relation(relation) -%}
  {% do return(adapter.get_columns_in_relation(relation)) %}
{%- endmacro %}


{% macro bigquery__get_empty_subquery_sql(select_sql, select_sql_header=none) %}
    {{ select_sql_header if select_sql_header is not none }}
    select * from (
        {{ select_sql }}
    ) as __dbt_sbq
    where false and current_timestamp() = current_timestamp()
    limit 0
{% endmacro %}

{% macro bigquery__get_empty_schema_sql(columns) %}
  {% set untyped = columns.values() | selectattr('data_type', 'undefined') | map(attribute='name') | list %}
  {% if untyped %}
    {% do exceptions.column_type_missing(column_names=untyped) %}
  {% endif %}
  {% do return(dbt.default__get_empty_schema_sql(adapter.nest_column_data_types(columns))) %}
{% endmacro %}

{% macro bigquery__get_select_subquery(sql) %}
    select {{ adapter.dispatch('get_column_names')() }}
    from (
        {{ sql }}
    ) as model_subq
{%- endmacro %}

{% macro bigquery__get_column_names() %}
  {%- for column in adapter.nest_column_data_types(model['columns']).values() %}
    {{ adapter.quote(column['name']) if column.get('quote') else column['name'] }}{{ ', ' if not loop.last }}
  {%- endfor %}
{% endmacro %}

{% macro bigquery__format_column(column) -%}
  {% do return({
      'name': column.name,
      'data_type': column.data_type,
      'formatted': column.column.lower() ~ ' ' ~ column.data_type}) %}
{%- endmacro %}


{% macro bigquery__persist_docs(relation, model, for_relation, for_columns) -%}
  {% if for_columns and config.persist_column_docs() and model.columns %}
    {% do alter_column_comment(relation, model.columns) %}
  {% endif %}
{%- endmacro %}

{% macro bigquery__alter_column_comment(relation, column_dict) -%}
  {% do adapter.update_columns(relation, column_dict) %}
{%- endmacro %}


{% macro bigquery__alter_relation_add_columns(relation, add_columns) %}
  {% set changes = [] %}
  {% for column in add_columns %}
    {% do changes.append('add column ' ~ column.name ~ ' ' ~ column.data_type) %}
  {% endfor %}
  {% do return(run_query('alter ' ~ relation.type ~ ' ' ~ relation ~ ' ' ~ changes | join(', '))) %}
{% endmacro %}

{% macro bigquery__alter_relation_drop_columns(relation, drop_columns) %}
  {% set changes = [] %}
  {% for column in drop_columns %}
    {% do changes.append('drop column ' ~ column.name) %}
  {% endfor %}
  {% do return(run_query('alter ' ~ relation.type ~ ' ' ~ relation ~ ' ' ~ changes | join(', '))) %}
{% endmacro %}

{% macro bigquery__alter_column_type(relation, column_name, new_column_type) -%}
  {% set columns = [] %}
  {% for column in get_columns_in_relation(relation) %}
    {% set changed = 'CAST(' ~ column.quoted ~ ' AS ' ~ new_column_type ~ ') AS ' ~ column.quoted %}
    {% do columns.append(changed if column.column == column_name else column.quoted) %}
  {% endfor %}
  {% call statement('alter_column_type') %}
    {{ create_table_as(False, relation, 'select ' ~ columns | join(', ') ~ ' from ' ~ relation) }}
  {% endcall %}
{%- endmacro %}


{% macro bigquery__can_clone_table() %}
  {% do return(True) %}
{% endmacro %}

{% macro bigquery__create_or_replace_clone(this_relation, defer_relation) %}
    create or replace
      table {{ this_relation }}
      clone {{ defer_relation }}
{% endmacro %}


{% macro bigquery__snapshot_hash_arguments(args) -%}
  to_hex(md5(concat({%- for arg in args -%}
    coalesce(cast({{ arg }} as string), ''){{ ", '|'," if not loop.last }}
  {%- endfor -%}
  )))
{%- endmacro %}

{% macro bigquery__create_columns(relation, columns) %}
  {{ adapter.alter_table_add_columns(relation, columns) }}
{% endmacro %}

{% macro bigquery__post_snapshot(staging_relation) %}
  -- Clean up the snapshot temp table
  {% do drop_relation(staging_relation) %}
{% endmacro %}

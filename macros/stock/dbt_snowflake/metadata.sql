{% macro snowflake__get_columns_in_relation(relation) -%}
  {% set rows = run_query('describe table ' ~ relation.render()) %}
  {% if rows | length >= 10000 %}
    {% do exceptions.raise_compiler_error('
      Too many columns in relation ' ~ relation.render() ~ '! dbt can only get
      information about relations with fewer than 10000 columns.
    ') %}
  {% endif %}
  {% set columns = [] %}
  {% for row in rows %}
    {% do columns.append(api.Column.from_description(row['name'], row['type'])) %}
  {% endfor %}
  {% do return(columns) %}
{%- endmacro %}


{% macro snowflake__show_object_metadata(relation) %}
  {% do return(run_query(
      'show objects in ' ~ relation.include(identifier=False)
      ~ " starts with '" ~ relation.identifier ~ "' limit 1")) %}
{% endmacro %}


{% macro snowflake__list_schemas(database) -%}
  {% set rows = run_query('show terse schemas in database ' ~ database ~ '\n    limit 10000') %}
  {% if rows | length >= 10000 %}
    {% do exceptions.raise_compiler_error('
      Too many schemas in database ' ~ database ~ '! dbt can only get
      information about databases with fewer than 10000 schemas.
    ') %}
  {% endif %}
  {% do return(rows) %}
{%- endmacro %}

{% macro snowflake__check_schema_exists(information_schema, schema) -%}
  {% call statement('check_schema_exists', fetch_result=True) -%}
        select count(*)
        from {{ information_schema }}.schemata
        where upper(schema_name) = upper('{{ schema }}')
            and upper(catalog_name) = upper('{{ information_schema.database }}')
  {%- endcall %}
  {% do return(load_result('check_schema_exists').table) %}
{%- endmacro %}


{% macro snowflake__list_relations_without_caching(schema_relation, max_iter=10, max_results_per_iter=10000) %}
  {% set page = adapter.config.flags.get('list_relations_per_page', max_results_per_iter) %}
  {% set pages = adapter.config.flags.get('list_relations_page_limit', max_iter) %}
  {% set place = schema_relation if schema_relation is string else schema_relation.include(identifier=False) %}
  {% set query %}
    show objects in {{ place }} limit {{ page }};
    {% if adapter.behavior.enable_iceberg_materializations.no_warn %}
      select all_objects.*, is_iceberg
      from table(result_scan(last_query_id(-1))) all_objects
      left join INFORMATION_SCHEMA.tables as all_tables
        on all_tables.table_name = all_objects."name"
        and all_tables.table_schema = all_objects."schema_name"
        and all_tables.table_catalog = all_objects."database_name"
    {% endif %}
  {% endset %}
  {% set first = run_query(query) %}
  {% set watermark = namespace(table_name=first.columns[1].values()[-1]) %}
  {% set rest = [] %}
  {% if first | length >= page %}
    {% set rest = snowflake__get_paginated_relations_array(
        pages, page, page * pages, schema_relation, watermark) %}
  {% endif %}
  {% do return(first.merge([first] + rest)) %}
{% endmacro %}

{% macro snowflake__get_paginated_relations_array(
    max_iter, max_results_per_iter, max_total_results, schema_relation, watermark) %}
  {% set place = schema_relation if schema_relation is string else schema_relation.include(identifier=False) %}
  {% set pages = [] %}
  {% for _ in range(max_iter) %}
    {% set rows = run_query(
        'show objects in ' ~ place ~ ' limit ' ~ max_results_per_iter ~ " from '" ~ watermark.table_name ~ "'") %}
    {% if rows | length == 0 %}
      {% break %}
    {% elif loop.last %}
      {% do exceptions.raise_compiler_error(
          'dbt is currently configured to list a maximum of ' ~ max_total_results ~ ' objects per schema.
            ' ~ schema_relation ~ ' exceeds this limit. If this is expected, you may configure this limit
            by setting list_relations_per_page and list_relations_page_limit in your project flags.
            It is recommended to start by increasing list_relations_page_limit to something more than the default of 10.') %}
    {% endif %}
    {% do pages.append(rows) %}
    {% set watermark.table_name = rows.columns[1].values()[-1] %}
    {% if rows | length < max_results_per_iter %}
      {% break %}
    {% endif %}
  {% endfor %}
  {% do return(pages) %}
{% endmacro %}


{% macro snowflake__get_relation_last_modified(information_schema, relations) -%}
  {%- call statement('last_modified', fetch_result=True) -%}
        select table_schema as schema,
               table_name as identifier,
               last_altered as last_modified,
               {{ current_timestamp() }} as snapshotted_at
        from {{ information_schema }}.tables
        where (
          {% for relation in relations %}
            (upper(table_schema) = upper('{{ relation.schema }}') and
             upper(table_name) = upper('{{ relation.identifier }}'))
            {{ 'or' if not loop.last }}
          {% endfor %}
        )
  {%- endcall -%}
  {% do return(load_result('last_modified')) %}
{%- endmacro %}

{% macro snowflake__get_create_dynamic_table_as_sql(relation, sql) -%}
  {%- set table = relation.from_config(config.model) -%}
  {%- if table.catalog.table_format == 'iceberg' -%}
    {{ _get_create_dynamic_iceberg_table_as_sql(table, relation, sql) }}
  {%- else -%}
    {{ _get_create_dynamic_standard_table_as_sql(table, relation, sql) }}
  {%- endif -%}
{%- endmacro %}

{% macro _get_create_dynamic_standard_table_as_sql(dynamic_table, relation, sql) -%}
    create dynamic table {{ relation }}
        target_lag = '{{ dynamic_table.target_lag }}'
        warehouse = {{ dynamic_table.snowflake_warehouse }}
        {{ optional('refresh_mode', dynamic_table.refresh_mode) }}
        {{ optional('initialize', dynamic_table.initialize) }}
        as (
            {{ sql }}
        )
{%- endmacro %}

{% macro _get_create_dynamic_iceberg_table_as_sql(dynamic_table, relation, sql) -%}
    create dynamic iceberg table {{ relation }}
        target_lag = '{{ dynamic_table.target_lag }}'
        warehouse = {{ dynamic_table.snowflake_warehouse }}
        {{ optional('external_volume', dynamic_table.catalog.external_volume) }}
        {{ optional('catalog', dynamic_table.catalog.name) }}
        base_location = '{{ dynamic_table.catalog.base_location }}'
        {{ optional('refresh_mode', dynamic_table.refresh_mode) }}
        {{ optional('initialize', dynamic_table.initialize) }}
        as (
            {{ sql }}
        )
{%- endmacro %}


{% macro snowflake__get_replace_dynamic_table_sql(relation, sql) -%}
  {%- set table = relation.from_config(config.model) -%}
  {%- if table.catalog.table_format == 'iceberg' -%}
    {{ _get_replace_dynamic_iceberg_table_as_sql(table, relation, sql) }}
  {%- else -%}
    {{ _get_replace_dynamic_standard_table_as_sql(table, relation, sql) }}
  {%- endif -%}
{%- endmacro %}

{% macro _get_replace_dynamic_standard_table_as_sql(dynamic_table, relation, sql) -%}
  {{ _get_create_dynamic_standard_table_as_sql(dynamic_table, relation, sql)
      | replace('create dynamic table', 'create or replace dynamic table', 1) }}
{%- endmacro %}

{% macro _get_replace_dynamic_iceberg_table_as_sql(dynamic_table, relation, sql) -%}
  {{ _get_create_dynamic_iceberg_table_as_sql(dynamic_table, relation, sql)
      | replace('create dynamic iceberg table', 'create or replace dynamic iceberg table', 1) }}
{%- endmacro %}


{% macro snowflake__get_drop_dynamic_table_sql(relation) %}
    drop dynamic table if exists {{ relation }}
{% endmacro %}

{% macro snowflake__refresh_dynamic_table(relation) -%}
  {%- do log('Applying REFRESH to: ' ~ relation) -%}
    alter dynamic table {{ relation }} refresh
{%- endmacro %}

{% macro snowflake__get_alter_dynamic_table_as_sql(
    existing_relation, configuration_changes, target_relation, sql) -%}
  {%- do log('Applying ALTER to: ' ~ existing_relation) -%}
  {%- if configuration_changes.requires_full_refresh -%}
    {{- get_replace_sql(existing_relation, target_relation, sql) -}}
  {%- else -%}
    {%- set lag = configuration_changes.target_lag -%}
    {%- set warehouse = configuration_changes.snowflake_warehouse -%}
    {%- if lag -%}
      {%- do log('Applying UPDATE TARGET_LAG to: ' ~ existing_relation) -%}
    {%- endif -%}
    {%- if warehouse -%}
      {%- do log('Applying UPDATE WAREHOUSE to: ' ~ existing_relation) -%}
    {%- endif -%}
    alter dynamic table {{ existing_relation }} set
        {{ "target_lag = '" ~ lag.context ~ "'" if lag }}
        {{ 'warehouse = ' ~ warehouse.context if warehouse }}
  {%- endif -%}
{%- endmacro %}


{% macro snowflake__describe_dynamic_table(relation) %}
  {% set settings %}
        show dynamic tables
            like '{{ relation.identifier }}'
            in schema {{ relation.database }}.{{ relation.schema }}
        ;
        select
            "name",
            "schema_name",
            "database_name",
            "text",
            "target_lag",
            "warehouse",
            "refresh_mode"
        from table(result_scan(last_query_id()))
  {% endset %}
  {% set results = {'dynamic_table': run_query(settings)} %}
  {% if adapter.behavior.enable_iceberg_materializations.no_warn %}
    {% do results.update({'catalog': run_query(_get_describe_iceberg_catalog_sql(relation))}) %}
  {% endif %}
  {% do return(results) %}
{% endmacro %}

{% macro _get_describe_iceberg_catalog_sql(relation) %}
    show iceberg tables
        like '{{ relation.identifier }}'
        in schema {{ relation.database }}.{{ relation.schema }}
    ;
    select
        "catalog_name",
        "external_volume_name",
        "base_location"
    from table(result_scan(last_query_id()))
{% endmacro %}


{% macro snowflake__get_dynamic_table_configuration_changes(existing_relation, new_config) -%}
  {% do return(existing_relation.dynamic_table_config_changeset(
      snowflake__describe_dynamic_table(existing_relation), new_config.model)) %}
{%- endmacro %}

{% macro dynamic_table_get_build_sql(existing_relation, target_relation) %}
  {% set full_refresh = should_full_refresh() %}
  {% if existing_relation is none %}
    {% do return(get_create_sql(target_relation, sql)) %}
  {% elif full_refresh or not existing_relation.is_dynamic_table %}
    {% do return(get_replace_sql(existing_relation, target_relation, sql)) %}
  {% endif %}
  {% set reaction = config.get('on_configuration_change') %}
  {% set changes = snowflake__get_dynamic_table_configuration_changes(existing_relation, config) %}
  {% set found = 'Configuration changes were identified and `on_configuration_change` was set to `'
      ~ reaction ~ '` for `' ~ target_relation ~ '`' %}
  {% if changes is none %}
    {% do exceptions.warn('No configuration changes were identified on: `' ~ target_relation ~ '`. Continuing.') %}
    {% do return('') %}
  {% elif reaction == 'apply' %}
    {% do return(snowflake__get_alter_dynamic_table_as_sql(existing_relation, changes, target_relation, sql)) %}
  {% elif reaction == 'continue' %}
    {% do exceptions.warn(found) %}
    {% do return('') %}
  {% elif reaction == 'fail' %}
    {% do exceptions.raise_fail_fast_error(found) %}
  {% endif %}
  {% do exceptions.raise_compiler_error('Unexpected configuration scenario: `' ~ reaction ~ '`') %}
{% endmacro %}

{% macro dynamic_table_execute_no_op(relation) %}
  {% do store_raw_result(name='main', message='skip ' ~ relation, code='skip', rows_affected='-1') %}
{% endmacro %}

{% macro dynamic_table_execute_build_sql(build_sql, existing_relation, target_relation) %}
  {% call statement(name='main') %}
    {{ build_sql }}
  {% endcall %}
  {% do apply_grants(
      target_relation,
      config.get('grants'),
      should_revoke=should_revoke(existing_relation, full_refresh_mode=True)) %}
  {% do persist_docs(target_relation, model) %}
{% endmacro %}

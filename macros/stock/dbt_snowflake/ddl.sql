{% macro snowflake__get_create_sql(relation, sql) %}
  {% if relation.is_dynamic_table %}
    {{ snowflake__get_create_dynamic_table_as_sql(relation, sql) }}
  {% else %}
    {{ default__get_create_sql(relation, sql) }}
  {% endif %}
{% endmacro %}

{% macro snowflake__get_replace_sql(existing_relation, target_relation, sql) %}
  {% if existing_relation.is_dynamic_table and target_relation.is_dynamic_table %}
    {{ snowflake__get_replace_dynamic_table_sql(target_relation, sql) }}
  {% else %}
    {{ default__get_replace_sql(existing_relation, target_relation, sql) }}
  {% endif %}
{% endmacro %}

{% macro snowflake__get_drop_sql(relation) %}
  {% if relation.is_dynamic_table %}
    {{ snowflake__get_drop_dynamic_table_sql(relation) }}
  {% else %}
    {{ default__get_drop_sql(relation) }}
  {% endif %}
{% endmacro %}


{% macro snowflake__rename_relation(from_relation, to_relation) -%}
  {% call statement('rename_relation') -%}
    alter table {{ from_relation }} rename to {{ to_relation }}
  {%- endcall %}
{%- endmacro %}

{#- whole names below: a bare one would move the relation to the session's schema -#}
{% macro snowflake__get_create_backup_sql(relation) -%}
    {%- set backup = make_backup_relation(relation, relation.type) -%}
    -- get the standard backup name

    -- drop any pre-existing backup
    {{ get_drop_sql(backup) }};

    -- use `render` to ensure that the fully qualified name is used
    {{ get_rename_sql(relation, backup.render()) }}
{%- endmacro %}

{% macro snowflake__get_rename_intermediate_sql(relation) -%}
    -- get the standard intermediate name

    -- use `render` to ensure that the fully qualified name is used
    {{ get_rename_sql(make_intermediate_relation(relation), relation.render()) }}
{%- endmacro %}


{% macro snowflake__create_table_as(temporary, relation, compiled_code, language='sql') -%}
  {%- set iceberg = relation.is_iceberg_format -%}
  {%- if iceberg and not adapter.behavior.enable_iceberg_materializations.no_warn -%}
    {%- do exceptions.raise_compiler_error('Was unable to create model as Iceberg Table Format. Please set the `enable_iceberg_materializations` behavior flag to True in your dbt_project.yml. For more information, go to https://docs.getdbt.com/reference/resource-configs/snowflake-configs#iceberg-table-format') -%}
  {%- endif -%}
  {%- set kind = relation.get_ddl_prefix_for_create(config.model.config, temporary) -%}
  {%- set altered = 'alter ' ~ relation.get_ddl_prefix_for_alter() ~ ' table ' ~ relation -%}
  {%- if language == 'python' -%}
    {%- if iceberg -%}
      {%- do exceptions.raise_compiler_error('Iceberg is incompatible with Python models. Please use a SQL model for the iceberg format.') -%}
    {%- endif -%}
    {{ py_write_table(compiled_code=compiled_code, target_relation=relation, table_type=kind) }}
  {%- elif language == 'sql' -%}
    {%- set keys = config.get('cluster_by', default=none) -%}
    {%- set clusters = keys if keys is none or keys is string else keys | join(', ') -%}
    {%- set header = config.get('sql_header', none) -%}
    {{ header if header is not none }}
        create or replace {{ kind }} table {{ relation }}
        {{ relation.get_iceberg_ddl_options(config.model.config) if iceberg }}
        {% if config.get('contract').enforced -%}
          {{ get_assert_columns_equivalent(sql) }}
          {{ get_table_columns_and_constraints() }}
          {% set compiled_code = get_select_subquery(compiled_code) %}
        {% endif %}
        {{ 'copy grants' if config.get('copy_grants', default=false) and not temporary }} as
        (
          {% if clusters is not none -%}
            select * from (
              {{ compiled_code }}
              ) order by ({{ clusters }})
          {%- else -%}
            {{ compiled_code }}
          {%- endif %}
        );
      {% if clusters is not none and not temporary -%}
        {{ altered }} cluster by ({{ clusters }});
        {% if config.get('automatic_clustering', default=false) -%}
        {{ altered }} resume recluster;
        {%- endif %}
      {%- endif -%}
  {%- else -%}
    {%- do exceptions.raise_compiler_error(
        "snowflake__create_table_as macro didn't get supported language, it got " ~ language) -%}
  {%- endif -%}
{%- endmacro %}

{% macro snowflake__get_replace_table_sql(relation, sql) %}
    {{ snowflake__create_table_as(False, relation, sql) }}
{% endmacro %}

{% macro snowflake__get_drop_table_sql(relation) %}
    drop table if exists {{ relation }} cascade
{% endmacro %}


{% macro snowflake__create_view_as_with_temp_flag(relation, sql, is_temporary=False) -%}
  {%- set header = config.get('sql_header', none) -%}
  {{ header if header is not none }}
  create or replace {{ 'secure' if config.get('secure', default=false) }} {{ 'temporary' if is_temporary }} view {{ relation }}
  {% if config.persist_column_docs() -%}
    {{ get_persist_docs_column_list(model.columns, get_columns_in_query(sql)) }}
  {%- endif %}
  {{ get_assert_columns_equivalent(sql) if config.get('contract').enforced }}
  {{ 'copy grants' if config.get('copy_grants', default=false) }} as (
    {{ sql }}
  );
{%- endmacro %}

{% macro snowflake__create_view_as(relation, sql) -%}
  {{ snowflake__create_view_as_with_temp_flag(relation, sql) }}
{%- endmacro %}

{% macro snowflake__get_replace_view_sql(relation, sql) %}
    {{ snowflake__create_view_as(relation, sql) }}
{% endmacro %}

{% macro snowflake__get_drop_view_sql(relation) %}
    drop view if exists {{ relation }} cascade
{% endmacro %}


{#- dbt's rename statements carry their documentation along -#}
{% macro snowflake__get_rename_table_sql(relation, new_name) -%}
    /*
    Rename or move a table to the new name.

    Args:
        relation: SnowflakeRelation - relation to be renamed
        new_name: Union[str, SnowflakeRelation] - new name for `relation`
            if providing a string, the default database/schema will be used if that string is just an identifier
            if providing a SnowflakeRelation, `render` will be used to produce a fully qualified name
    Returns: templated string
    */
    alter table {{ relation }} rename to {{ new_name }}
{%- endmacro %}

{% macro snowflake__get_rename_view_sql(relation, new_name) -%}
    /*
    Rename or move a view to the new name.

    Args:
        relation: SnowflakeRelation - relation to be renamed
        new_name: Union[str, SnowflakeRelation] - new name for `relation`
            if providing a string, the default database/schema will be used if that string is just an identifier
            if providing a SnowflakeRelation, `render` will be used to produce a fully qualified name
    Returns: templated string
    */
    alter view {{ relation }} rename to {{ new_name }}
{%- endmacro %}

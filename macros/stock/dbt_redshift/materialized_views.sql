{% macro redshift__get_create_materialized_view_as_sql(relation, sql) %}
    {%- set view = relation.from_config(config.model) %}
    create materialized view {{ view.path }}
        backup {{ 'yes' if view.backup else 'no' }}
        diststyle {{ view.dist.diststyle }}
        {{ 'distkey (' ~ view.dist.distkey ~ ')' if view.dist.distkey }}
        {{ 'sortkey (' ~ view.sort.sortkey | join(',') ~ ')' if view.sort.sortkey }}
        auto refresh {{ 'yes' if view.autorefresh else 'no' }}
    as (
        {{ view.query }}
    )
{% endmacro %}

{% macro redshift__drop_materialized_view(relation) -%}
  drop materialized view if exists {{ relation }} cascade
{%- endmacro %}

{% macro redshift__refresh_materialized_view(relation) -%}
    refresh materialized view {{ relation }}
{% endmacro %}


{% macro redshift__get_alter_materialized_view_as_sql(
    relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) %}
  -- apply a full refresh immediately if needed
  {% if configuration_changes.requires_full_refresh %}
    {{ get_replace_sql(existing_relation, relation, sql) }}
    -- otherwise apply individual changes as needed
  {% else %}
    {%- set autorefresh = configuration_changes.autorefresh -%}
    {%- if autorefresh -%}
      {%- do log('Applying UPDATE AUTOREFRESH to: ' ~ relation) -%}
    {%- endif %}
    alter materialized view {{ relation }}
        auto refresh {{ 'yes' if autorefresh.context else 'no' }}
  {% endif %}
{% endmacro %}

{% macro redshift__get_materialized_view_configuration_changes(existing_relation, new_config) %}
  {% do return(existing_relation.materialized_view_config_changeset(
      redshift__describe_materialized_view(existing_relation), new_config.model)) %}
{% endmacro %}

{% macro redshift__describe_materialized_view(relation) %}
  {% set settings %}
        select
            tb.database,
            tb.schema,
            tb.table,
            tb.diststyle,
            tb.sortkey1,
            mv.autorefresh
        from svv_table_info tb
        -- svv_mv_info is queryable by Redshift Serverless, but stv_mv_info is not
        left join svv_mv_info mv
            on mv.database_name = tb.database
            and mv.schema_name = tb.schema
            and mv.name = tb.table
        where tb.table ilike '{{ relation.identifier }}'
        and tb.schema ilike '{{ relation.schema }}'
        and tb.database ilike '{{ relation.database }}'
  {% endset %}
  {% set columns %}
        SELECT
            a.attname as column,
            a.attisdistkey as is_dist_key,
            a.attsortkeyord as sort_key_position
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE
            n.nspname ilike '{{ relation.schema }}'
            AND c.relname LIKE 'mv_tbl__{{ relation.identifier }}__%'
  {% endset %}
  {% set definition %}
        select
            vw.definition
        from pg_views vw
        where vw.viewname = '{{ relation.identifier }}'
        and vw.schemaname = '{{ relation.schema }}'
        and vw.definition ilike '%create materialized view%'
  {% endset %}
  {% set view = run_query(settings) %}
  {% set described = run_query(columns) %}
  {% do return({'materialized_view': view, 'query': run_query(definition), 'columns': described}) %}
{% endmacro %}

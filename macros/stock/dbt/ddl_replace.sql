{% macro get_create_backup_sql(relation) -%}
  {%- do log('Applying CREATE BACKUP to: ' ~ relation) -%}
  {{- adapter.dispatch('get_create_backup_sql', 'dbt')(relation) -}}
{%- endmacro %}

{% macro default__get_create_backup_sql(relation) -%}
    {%- set backup = make_backup_relation(relation, relation.type) -%}
    -- get the standard backup name

    -- drop any pre-existing backup
    {{ get_drop_sql(backup) }};

    {{ get_rename_sql(relation, backup.identifier) }}
{%- endmacro %}


{% macro get_drop_backup_sql(relation) -%}
  {%- do log('Applying DROP BACKUP to: ' ~ relation) -%}
  {{- adapter.dispatch('get_drop_backup_sql', 'dbt')(relation) -}}
{%- endmacro %}

{% macro default__get_drop_backup_sql(relation) -%}
    -- get the standard backup name
    {{ get_drop_sql(make_backup_relation(relation, relation.type)) }}
{%- endmacro %}


{% macro get_create_intermediate_sql(relation, sql) -%}
  {%- do log('Applying CREATE INTERMEDIATE to: ' ~ relation) -%}
  {{- adapter.dispatch('get_create_intermediate_sql', 'dbt')(relation, sql) -}}
{%- endmacro %}

{% macro default__get_create_intermediate_sql(relation, sql) -%}
    {%- set intermediate = make_intermediate_relation(relation) -%}
    -- get the standard intermediate name

    -- drop any pre-existing intermediate
    {{ get_drop_sql(intermediate) }};

    {{ get_create_sql(intermediate, sql) }}
{%- endmacro %}


{% macro get_rename_intermediate_sql(relation) -%}
  {%- do log('Applying RENAME INTERMEDIATE to: ' ~ relation) -%}
  {{- adapter.dispatch('get_rename_intermediate_sql', 'dbt')(relation) -}}
{%- endmacro %}

{% macro default__get_rename_intermediate_sql(relation) -%}
    -- get the standard intermediate name
    {{ get_rename_sql(make_intermediate_relation(relation), relation.identifier) }}
{%- endmacro %}


{% macro get_replace_sql(existing_relation, target_relation, sql) %}
  {%- do log('Applying REPLACE to: ' ~ existing_relation) -%}
  {{- adapter.dispatch('get_replace_sql', 'dbt')(existing_relation, target_relation, sql) -}}
{% endmacro %}

{#- dbt compares with target_relation_type, which nothing defines: no relation with a type
    is ever replaced in place by this default -#}
{% macro default__get_replace_sql(existing_relation, target_relation, sql) %}
  {% set in_place = existing_relation.type == target_relation_type and existing_relation.can_be_replaced %}
  {% if in_place and existing_relation.is_view %}
    {{ get_replace_view_sql(target_relation, sql) }}
  {% elif in_place and existing_relation.is_table %}
    {{ get_replace_table_sql(target_relation, sql) }}
  {% elif in_place and existing_relation.is_materialized_view %}
    {{ get_replace_materialized_view_sql(target_relation, sql) }}
  {% elif target_relation.can_be_renamed and existing_relation.can_be_renamed %}
    {{ get_create_intermediate_sql(target_relation, sql) }};
    {{ get_create_backup_sql(existing_relation) }};
    {{ get_rename_intermediate_sql(target_relation) }};
    {{ get_drop_backup_sql(existing_relation) }}
  {% elif target_relation.can_be_renamed %}
    {{ get_create_intermediate_sql(target_relation, sql) }};
    {{ get_drop_sql(existing_relation) }};
    {{ get_rename_intermediate_sql(target_relation) }}
  {% elif existing_relation.can_be_renamed %}
    {{ get_create_backup_sql(existing_relation) }};
    {{ get_create_sql(target_relation, sql) }};
    {{ get_drop_backup_sql(existing_relation) }}
  {% else %}
    {{ get_drop_sql(existing_relation) }};
    {{ get_create_sql(target_relation, sql) }}
  {% endif %}
{% endmacro %}

{% macro trino__create_table_as(temporary, relation, sql, replace=False) -%}
  {%- set contract = config.get('contract').enforced -%}
  create {{ 'or replace' if replace }} table {{ relation }}
    {% if contract %}
    {{ get_table_columns_and_constraints() }}
    {{ get_assert_columns_equivalent(sql) }}
    {% set sql = get_select_subquery(sql) %}
    {% endif %}
    {{ comment(model.get('description')) }}
    {{ properties() }}
  {% if contract %}
  ;

  insert into {{ relation }}
    (
      {{ sql }}
    )
  ;
  {% else %}
    as (
      {{ sql }}
    );
  {% endif %}
{% endmacro %}

{% macro trino__create_view_as(relation, sql) -%}
  {%- set security = config.get('view_security', 'definer') -%}
  {%- if security not in ['definer', 'invoker'] -%}
    {%- do log('Invalid value for view_security (' ~ security ~ ') specified. Setting default value (definer).') -%}
  {%- endif %}
  create or replace view
    {{ relation }}
  {{ get_assert_columns_equivalent(sql) if config.get('contract').enforced }}
  security {{ security }}
  as
    {{ sql }}
  ;
{% endmacro %}

{% macro create_or_replace_view() %}
  {% set existing = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) %}
  {% set target_relation = api.Relation.create(
      identifier=model['alias'], schema=schema, database=database, type='view') %}
  {{ run_hooks(pre_hooks) }}
  {% if existing is not none and not existing.is_view %}
    {{ handle_existing_table(should_full_refresh(), existing) }}
  {% endif %}
  {% call statement('main') -%}
    {{ get_create_view_as_sql(target_relation, sql) }}
  {%- endcall %}
  {% do apply_grants(target_relation, config.get('grants'), should_revoke=True) %}
  {{ run_hooks(post_hooks) }}
  {% do return({'relations': [target_relation]}) %}
{% endmacro %}

{% macro on_table_exists_logic(
    on_table_exists, existing_relation, intermediate_relation, backup_relation, target_relation) -%}
  {% set aside = on_table_exists == 'rename' and existing_relation is not none %}
  {% if on_table_exists == 'drop' and existing_relation is not none %}
    {{ adapter.drop_relation(existing_relation) }}
  {% endif %}
  {% if on_table_exists == 'replace' %}
    {% call statement('main') -%}
      {{ create_table_as(False, target_relation, sql, True) }}
    {%- endcall %}
  {% elif on_table_exists in ['rename', 'drop'] %}
    {% call statement('main') -%}
      {{ create_table_as(False, intermediate_relation if aside else target_relation, sql) }}
    {%- endcall %}
  {% endif %}
  {% if aside %}
    {{ adapter.rename_relation(existing_relation, backup_relation) }}
    {{ adapter.rename_relation(intermediate_relation, target_relation) }}
    {{ drop_relation_if_exists(backup_relation) }}
  {% endif %}
{%- endmacro %}


{% macro trino__get_create_materialized_view_as_sql(target_relation, sql) -%}
  create materialized view {{ target_relation }}
    {{ properties() }}
  as
  {{ sql }}
  ;
{%- endmacro %}

{% macro trino__get_replace_materialized_view_as_sql(
    relation, sql, existing_relation, backup_relation, intermediate_relation) %}
    {{ trino__get_create_materialized_view_as_sql(intermediate_relation, sql) }}
    {% if existing_relation is not none %}
      {%- set kind = existing_relation.type -%}
      {%- do log('Found a ' ~ kind ~ ' with same name. Will drop it', info=true) %}
    alter {{ kind | replace('_', ' ') }} {{ existing_relation }} rename to {{ backup_relation }};
    {% endif %}
    alter materialized view {{ intermediate_relation }} rename to {{ relation }};
{% endmacro %}

{% macro trino__get_materialized_view_configuration_changes(existing_relation, new_config) %}
  {% do return(None) %}
{% endmacro %}

{% macro trino__refresh_materialized_view(relation) -%}
  refresh materialized view {{ relation }}
{%- endmacro %}


{% macro trino__get_drop_sql(relation) -%}
    drop {{ relation.type | replace('_', ' ') }} if exists {{ relation }}
{% endmacro %}

{% macro trino__rename_relation(from_relation, to_relation) -%}
  {% call statement('rename_relation') -%}
    alter {{ from_relation.type | replace('_', ' ') }} {{ from_relation }} rename to {{ to_relation }}
  {%- endcall %}
{%- endmacro %}

{% macro trino__drop_schema(relation) -%}
  {% for row in list_relations_without_caching(relation) %}
    {% do drop_relation(api.Relation.create(
        database=row[0], schema=row[2], identifier=row[1],
        type=api.Relation.get_relation_type(row[3]))) %}
  {% endfor %}
  {%- call statement('drop_schema') -%}
    drop schema if exists {{ relation }}
  {% endcall %}
{%- endmacro %}


{% macro trino__alter_relation_comment(relation, relation_comment) -%}
  comment on {{ relation.type }} {{ relation }} is '{{ relation_comment | replace("'", "''") }}';
{%- endmacro %}

{% macro trino__alter_column_comment(relation, column_dict) %}
  {% set existing = adapter.get_columns_in_relation(relation) | map(attribute='name') | list %}
  {% for name in column_dict if name in existing %}
    {% set column = column_dict[name] %}
    {% set text = column['description'] %}
    comment on column {{ relation }}.{{ adapter.quote(name) if column['quote'] else name }} is {{ "'" ~ text | replace("'", "''") ~ "'" if text | length else 'null' }};
  {% endfor %}
{% endmacro %}

{% macro trino__alter_relation_add_remove_columns(relation, add_columns, remove_columns) %}
  {% set alter = 'alter ' ~ relation.type ~ ' ' ~ relation %}
  {% for column in add_columns or [] %}
    {% do run_query(alter ~ ' add column ' ~ column.name ~ ' ' ~ column.data_type) %}
  {% endfor %}
  {% for column in remove_columns or [] %}
    {% do run_query(alter ~ ' drop column ' ~ column.name) %}
  {% endfor %}
{% endmacro %}

{% macro trino__alter_column_type(relation, column_name, new_column_type) %}
  {% set old = adapter.quote(column_name) %}
  {% set new = adapter.quote(column_name ~ '__dbt_alter') %}
  {% call statement('alter_column_type') %}
    alter table {{ relation }} add column {{ new }} {{ new_column_type }};
    update {{ relation }} set {{ new }} = CAST({{ old }} AS {{ new_column_type }});
    alter table {{ relation }} drop column {{ old }};
    alter table {{ relation }} rename column {{ new }} to {{ old }}
  {% endcall %}
{% endmacro %}

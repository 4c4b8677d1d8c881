{% macro postgres__create_schema(relation) -%}
  {{ adapter.verify_database(relation.database) if relation.database }}
  {%- call statement('create_schema') -%}
    create schema if not exists {{ relation.without_identifier().include(database=False) }}
  {%- endcall -%}
{%- endmacro %}

{% macro postgres__drop_schema(relation) -%}
  {{ adapter.verify_database(relation.database) if relation.database }}
  {%- call statement('drop_schema') -%}
    drop schema if exists {{ relation.without_identifier().include(database=False) }} cascade
  {%- endcall -%}
{%- endmacro %}


{#- names have a longest length: the suffix is kept and the name in front of it cut -#}
{% macro postgres__make_relation_with_suffix(base_relation, suffix, dstring) %}
  {% if dstring %}
    {% set suffix = suffix ~ modules.datetime.datetime.now().strftime('%H%M%S%f') %}
  {% endif %}
  {% set longest = base_relation.relation_max_name_length() %}
  {% set length_ = suffix | length %}
  {% if length_ > longest %}
    {% do exceptions.raise_compiler_error(
        'Relation suffix is too long (' ~ length_ ~ ' characters). Maximum length is ' ~ longest ~ ' characters.') %}
  {% endif %}
  {% do return(base_relation.incorporate(
      path={'identifier': base_relation.identifier[:longest - length_] ~ suffix})) %}
{% endmacro %}

{% macro postgres__make_intermediate_relation(base_relation, suffix) %}
  {% do return(postgres__make_relation_with_suffix(base_relation, suffix, dstring=False)) %}
{% endmacro %}

{% macro postgres__make_temp_relation(base_relation, suffix) %}
  {% set temporary = postgres__make_relation_with_suffix(base_relation, suffix, dstring=True) %}
  {% do return(temporary.incorporate(path={'schema': none, 'database': none})) %}
{% endmacro %}

{% macro postgres__make_backup_relation(base_relation, backup_relation_type, suffix) %}
  {% set backup = postgres__make_relation_with_suffix(base_relation, suffix, dstring=False) %}
  {% do return(backup.incorporate(type=backup_relation_type)) %}
{% endmacro %}


{% macro postgres_escape_comment(comment) -%}
  {%- set quote = '$dbt_comment_literal_block$' -%}
  {%- if comment is not string -%}
    {%- do exceptions.raise_compiler_error('cannot escape a non-string: ' ~ comment) -%}
  {%- elif quote in comment -%}
    {%- do exceptions.raise_compiler_error('The string ' ~ quote ~ ' is not allowed in comments.') -%}
  {%- endif -%}
  {{ quote }}{{ comment }}{{ quote }}
{%- endmacro %}

{% macro postgres__alter_relation_comment(relation, comment) %}
  {% set kind = relation.type | replace('materialized_view', 'materialized view') %}
  comment on {{ kind }} {{ relation }} is {{ postgres_escape_comment(comment) }};
{% endmacro %}

{% macro postgres__alter_column_comment(relation, column_dict) %}
  {% set existing = adapter.get_columns_in_relation(relation) | map(attribute='name') | list %}
  {% for name in column_dict if name in existing %}
    {% set column = column_dict[name] %}
    comment on column {{ relation }}.{{ adapter.quote(name) if column['quote'] else name }} is {{ postgres_escape_comment(column['description']) }};
  {% endfor %}
{% endmacro %}


{% macro postgres__get_show_grant_sql(relation) -%}
  select grantee, privilege_type
  from {{ relation.information_schema('role_table_grants') }}
      where grantor = current_role
        and grantee != current_role
        and table_schema = '{{ relation.schema }}'
        and table_name = '{{ relation.identifier }}'
{%- endmacro %}

{% macro postgres__copy_grants() %}
  {% do return(False) %}
{% endmacro %}

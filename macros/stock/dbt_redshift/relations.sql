{% macro redshift__create_schema(relation) -%}
  {{ postgres__create_schema(relation) }}
{%- endmacro %}

{% macro redshift__drop_schema(relation) -%}
  {{ postgres__drop_schema(relation) }}
{%- endmacro %}

{% macro redshift__information_schema_name(database) -%}
  {% do return(postgres__information_schema_name(database)) %}
{%- endmacro %}

{% macro redshift__list_schemas(database) -%}
  {% do return(postgres__list_schemas(database)) %}
{%- endmacro %}

{% macro redshift__check_schema_exists(information_schema, schema) -%}
  {% do return(postgres__check_schema_exists(information_schema, schema)) %}
{%- endmacro %}


{% macro redshift__persist_docs(relation, model, for_relation, for_columns) -%}
  {% if for_relation and config.persist_relation_docs() and model.description %}
    {% do run_query(alter_relation_comment(relation, model.description)) %}
  {% endif %}
  {#- a late binding view has no columns to comment on -#}
  {% set late_binding = config.get('materialized') == 'view' and config.get('bind') == false %}
  {% if for_columns and config.persist_column_docs() and model.columns and not late_binding %}
    {% do run_query(alter_column_comment(relation, model.columns)) %}
  {% endif %}
{%- endmacro %}

{% macro escape_comment(comment) -%}
  {%- set quote = '$dbt_comment_literal_block$' -%}
  {%- if comment is not string -%}
    {%- do exceptions.raise_compiler_error('cannot escape a non-string: ' ~ comment) -%}
  {%- elif quote in comment -%}
    {%- do exceptions.raise_compiler_error('The string ' ~ quote ~ ' is not allowed in comments.') -%}
  {%- endif -%}
  {{ quote }}{{ comment }}{{ quote }}
{%- endmacro %}

{% macro redshift__alter_relation_comment(relation, comment) %}
  {% set kind = 'view' if relation.type == 'materialized_view' else relation.type %}
  comment on {{ kind }} {{ relation }} is {{ escape_comment(comment) }};
{% endmacro %}

{% macro redshift__alter_column_comment(relation, column_dict) %}
  {% do return(postgres__alter_column_comment(relation, column_dict)) %}
{% endmacro %}


{% macro redshift__get_show_grant_sql(relation) %}
with privileges as (

    -- valid options per https://docs.aws.amazon.com/redshift/latest/dg/r_HAS_TABLE_PRIVILEGE.html
    {% for privilege in ['select', 'insert', 'update', 'delete', 'references'] %}
    {{ 'union all' if not loop.first }}
    select '{{ privilege }}' as privilege_type
    {% endfor %}

)

select
    u.usename as grantee,
    p.privilege_type
from pg_user u
cross join privileges p
where has_table_privilege(u.usename, '{{ relation }}', privilege_type)
    and u.usename != current_user
    and not u.usesuper
{% endmacro %}


{% macro redshift__validate_fixture_rows(rows, row_number) -%}
  {%- if rows -%}
    {%- for value in rows[0].values() if value is none -%}
      {%- set fixture = 'expected output' if model.resource_type == 'unit_test' else "'" ~ model.name ~ "'" -%}
      {%- do exceptions.raise_compiler_error(
          'Unit test fixture ' ~ fixture ~ ' in ' ~ model.name
          ~ ' does not have any row free of null values, which may cause type mismatch errors during unit test execution.') -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}

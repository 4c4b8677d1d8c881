{% macro trino__get_show_grant_sql(relation) -%}
    select
        grantee,
        lower(privilege_type) as privilege_type
    from information_schema.table_privileges
    where table_catalog = '{{ relation.database }}'
    and table_schema = '{{ relation.schema }}'
    and table_name = '{{ relation.identifier }}'
{%- endmacro %}

{% macro trino__copy_grants() %}
  {% do return(False) %}
{% endmacro %}

{% macro trino__get_grant_sql(relation, privilege, grantees) -%}
  grant {{ privilege }} on {{ relation }} to {{ adapter.quote(grantees[0]) }}
{%- endmacro %}

{% macro trino__support_multiple_grantees_per_dcl_statement() -%}
  {% do return(False) %}
{%- endmacro %}

{% macro trino__call_dcl_statements(dcl_statement_list) %}
  {% for dcl_statement in dcl_statement_list %}
    {% call statement('grant_or_revoke') %}
      {{ dcl_statement }}
    {% endcall %}
  {% endfor %}
{% endmacro %}

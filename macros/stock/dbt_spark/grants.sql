{#- config.materialized is an attribute that config does not have: dbt always answers True -#}
{% macro spark__copy_grants() %}
  {% do return(config.materialized != 'view') %}
{% endmacro %}

{% macro spark__get_grant_sql(relation, privilege, grantees) -%}
  grant {{ privilege }} on {{ relation }} to {{ adapter.quote(grantees[0]) }}
{%- endmacro %}

{% macro spark__get_revoke_sql(relation, privilege, grantees) -%}
  revoke {{ privilege }} on {{ relation }} from {{ adapter.quote(grantees[0]) }}
{%- endmacro %}

{% macro spark__support_multiple_grantees_per_dcl_statement() -%}
  {% do return(False) %}
{%- endmacro %}

{% macro spark__call_dcl_statements(dcl_statement_list) %}
  {% for dcl_statement in dcl_statement_list %}
    {% call statement('grant_or_revoke') %}
      {{ dcl_statement }}
    {% endcall %}
  {% endfor %}
{% endmacro %}

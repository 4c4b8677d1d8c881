{% macro get_create_sql_comment(comment) -%}
  {{ "COMMENT '" ~ comment ~ "'" if comment is string }}
{%- endmacro %}

{% macro get_create_sql_partition_by(partition_by) -%}
  {%- if partition_by -%}
    PARTITIONED BY ({{ partition_by | join(', ') }})
  {%- endif -%}
{%- endmacro %}

{% macro get_create_sql_tblproperties(tblproperties) %}
  {{ databricks__tblproperties_clause(tblproperties) }}
{% endmacro %}

{% macro get_create_sql_refresh_schedule(cron, time_zone_value) %}
  {%- if cron -%}
    SCHEDULE CRON '{{ cron }}'{{ " AT TIME ZONE '" ~ time_zone_value ~ "'" if time_zone_value }}
  {%- endif -%}
{% endmacro %}

{% macro get_alter_sql_refresh_schedule(cron, time_zone_value, is_altered) %}
  {%- if cron -%}
    {{ 'ALTER' if is_altered else 'ADD' }} {{ get_create_sql_refresh_schedule(cron, time_zone_value) }}
  {%- else -%}
    DROP SCHEDULE
  {%- endif -%}
{% endmacro %}

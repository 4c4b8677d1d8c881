{% macro databricks__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) %}
  {%- set new = config.get('source_alias', 'DBT_INTERNAL_SOURCE') -%}
  {%- set old = config.get('target_alias', 'DBT_INTERNAL_DEST') -%}
  {%- set on_schema_change = incremental_validate_on_schema_change(config.get('on_schema_change'), default='ignore') -%}
  {%- set updated = get_merge_update_columns(
      config.get('merge_update_columns'),
      config.get('merge_exclude_columns'),
      adapter.get_columns_in_relation(target)) -%}
  {%- set names = adapter.get_columns_in_relation(source) | map(attribute='quoted') | list -%}
  {%- set matched = config.get('matched_condition') -%}
  {%- set not_matched = config.get('not_matched_condition') -%}
  {%- set orphan_action = config.get('not_matched_by_source_action') -%}
  {%- set orphan_verb = orphan_action | lower | trim(' \n\t') -%}
  {%- set orphan = config.get('not_matched_by_source_condition') -%}
  {%- set conditions = [] + (incremental_predicates or []) -%}
  {%- set several = unique_key is sequence and unique_key is not mapping and unique_key is not string -%}
  {%- for key in (unique_key if several else [unique_key]) if unique_key -%}
    {%- do conditions.append(new ~ '.' ~ key ~ ' <=> ' ~ old ~ '.' ~ key) -%}
  {%- else -%}
    {%- do conditions.append('FALSE') -%}
  {%- endfor %}
    merge
        {{ 'with schema evolution' if config.get('merge_with_schema_evolution') | lower == 'true' }}
    into
        {{ target }} as {{ old }}
    using
        {{ source }} as {{ new }}
    on
        {{ conditions | join('\n    and ') }}
    {% if config.get('skip_matched_step') | lower != 'true' %}
    when matched
        {{ 'and (' ~ matched ~ ')' if matched }}
        then update set
            {{ get_merge_update_set(updated, on_schema_change, names, new) }}
    {% endif %}
    {% if config.get('skip_not_matched_step') | lower != 'true' %}
    when not matched
        {{ 'and (' ~ not_matched ~ ')' if not_matched }}
        then insert
            {{ get_merge_insert(on_schema_change, names, new) }}
    {% endif %}
    {% if orphan_verb == 'delete' or orphan_verb.startswith('update') %}
    when not matched by source
        {{ 'and (' ~ orphan ~ ')' if orphan }}
        then {{ orphan_action }}
    {% endif %}
{% endmacro %}


{% macro get_merge_update_set(update_columns, on_schema_change, source_columns, source_alias='DBT_INTERNAL_SOURCE') %}
  {%- if not update_columns and on_schema_change == 'ignore' -%}
    *
  {%- else -%}
    {%- for name in update_columns or source_columns -%}
      {{ name }} = {{ source_alias }}.{{ name }}{{ ', ' if not loop.last }}
    {%- endfor -%}
  {%- endif -%}
{% endmacro %}

{% macro get_merge_insert(on_schema_change, source_columns, source_alias='DBT_INTERNAL_SOURCE') %}
  {%- if on_schema_change == 'ignore' -%}
    *
  {%- else -%}
    ({{ source_columns | join(', ') }}) VALUES (
    {%- for name in source_columns -%}
      {{ source_alias }}.{{ name }}{{ ', ' if not loop.last }}
    {%- endfor %})
  {%- endif -%}
{% endmacro %}

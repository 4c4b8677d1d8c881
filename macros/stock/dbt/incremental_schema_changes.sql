{% macro incremental_validate_on_schema_change(on_schema_change, default='ignore') %}
  {% if on_schema_change in ['sync_all_columns', 'append_new_columns', 'fail', 'ignore'] %}
    {% do return(on_schema_change) %}
  {% endif %}
  {% do log('Invalid value for on_schema_change (' ~ on_schema_change ~ ') specified. Setting default value of '
      ~ default ~ '.') %}
  {% do return(default) %}
{% endmacro %}


{% macro diff_columns(source_columns, target_columns) %}
  {% set known = target_columns | map(attribute='column') | list %}
  {% do return(source_columns | rejectattr('name', 'in', known) | list) %}
{% endmacro %}

{% macro diff_column_data_types(source_columns, target_columns) %}
  {% set changed = [] %}
  {% for column in source_columns %}
    {% set old = target_columns | selectattr('name', 'equalto', column.name) | list | first %}
    {% if old and column.data_type != old.data_type and not column.can_expand_to(other_column=old) %}
      {% do changed.append({'column_name': old.name, 'new_type': column.data_type}) %}
    {% endif %}
  {% endfor %}
  {% do return(changed) %}
{% endmacro %}


{% macro check_for_schema_changes(source_relation, target_relation) %}
  {% set source_columns = adapter.get_columns_in_relation(source_relation) %}
  {% set target_columns = adapter.get_columns_in_relation(target_relation) %}
  {% set added = diff_columns(source_columns, target_columns) %}
  {% set removed = diff_columns(target_columns, source_columns) %}
  {% set retyped = diff_column_data_types(source_columns, target_columns) %}
  {% set changed = (added or removed or retyped) | length > 0 %}
  {% do log('
    In ' ~ target_relation ~ ':
        Schema changed: ' ~ changed ~ '
        Source columns not in target: ' ~ added ~ '
        Target columns not in source: ' ~ removed ~ '
        New column types: ' ~ retyped) %}
  {% do return({
      'schema_changed': changed,
      'source_not_in_target': added,
      'target_not_in_source': removed,
      'source_columns': source_columns,
      'target_columns': target_columns,
      'new_target_types': retyped}) %}
{% endmacro %}


{% macro sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) %}
  {% set added = schema_changes_dict['source_not_in_target'] %}
  {% if on_schema_change == 'append_new_columns' and added %}
    {% do alter_relation_add_remove_columns(target_relation, added, none) %}
  {% elif on_schema_change == 'sync_all_columns' %}
    {% set removed = schema_changes_dict['target_not_in_source'] %}
    {% set retyped = schema_changes_dict['new_target_types'] %}
    {% if added or removed %}
      {% do alter_relation_add_remove_columns(target_relation, added, removed) %}
    {% endif %}
    {% for change in retyped %}
      {% do alter_column_type(target_relation, change['column_name'], change['new_type']) %}
    {% endfor %}
  {% endif %}
  {% do log('
    In ' ~ target_relation ~ ':
        Schema change approach: ' ~ on_schema_change ~ '
        Columns added: ' ~ added ~ '
        Columns removed: ' ~ removed ~ '
        Data types changed: ' ~ retyped) %}
{% endmacro %}


{% macro process_schema_changes(on_schema_change, source_relation, target_relation) %}
  {% if on_schema_change == 'ignore' %}
    {% do return({}) %}
  {% endif %}
  {% set changes = check_for_schema_changes(source_relation, target_relation) %}
  {% if changes['schema_changed'] and on_schema_change == 'fail' %}
    {% do exceptions.raise_compiler_error('
              The source and target schemas on this incremental model are out of sync!
              They can be reconciled in several ways:
                - set the `on_schema_change` config to either append_new_columns or sync_all_columns, depending on your situation.
                - Re-run the incremental model with `full_refresh: True` to update the target schema.
                - update the schema manually and re-run the process.

              Additional troubleshooting context:
                 Source columns not in target: ' ~ changes['source_not_in_target'] ~ '
                 Target columns not in source: ' ~ changes['target_not_in_source'] ~ '
                 New column types: ' ~ changes['new_target_types'] ~ '
          ') %}
  {% elif changes['schema_changed'] %}
    {% do sync_column_schemas(on_schema_change, target_relation, changes) %}
  {% endif %}
  {% do return(changes['source_columns']) %}
{% endmacro %}

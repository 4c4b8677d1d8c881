{% macro persist_constraints(relation, model) %}
  {% do return(adapter.dispatch('persist_constraints', 'dbt')(relation, model)) %}
{% endmacro %}

{% macro spark__persist_constraints(relation, model) %}
  {% if config.get('contract').enforced and config.get('file_format', 'delta') == 'delta' %}
    {% do alter_table_add_constraints(relation, model.constraints) %}
    {% do alter_column_set_constraints(relation, model.columns) %}
  {% endif %}
{% endmacro %}


{% macro alter_table_add_constraints(relation, constraints) %}
  {% do return(adapter.dispatch('alter_table_add_constraints', 'dbt')(relation, constraints)) %}
{% endmacro %}

{% macro spark__alter_table_add_constraints(relation, constraints) %}
  {% for constraint in constraints %}
    {% if constraint.type == 'check' and not is_incremental() %}
      {#- column_name is not defined here, in dbt either: the digest begins with ";" -#}
      {% set digest = local_md5(column_name ~ ';' ~ constraint.expression ~ ';' ~ loop.index) %}
      {% call statement() %}
        alter table {{ relation }} add constraint {{ constraint.name if constraint.name else digest }} check ({{ constraint.expression }});
      {% endcall %}
    {% endif %}
  {% endfor %}
{% endmacro %}


{% macro alter_column_set_constraints(relation, column_dict) %}
  {% do return(adapter.dispatch('alter_column_set_constraints', 'dbt')(relation, column_dict)) %}
{% endmacro %}

{% macro spark__alter_column_set_constraints(relation, column_dict) %}
  {% for name in column_dict %}
    {% set column = column_dict[name] %}
    {% for constraint in column['constraints'] %}
      {% if constraint.type == 'not_null' %}
        {% call statement() %}
          alter table {{ relation }} change column {{ adapter.quote(name) if column['quote'] else name }} set not null {{ constraint.expression or '' }};
        {% endcall %}
      {% else %}
        {% do exceptions.warn('Invalid constraint for column ' ~ name ~ '. Only `not_null` is supported.') %}
      {% endif %}
    {% endfor %}
  {% endfor %}
{% endmacro %}

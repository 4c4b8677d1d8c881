{% macro persist_constraints(relation, model) %}
  {% do return(adapter.dispatch('persist_constraints', 'dbt')(relation, model)) %}
{% endmacro %}

{% macro databricks__persist_constraints(relation, model) %}
  {% set contract = config.get('contract') %}
  {% if (contract and contract.enforced) or config.get('persist_constraints', False) %}
    {% if config.get('file_format', 'delta') != 'delta' %}
      {% do exceptions.warn('Constraints not supported for file format: ' ~ config.get('file_format')) %}
    {% elif relation.is_view %}
      {% do exceptions.raise_compiler_error('Constraints not supported for views.') %}
    {% elif is_incremental() %}
      {% do exceptions.raise_compiler_error(
          'Constraints are not applied for incremental updates. Full refresh is required to update constraints.') %}
    {% else %}
      {% do alter_column_set_constraints(relation, model) %}
      {% do alter_table_add_constraints(relation, model) %}
    {% endif %}
  {% endif %}
{% endmacro %}


{% macro alter_table_add_constraints(relation, constraints) %}
  {% do return(adapter.dispatch('alter_table_add_constraints', 'dbt')(relation, constraints)) %}
{% endmacro %}

{% macro databricks__alter_table_add_constraints(relation, model) %}
  {% for step in get_constraints_sql(relation, get_model_constraints(model), model) %}
    {% call statement() %}
      {{ step }}
    {% endcall %}
  {% endfor %}
{% endmacro %}


{% macro alter_column_set_constraints(relation, column_dict) %}
  {% do return(adapter.dispatch('alter_column_set_constraints', 'dbt')(relation, column_dict)) %}
{% endmacro %}

{% macro databricks__alter_column_set_constraints(relation, model) %}
  {% for column in model.columns.values() %}
    {% for step in get_constraints_sql(relation, get_column_constraints(column), model, column) %}
      {% call statement() %}
        {{ step }}
      {% endcall %}
    {% endfor %}
  {% endfor %}
{% endmacro %}


{% macro get_model_constraints(model) %}
  {% set own = model.get('meta', {}).get('constraints') %}
  {% if own is sequence and config.get('persist_constraints', False) %}
    {% do return(databricks_constraints_to_dbt(own)) %}
  {% endif %}
  {% do return(model.get('constraints', [])) %}
{% endmacro %}

{% macro get_column_constraints(column) %}
  {% set own = column.get('meta', {}).get('constraint') %}
  {% if own and config.get('persist_constraints', False) %}
    {% do return(databricks_constraints_to_dbt([own], column)) %}
  {% endif %}
  {% do return(column.get('constraints', [])) %}
{% endmacro %}

{% macro databricks_constraints_to_dbt(constraints, column) %}
  {% set converted = [] %}
  {% for constraint in constraints %}
    {% if constraint.get and constraint.get('type') %}
      {% do converted.append(constraint) %}
    {% elif column and constraint == 'not_null' %}
      {% do converted.append({'type': 'not_null', 'columns': [column.get('name')]}) %}
    {% elif column %}
      {% do exceptions.raise_compiler_error(
          'Invalid constraint for column ' ~ column.get('name', '') ~ '. Only `not_null` is supported.') %}
    {% elif not constraint['name'] %}
      {% do exceptions.raise_compiler_error('Invalid check constraint name') %}
    {% elif not constraint['condition'] %}
      {% do exceptions.raise_compiler_error('Invalid check constraint condition') %}
    {% else %}
      {% do converted.append({
          'name': constraint['name'], 'type': 'check', 'expression': constraint['condition']}) %}
    {% endif %}
  {% endfor %}
  {% do return(converted) %}
{% endmacro %}


{#- columns become "not null" first: a primary key needs that -#}
{% macro get_constraints_sql(relation, constraints, model, column={}) %}
  {% set statements = [] %}
  {% set first = constraints | selectattr('type', 'eq', 'not_null') | list %}
  {% set then = constraints | rejectattr('type', 'eq', 'not_null') | list %}
  {% for constraint in first + then if constraint %}
    {% do statements.extend(get_constraint_sql(relation, constraint, model, column) | select | list) %}
  {% endfor %}
  {% do return(statements) %}
{% endmacro %}

{% macro get_constraint_sql(relation, constraint, model, column={}) %}
  {% set type = constraint.get('type', '') %}
  {% set expression = constraint.get('expression', '') %}
  {% set names = constraint.get('columns', []) or ([column['name']] if column else []) %}
  {% set table = relation.identifier ~ ';' %}
  {% if type not in ['check', 'not_null', 'primary_key', 'foreign_key', 'custom'] %}
    {% if constraint.get('warn_unsupported') %}
      {% do exceptions.warn('unsupported constraint type: ' ~ constraint.type) %}
    {% endif %}
    {% do return([]) %}
  {% endif %}
  {% if type in ['primary_key', 'foreign_key'] and constraint.get('warn_unenforced') %}
    {% do exceptions.warn('unenforced constraint type: ' ~ type) %}
  {% endif %}

  {% set quoted = [] %}
  {% for name in names if type == 'not_null' or type == 'primary_key' or (type == 'foreign_key' and not expression) %}
    {% set known = model.get('columns', {}).get(name) %}
    {% if known %}
      {% do quoted.append(api.Column.get_name(known)) %}
    {% elif type == 'not_null' %}
      {% do exceptions.warn('not_null constraint on invalid column: ' ~ name) %}
    {% else %}
      {% do exceptions.warn('Invalid ' ~ type | replace('_', ' ') ~ ' column: ' ~ name) %}
    {% endif %}
  {% endfor %}

  {% if type == 'not_null' %}
    {% set statements = [] %}
    {% for name in quoted %}
      {% do statements.append(
          'alter table ' ~ relation ~ ' change column ' ~ name ~ ' set not null ' ~ (constraint.expression or '') ~ ';') %}
    {% endfor %}
    {% do return(statements) %}
  {% elif type == 'check' %}
    {% if not expression %}
      {% do exceptions.raise_compiler_error('Invalid check constraint expression') %}
    {% endif %}
    {% set identity = table ~ column.get('name', '') ~ ';' ~ expression ~ ';' %}
    {% set rule = 'check (' ~ expression ~ ')' %}
  {% elif type == 'primary_key' %}
    {% set identity = 'primary_key;' ~ table ~ names ~ ';' %}
    {% set rule = 'primary key(' ~ quoted | join(', ') ~ ')' %}
  {% elif type == 'foreign_key' and expression %}
    {% set identity = 'foreign_key;' ~ table ~ expression ~ ';' %}
    {% set rule = 'foreign key' ~ expression %}
  {% elif type == 'foreign_key' %}
    {% set parent = constraint.get('to') %}
    {% if not parent %}
      {% do exceptions.raise_compiler_error('No parent table defined for foreign key: ') %}
    {% elif '.' not in parent %}
      {% set parent = relation.schema ~ '.' ~ parent %}
    {% endif %}
    {% set parent_columns = constraint.get('to_columns') %}
    {% set identity = 'foreign_key;' ~ table ~ names ~ ';' ~ parent ~ ';' %}
    {% set rule = 'foreign key(' ~ quoted | join(', ') ~ ') references ' ~ parent
        ~ ('(' ~ parent_columns | join(', ') ~ ')' if parent_columns else '') %}
  {% else %}
    {% if not expression %}
      {% do exceptions.raise_compiler_error('Missing custom constraint expression') %}
    {% endif %}
    {% set identity = table ~ expression ~ ';' %}
    {% set rule = expression %}
  {% endif %}

  {% set name = constraint.get('name') %}
  {% if not name %}
    {% do exceptions.warn(
        'Constraint of type ' ~ type ~ ' with no `name` provided. Generating hash instead for relation '
        ~ relation.identifier) %}
    {% set name = local_md5(identity) %}
  {% endif %}
  {% do return(['alter table ' ~ relation ~ ' add constraint ' ~ name ~ ' ' ~ rule ~ ';']) %}
{% endmacro %}

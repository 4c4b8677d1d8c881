{% macro dist(dist) %}
  {%- if dist is not none -%}
    {%- set style = dist.strip().lower() -%}
    {%- if style in ['all', 'even'] -%}
      diststyle {{ style }}
    {%- elif style != 'auto' -%}
      diststyle key distkey ({{ style }})
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}

{% macro sort(sort_type, sort) %}
  {%- if sort is not none %}
    {{ sort_type | default('compound', boolean=true) }} sortkey({{ sort if sort is string else sort | join(',') }})
  {%- endif %}
{%- endmacro %}


{% macro redshift__create_table_as(temporary, relation, sql) -%}
  {%- set dist_by = config.get('dist') -%}
  {%- set sort_type = config.get('sort_type', validator=validation.any['compound', 'interleaved']) -%}
  {%- set sort_by = config.get('sort', validator=validation.any[list, basestring]) -%}
  {%- set header = config.get('sql_header', none) -%}
  {%- set contract = config.get('contract').enforced -%}
  {%- set name = relation.include(database=(not temporary), schema=(not temporary)) %}
  {{ header if header is not none }}
  create {{ 'temporary' if temporary }} table
    {{ name }}
    {% if contract %}
    {{ get_table_columns_and_constraints() }}
    {{ get_assert_columns_equivalent(sql) }}
    {% set sql = get_select_subquery(sql) %}
    {% endif %}
    {{ 'backup no' if config.get('backup') == false }}
    {{ dist(dist_by) }}
    {{ sort(sort_type, sort_by) }}
  {% if contract %}
  ;

  insert into {{ name }}
    (
      {{ sql }}
    )
  ;
  {% else %}
  as (
    {{ sql }}
  );
  {% endif %}
{%- endmacro %}


{% macro redshift__create_view_as(relation, sql) -%}
  {%- set header = config.get('sql_header', none) -%}
  {{ header if header is not none }}

  create view {{ relation }}
    {{ get_assert_columns_equivalent(sql) if config.get('contract').enforced }}
  as (
    {{ sql }}
  ) {{ 'with no schema binding' if not config.get('bind', default=True) }};
{%- endmacro %}

{% macro redshift__get_replace_view_sql(relation, sql) -%}
  {%- set header = config.get('sql_header', none) -%}
  {{ header if header is not none }}

  create or replace view {{ relation }}
    {{ get_assert_columns_equivalent(sql) if config.get('contract').enforced }}
  as (
    {{ sql }}
  ) {{ 'with no schema binding' if not config.get('bind', default=True) }}
{%- endmacro %}

{% macro redshift__drop_view(relation) -%}
  drop view if exists {{ relation }} cascade
{%- endmacro %}

{% macro redshift__get_rename_view_sql(relation, new_name) %}
    alter table {{ relation }} rename to {{ new_name }}
{% endmacro %}

{% macro redshift__drop_table(relation) -%}
  drop table if exists {{ relation }} cascade
{%- endmacro %}

{% macro redshift__get_rename_table_sql(relation, new_name) %}
    alter table {{ relation }} rename to {{ new_name }}
{% endmacro %}


{% macro redshift__alter_relation_add_remove_columns(relation, add_columns, remove_columns) %}
  {% set alter = 'alter ' ~ relation.type ~ ' ' ~ relation %}
  {% for column in add_columns or [] %}
    {% do run_query(alter ~ ' add column ' ~ column.name ~ ' ' ~ column.data_type) %}
  {% endfor %}
  {% for column in remove_columns or [] %}
    {% do run_query(alter ~ ' drop column ' ~ column.name) %}
  {% endfor %}
{% endmacro %}


{% macro redshift__create_csv_table(model, agate_table) %}
  {% set types = model['config'].get('column_types', {}) %}
  {% set quoting = model['config'].get('quote_columns', None) %}
  {% set columns = [] %}
  {% for name in agate_table.column_names %}
    {% set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) %}
    {% do columns.append(adapter.quote_seed_column(name | string, quoting) ~ ' ' ~ type) %}
  {% endfor %}
  {% set create = 'create table ' ~ this.render() ~ ' (' ~ columns | join(',') ~ ') '
      ~ dist(model['config'].get('dist', None)) %}
  {% call statement('_') -%}
    {{ create }}
  {%- endcall %}
  {% do return(create) %}
{% endmacro %}

{% macro redshift__get_batch_size() %}
  {% do return(500) %}
{% endmacro %}

{% macro external_location(relation, config) -%}
  {%- set file = adapter.external_root() ~ '/' ~ relation.identifier -%}
  {%- if config.get('options', {}).get('partition_by') is none -%}
    {{ file }}.{{ config.get('format', 'parquet') }}
  {%- else -%}
    {{ file }}
  {%- endif -%}
{%- endmacro %}

{% macro location_exists(location) -%}
  {% do return(adapter.location_exists(location)) %}
{%- endmacro %}

{% macro write_to_file(relation, location, options) -%}
  {% call statement('write_to_file') -%}
    copy {{ relation }} to '{{ location }}' ({{ options }})
  {%- endcall %}
{%- endmacro %}

{% macro store_relation(plugin, relation, location, format, config) -%}
  {% do adapter.store_relation(
      plugin, relation, adapter.get_columns_in_relation(relation), location, format, config) %}
{%- endmacro %}


{% macro render_write_options(config) -%}
  {% set options = config.get('options', {}) %}
  {% if options is not mapping %}
    {% do exceptions.raise_compiler_error('The options argument must be a dictionary') %}
  {% endif %}
  {% for name in options %}
    {% do options.update({name: render(options[name])}) %}
  {% endfor %}
  {% for name in ['format', 'delimiter'] if config.get(name) %}
    {% do options.update({name: render(config.get(name))}) %}
  {% endfor %}
  {% do return(options) %}
{%- endmacro %}


{#- views of the files of models that this run reads but does not build -#}
{% macro register_upstream_external_models() -%}
  {% set seen = [] %}
  {% set schemas = [] %}
  {% for selected in selected_resources if execute and selected in graph['nodes'] %}
    {% for parent in graph['nodes'][selected]['depends_on']['nodes']
        if parent not in seen and parent not in selected_resources %}
      {% do seen.append(parent) %}
      {% set node = graph['nodes'].get(parent) %}
      {% if node and node.resource_type in ('model', 'seed') and node.config.materialized == 'external' %}
        {% set relation = api.Relation.create(
            database=node['database'], schema=node['schema'], identifier=node['alias']) %}
        {% set location = node.config.get('location', external_location(relation, node.config)) %}
        {% set file = adapter.external_read_location(location, render_write_options(node.config)) %}
        {% if relation.schema not in schemas %}
          {% call statement('main', language='sql') -%}
            create schema if not exists {{ relation.schema }}
          {%- endcall %}
          {% do schemas.append(relation.schema) %}
        {% endif %}
        {% call statement('main', language='sql') -%}
          create or replace view {{ relation }} as (
            select * from '{{ file }}'
          );
        {%- endcall %}
      {% endif %}
    {% endfor %}
  {% endfor %}
  {% if execute %}
    {% do adapter.commit() %}
  {% endif %}
{%- endmacro %}

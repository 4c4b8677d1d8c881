{% macro databricks_copy_into(
    target_table, source, file_format, expression_list=none, source_credential=none,
    source_encryption=none, validate=none, files=none, pattern=none, format_options=none,
    copy_options=none) -%}
  {% set existed, relation = get_or_create_relation(
      database=target.database, schema=target.schema, identifier=target_table, type='table') %}
  {% if files and pattern %}
    {% do exceptions.raise_compiler_error("You can only specify one of 'files' or 'pattern'") %}
  {% endif %}
  {% set clauses = {} %}
  {% for name, options in [
      ('credential', source_credential), ('encryption', source_encryption),
      ('format_options', format_options), ('copy_options', copy_options)] if options %}
    {% set pairs = [] %}
    {% for key in options %}
      {% do pairs.append("'" ~ key ~ "' = '" ~ options[key] ~ "'") %}
    {% endfor %}
    {% do clauses.update({name: name ~ ' (' ~ pairs | join(', ') ~ ')'}) %}
  {% endfor %}
  {% set query %}
    copy into {{ relation }}
    from {{ "( select " ~ expression_list ~ " from '" ~ source ~ "' )" if expression_list else "'" ~ source ~ "'" }}
    {% if source_credential or source_encryption %}
      WITH (
        {{ clauses['credential'] }}
        {{ clauses['encryption'] }}
      )
    {% endif %}
    fileformat = {{ file_format }}
    {{ 'validate ' ~ validate if validate }}
    {{ "files = ('" ~ files | join("', '") ~ "')" if files }}
    {{ "pattern = '" ~ pattern ~ "'" if pattern }}
    {{ clauses['format_options'] }}
    {{ clauses['copy_options'] }}
  {% endset %}
  {% do log('Running COPY INTO' ~ adapter.redact_credentials(query), info=True) %}
  {% do run_query(query) %}
{%- endmacro %}

{% macro duckdb__get_binding_char() %}
  {% do return(adapter.get_binding_char()) %}
{% endmacro %}

{% macro duckdb__get_batch_size() %}
  {% do return(10000) %}
{% endmacro %}

{% macro duckdb__load_csv_rows(model, agate_table) %}
  {% if config.get('fast', true) %}
    {% set path = adapter.get_seed_file_path(model) %}
    {% set copy = 'COPY ' ~ this.render() ~ " FROM '" ~ path
        ~ "' (FORMAT CSV, HEADER TRUE, DELIMITER '" ~ config.get('delimiter', ',') ~ "')" %}
    {% do adapter.add_query(copy, abridge_sql_log=True) %}
    {% do return(copy) %}
  {% endif %}
  {% do return(default__load_csv_rows(model, adapter.convert_datetimes_to_strs(agate_table))) %}
{% endmacro %}

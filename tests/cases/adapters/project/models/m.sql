{{ this }} {{ adapter.quote('a b') }} {{ adapter.type() }} {{ target.schema }}
{% for type in ['string', 'timestamp', 'int', 'float', 'boolean', 'numeric', 'bigint'] -%}
{{ type }}: {{ api.Column.translate_type(type) }} {{ dbt['type_' ~ type]() }}
{% endfor %}
{%- for type in ['varchar', 'char', 'text', 'String', 'int', 'Int32', 'decimal', 'float', 'datetime2', 'timestamp'] -%}
{%- set c = api.Column('c', type) -%}
{{ type }}: {{ c.data_type }} {{ c.quoted }} {{ c.is_string() }} {{ c.is_integer() }} {{ c.is_numeric() }} {{ c.is_float() }} {{ c.is_number() }}
{% endfor %}
{{ api.Column.string_type(16) }} {{ api.Column.string_type(0) }} {{ api.Column.numeric_type('decimal', 10, 2) }}
{{ api.Column('c', 'varchar').string_size() }} {{ api.Column('c', 'varchar').literal('x') }}
{{ dbt.current_timestamp() }} | {{ dbt.dateadd('day', 1, 'd') }} | {{ dbt.date_trunc('month', 'd') }} | {{ dbt.concat(['a', 'b']) }} | {{ dbt.hash('a') }}

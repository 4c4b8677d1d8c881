{% macro resolve_model_name(input_model_name) %}
  {%- do return(adapter.dispatch('resolve_model_name', 'dbt')(input_model_name)) %}
{% endmacro %}

{% macro default__resolve_model_name(input_model_name) -%}
  {{ input_model_name | string | replace('"', '\"') }}
{%- endmacro %}


{% macro build_ref_function(model) %}
    {%- set relations = {} -%}
    {%- for _ref in model.refs -%}
      {%- set path = [_ref.get('package'), _ref['name']] if _ref.get('package') else [_ref['name']] -%}
      {%- set relation = ref(*path, v=_ref.get('version')) -%}
      {%- if _ref.get('version') -%}
        {%- do path.append('v' ~ _ref['version']) -%}
      {%- endif -%}
      {%- do relations.update({path | join('.'): resolve_model_name(relation)}) -%}
    {%- endfor %}

def ref(*args, **kwargs):
    refs = {{ relations | tojson }}
    key = '.'.join(args)
    version = kwargs.get("v") or kwargs.get("version")
    if version:
        key += f".v{version}"
    dbt_load_df_function = kwargs.get("dbt_load_df_function")
    return dbt_load_df_function(refs[key])

{% endmacro %}


{% macro build_source_function(model) %}
    {%- set relations = {} -%}
    {%- for _source in model.sources -%}
      {%- do relations.update({_source | join('.'): resolve_model_name(source(*_source))}) -%}
    {%- endfor %}

def source(*args, dbt_load_df_function):
    sources = {{ relations | tojson }}
    key = '.'.join(args)
    return dbt_load_df_function(sources[key])

{% endmacro %}


{#- a key "language" keeps its configured value: dbt's special case has no effect -#}
{% macro build_config_dict(model) %}
    {%- set used = {} -%}
    {%- for key, default in zip(model.config.config_keys_used, model.config.config_keys_defaults) -%}
      {%- do used.update({key: model.config.get(key, default)}) -%}
    {%- endfor %}

config_dict = {{ used }}

{% endmacro %}


{% macro py_script_comment() %}
{% endmacro %}

{% macro py_script_postfix(model) %}
# This part is user provided model code
# you will need to copy the next section to run the code
# COMMAND ----------
# this part is dbt logic for get ref work, do not modify

{{ build_ref_function(model) | trim }}


{{ build_source_function(model) | trim }}


{{ build_config_dict(model) | trim }}


class config:
    def __init__(self, *args, **kwargs):
        pass

    @staticmethod
    def get(key, default=None):
        return config_dict.get(key, default)

class this:
    """dbt.this() or dbt.this.identifier"""
    database = "{{ this.database }}"
    schema = "{{ this.schema }}"
    identifier = "{{ this.identifier }}"
    {% set relation_name = resolve_model_name(this) %}
    def __repr__(self):
        return '{{ relation_name }}'


class dbtObj:
    def __init__(self, load_df_function) -> None:
        self.source = lambda *args: source(*args, dbt_load_df_function=load_df_function)
        self.ref = lambda *args, **kwargs: ref(*args, **kwargs, dbt_load_df_function=load_df_function)
        self.config = config
        self.this = this()
        self.is_incremental = {{ is_incremental() }}

# COMMAND ----------
{{ py_script_comment() }}
{% endmacro %}

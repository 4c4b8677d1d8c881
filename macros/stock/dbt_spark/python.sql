{% macro py_script_comment() %}
# how to execute python model in notebook
# dbt = dbtObj(spark.table)
# df = model(dbt, spark)
{% endmacro %}

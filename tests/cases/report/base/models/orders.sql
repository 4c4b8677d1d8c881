{{ config(schema='Sales|2') }}
select 1 as id

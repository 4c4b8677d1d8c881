{{ config(schema='Old') }} -- plumb: ignore schema-name
select 1 as id

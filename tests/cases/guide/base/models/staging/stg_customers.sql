select id, name from {{ source('erp', 'customers') }}

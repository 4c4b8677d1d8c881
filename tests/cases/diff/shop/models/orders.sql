select
    id,
    {{ cents('amount') }} as amount
from {{ ref('stg_orders') }}

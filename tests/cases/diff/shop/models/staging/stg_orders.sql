select id, amount
from {{ source('app', 'orders') }}

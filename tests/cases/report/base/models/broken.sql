select {{ totals() }} as n

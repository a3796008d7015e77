-- add_months

with

cases as (

    select * from (
        values
        (date '2024-01-31', 1, date '2024-02-29'),
        (date '2023-01-31', 1, date '2023-02-28'),
        (date '2024-02-29', 12, date '2025-02-28'),
        (date '2024-03-31', -1, date '2024-02-29'),
        (date '2024-02-29', 1, date '2024-03-29'),
        (date '2024-02-29', 0, date '2024-02-29'),
        (date '2024-02-29', null, null)
    ) as cases (date_day, months, expected)

)

select *
from cases
where {{ add_months('date_day', 'months') }} is distinct from expected

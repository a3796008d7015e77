-- add_days

with

cases as (

    select * from (
        values
        (date '2024-02-28', 2, date '2024-03-01'),
        (date '2024-01-01', -1, date '2023-12-31'),
        (date '2024-01-01', 0, date '2024-01-01'),
        (date '2024-01-01', null, null)
    ) as cases (date_day, days, expected)

)

select *
from cases
where
    {{ add_days('date_day', 'cast(days as bigint)') }} is distinct from expected

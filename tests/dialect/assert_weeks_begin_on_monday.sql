-- day_of_week

with

cases as (

    select * from (
        values
        (date '2024-01-01', 1),
        (date '2024-02-29', 4),
        (date '2024-01-06', 6),
        (date '2024-01-07', 7),
        (null, null)
    ) as cases (date_day, expected)

)

select *
from cases
where
    {{ day_of_week('date_day') }} is distinct from expected
    or {{ day_of_week('cast(date_day as timestamp)') }} is distinct from expected

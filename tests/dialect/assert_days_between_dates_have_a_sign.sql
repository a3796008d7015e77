-- days_between

with

cases as (

    select * from (
        values
        ('2024-02-28 00:00:00', '2024-03-01 00:00:00', 2),
        ('2024-01-01 23:59:59', '2024-01-02 00:00:00', 1),
        ('2024-01-02 00:00:00', '2024-01-01 23:00:00', -1),
        ('2024-01-01 00:00:00', '2024-01-01 23:00:00', 0),
        ('2024-01-01 00:00:00', null, null)
    ) as cases (first_at, last_at, expected)

)

select *
from cases
where
    {{ days_between('cast(first_at as timestamp)', 'cast(last_at as timestamp)') }}
    is distinct from cast(expected as bigint)

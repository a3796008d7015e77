-- seconds_between

with

cases as (

    select * from (
        values
        ('2024-01-01 00:00:00', '2024-01-01 00:00:01.000001', 1.000001),
        ('2024-01-02 00:00:00', '2024-01-01 00:00:00', -86400.0),
        ('2024-01-01 00:00:00', '2024-01-01 00:00:00', 0.0),
        (null, '2024-01-01 00:00:00', null)
    ) as cases (first_at, last_at, expected)

)

select *
from cases
where
    {{ seconds_between(
        'cast(first_at as timestamp)', 'cast(last_at as timestamp)'
    ) }}
    is distinct from cast(expected as double)

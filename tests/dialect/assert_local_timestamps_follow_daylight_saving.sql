-- to_local_timestamp

with

cases as (

    select * from (
        values
        ('America/New_York', '2024-03-10 06:59:59', '2024-03-10 01:59:59'),
        ('America/New_York', '2024-03-10 07:00:00', '2024-03-10 03:00:00'),
        ('Europe/London', '2024-10-27 00:30:00', '2024-10-27 01:30:00'),
        ('Europe/London', '2024-10-27 01:30:00', '2024-10-27 01:30:00'),
        ('Asia/Shanghai', '2024-01-31 18:00:00', '2024-02-01 02:00:00'),
        ('Asia/Kolkata', '2024-01-31 18:30:00.5', '2024-02-01 00:00:00.5'),
        ('UTC', '2024-01-31 18:00:00', '2024-01-31 18:00:00'),
        ('UTC', null, null)
    ) as cases (time_zone, utc_at, expected)

),

converted as (

    select
        time_zone,
        utc_at,
        cast(expected as timestamp) as expected_at,
        {{ to_local_timestamp('cast(utc_at as timestamp)', 'time_zone') }} as local_at
    from cases

)

select * from converted
where local_at is distinct from expected_at

-- local_to_utc

with

cases as (

    select * from (
        values
        ('America/New_York', '2024-01-15 12:00:00', '2024-01-15 17:00:00'),
        ('America/New_York', '2024-07-15 12:00:00', '2024-07-15 16:00:00'),
        -- skipped in spring
        ('America/New_York', '2024-03-10 02:30:00', '2024-03-10 07:30:00'),
        -- shown twice in autumn
        ('America/New_York', '2024-11-03 01:30:00', '2024-11-03 06:30:00'),
        ('America/New_York', '2024-11-03 02:00:00', '2024-11-03 07:00:00'),
        ('Europe/London', '2024-10-27 01:30:00', '2024-10-27 01:30:00'),
        ('Australia/Lord_Howe', '2024-04-07 01:45:00', '2024-04-06 15:15:00'),
        ('Asia/Shanghai', '2024-02-01 02:00:00', '2024-01-31 18:00:00'),
        ('UTC', '2024-02-01 02:00:00.25', '2024-02-01 02:00:00.25'),
        ('UTC', null, null)
    ) as cases (time_zone, local_at, expected)

),

converted as (

    select
        time_zone,
        local_at,
        cast(expected as timestamp) as expected_at,
        {{ local_to_utc('cast(local_at as timestamp)', 'time_zone') }} as utc_at
    from cases

)

select * from converted
where utc_at is distinct from expected_at

-- generate_dates

with

leap_days as (

    {{ generate_dates("date '2024-02-28'", "(select date '2024-03-01')") }}

),

one_day as (

    {{ generate_dates("date '2024-02-28'", "date '2024-02-28'") }}

),

no_days as (

    {{ generate_dates("date '2024-02-28'", "date '2024-02-27'") }}

),

generated as (

    select
        'leap_days' as dates,
        date_day
    from leap_days
    union all
    select
        'one_day' as dates,
        date_day
    from one_day
    union all
    select
        'no_days' as dates,
        date_day
    from no_days

),

expected as (

    select
        dates,
        date_day
    from (
        values
        ('leap_days', date '2024-02-28'),
        ('leap_days', date '2024-02-29'),
        ('leap_days', date '2024-03-01'),
        ('one_day', date '2024-02-28')
    ) as expected (dates, date_day)

),

missing as (

    select * from expected
    except all
    select * from generated

),

surplus as (

    select * from generated
    except all
    select * from expected

)

select * from missing
union all
select * from surplus

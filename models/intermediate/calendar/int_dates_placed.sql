{#- Every date with the week, month, fiscal quarter and fiscal year it lies in. -#}
{%- set first_month = var('fiscal_year_first_month') -%}
with

dates as (

    {{ generate_dates(
        "cast('" ~ var('calendar_start_date') ~ "' as date)",
        add_months(as_of_date(), 24)
    ) }}

),

placed as (

    select
        date_day,
        {{ day_of_week('date_day') }} as day_of_week,
        cast(date_trunc('month', date_day) as date) as month_start_date,
        cast(extract(month from date_day) as bigint) as month_number,
        (cast(extract(month from date_day) as bigint) + 12 - {{ first_month }}) % 12
            as months_into_fiscal_year
    from dates

),

started as (

    select
        *,
        {{ add_days(
            'date_day', '-((day_of_week + 7 - ' ~ var('week_first_day') ~ ') % 7)'
        ) }} as week_start_date,
        {{ add_months('month_start_date', '-(months_into_fiscal_year % 3)') }}
            as quarter_start_date,
        {{ add_months('month_start_date', '-months_into_fiscal_year') }}
            as year_start_date
    from placed

)

select
    date_day,
    day_of_week,
    month_number,
    months_into_fiscal_year,
    week_start_date,
    {{ add_days('week_start_date', 6) }} as week_end_date,
    month_start_date,
    {{ add_days(add_months('month_start_date', 1), -1) }} as month_end_date,
    quarter_start_date,
    {{ add_days(add_months('quarter_start_date', 3), -1) }} as quarter_end_date,
    year_start_date,
    {{ add_days(add_months('year_start_date', 12), -1) }} as year_end_date
from started

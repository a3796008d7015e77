{{ config(materialized='table') }}

with

dates as (

    select * from {{ ref('int_dates_placed') }}

),

by_period as (

    -- Days and weeks do not nest in months: they have no parent.
    select
        date_day,
        'day' as period_grain,
        date_day as period_start_date,
        date_day as period_end_date,
        cast(null as date) as parent_start_date,
        cast(null as date) as year_start_date
    from dates
    union all
    select
        date_day,
        'week' as period_grain,
        week_start_date as period_start_date,
        week_end_date as period_end_date,
        cast(null as date) as parent_start_date,
        cast(null as date) as year_start_date
    from dates
    {%- for grain, parent in [
        ('month', 'quarter'), ('quarter', 'year'), ('year', 'year')
    ] %}
    union all
    select
        date_day,
        '{{ grain }}' as period_grain,
        {{ grain }}_start_date as period_start_date,
        {{ grain }}_end_date as period_end_date,
        {{ parent }}_start_date as parent_start_date,
        year_start_date
    from dates
    {%- endfor %}

)

-- The period that holds the as-of date is still open; later ones have not begun.
select
    *,
    period_end_date < {{ as_of_date() }} as is_complete_period
from by_period
where period_start_date <= {{ as_of_date() }}

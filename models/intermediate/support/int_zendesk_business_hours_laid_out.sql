{#-
    Time, cut where a schedule opens and at every midnight in UTC, with the business
    seconds before. The moments of millions of clocks find their row by schedule and
    day, so the cost is linear; what lies between two moments is a difference.
-#}
{{ config(materialized=ephemeral_or_table()) }}

with

opened as (

    select * from {{ ref('int_zendesk_schedule_hours_opened') }}

),

dates as (

    select * from {{ ref('int_dates_placed') }}

),

day_offsets as (

    -- A day of up to 25 hours touches at most three days in UTC.
    select 0 as day_offset
    union all
    select 1 as day_offset
    union all
    select 2 as day_offset

),

cut_at_midnight as (

    select
        opened.schedule_id,
        greatest(
            opened.opens_at,
            cast(
                {{ add_days('opened.opens_at', 'day_offsets.day_offset') }}
                as timestamp
            )
        ) as opens_at,
        least(
            opened.closes_at,
            cast(
                {{ add_days('opened.opens_at', 'day_offsets.day_offset + 1') }}
                as timestamp
            )
        ) as closes_at
    from opened
    cross join day_offsets

),

spans as (

    select
        schedule_id,
        cast(min(opens_at) as date) as first_day
    from opened
    group by 1

),

midnights as (

    select
        spans.schedule_id,
        cast(dates.date_day as timestamp) as opens_at,
        cast(dates.date_day as timestamp) as closes_at
    from spans
    inner join dates
        on spans.first_day <= dates.date_day
    where dates.date_day <= {{ add_days(as_of_date(), 1) }}

),

cuts as (

    select * from cut_at_midnight
    where closes_at > opens_at
    union all
    select * from midnights

),

measured as (

    select
        *,
        {{ seconds_between('opens_at', 'closes_at') }} as open_seconds,
        lead(opens_at) over (
            partition by schedule_id
            order by opens_at nulls last, closes_at nulls last
        ) as next_opens_at
    from cuts

),

accumulated as (

    select
        *,
        sum(open_seconds) over (
            partition by schedule_id
            order by opens_at nulls last, closes_at nulls last
            rows between unbounded preceding and current row
        ) - open_seconds as seconds_before
    from measured

)

select
    schedule_id,
    cast(opens_at as date) as date_day,
    opens_at as starts_at,
    coalesce(
        next_opens_at, cast({{ add_days('opens_at', 1) }} as timestamp)
    ) as ends_at,
    closes_at as open_until,
    seconds_before
from accumulated
where coalesce(next_opens_at > opens_at, true)

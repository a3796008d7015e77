{#-
    The hours of the week on every local day that is no holiday, as moments in UTC. Both
    ends of a stretch are converted on their own: on the night of a change of the clock
    it is an hour shorter or longer.
-#}
{{ config(materialized=ephemeral_or_table()) }}

with

weeks as (

    select * from {{ ref('int_zendesk_schedule_weeks_merged') }}

),

holidays as (

    select * from {{ ref('stg_zendesk__schedule_holidays') }}
    where record_status = 'current'

),

dates as (

    select * from {{ ref('int_dates_placed') }}

),

tickets as (

    select * from {{ ref('int_zendesk_tickets_kept') }}

),

daylight_at_opening as (

    select * from {{ ref('stg_zendesk__daylight_times') }}
    where record_status = 'current'

),

daylight_at_closing as (

    select * from daylight_at_opening

),

first_days as (

    select {{ add_days('min(created_at)', -2) }} as first_day from tickets

),

days as (

    -- Minutes of the week begin on Sunday.
    select
        dates.date_day,
        1440 * (dates.day_of_week % 7) as first_minute
    from dates
    inner join first_days
        on dates.date_day >= first_days.first_day
    where dates.date_day <= {{ add_days(as_of_date(), 2) }}

),

on_the_wall as (

    select
        weeks.schedule_id,
        weeks.time_zone,
        weeks.iana_time_zone,
        weeks.standard_offset_minutes,
        days.date_day,
        cast(days.date_day as timestamp)
        + (greatest(weeks.opens_at_minute, days.first_minute) - days.first_minute)
        * interval 1 minute as opens_at,
        cast(days.date_day as timestamp)
        + (least(weeks.closes_at_minute, days.first_minute + 1440) - days.first_minute)
        * interval 1 minute as closes_at
    from weeks
    inner join days
        on weeks.opens_at_minute < days.first_minute + 1440
        and weeks.closes_at_minute > days.first_minute

),

worked as (

    select on_the_wall.*
    from on_the_wall
    left join holidays
        on on_the_wall.schedule_id = holidays.schedule_id
        and on_the_wall.date_day >= holidays.start_date
        and on_the_wall.date_day <= coalesce(holidays.end_date, holidays.start_date)
    where holidays.schedule_id is null

),

standard as (

    select
        *,
        opens_at - standard_offset_minutes * interval 1 minute as standard_opens_at,
        closes_at - standard_offset_minutes * interval 1 minute as standard_closes_at
    from worked

)

select
    standard.schedule_id,
    case
        when standard.iana_time_zone is not null
            then {{ local_to_utc('standard.opens_at', 'standard.iana_time_zone') }}
        else
            standard.standard_opens_at
            - {{ daylight_minutes('standard.opens_at', 'daylight_at_opening') }}
            * interval 1 minute
    end as opens_at,
    case
        when standard.iana_time_zone is not null
            then {{ local_to_utc('standard.closes_at', 'standard.iana_time_zone') }}
        else
            standard.standard_closes_at
            - {{ daylight_minutes('standard.closes_at', 'daylight_at_closing') }}
            * interval 1 minute
    end as closes_at
from standard
left join daylight_at_opening
    on standard.time_zone = daylight_at_opening.time_zone
    and extract(year from standard.opens_at) = daylight_at_opening.daylight_year
left join daylight_at_closing
    on standard.time_zone = daylight_at_closing.time_zone
    and extract(year from standard.closes_at) = daylight_at_closing.daylight_year

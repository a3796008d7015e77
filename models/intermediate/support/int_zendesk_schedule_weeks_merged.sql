{#-
    Whatever a help desk's hours look like in the raw table (versions that overlap, an
    interval that ends in the next week, a schedule deleted since), as stretches of one
    week that do not overlap, with what is known of their time zone.
-#}
{{ config(materialized=ephemeral_or_table()) }}

with

intervals as (

    -- A deleted schedule still counts for the tickets that held it.
    select
        *,
        min(case when is_deleted then 1 else 0 end) over (partition by schedule_id)
            as is_schedule_deleted
    from {{ ref('stg_zendesk__schedule_intervals') }}
    where record_status = 'current' or status_reason = 'deleted in the source'

),

zone_names as (

    select * from {{ ref('time_zones') }}

),

time_zones as (

    select * from {{ ref('stg_zendesk__time_zones') }}
    where record_status = 'current'

),

zoned as (

    select
        intervals.*,
        case
            when {{ regexp_matches(
                'intervals.time_zone', '^(?:UTC|[A-Z][A-Za-z]+/.+)$'
            ) }}
                then intervals.time_zone
            else zone_names.iana_time_zone
        end as known_time_zone,
        case when time_zones.standard_offset like '-%' then -1 else 1 end
        * (
            60 * {{ to_integer(
                "regexp_extract(time_zones.standard_offset, '([0-9]+):', 1)"
            ) }}
            + {{ to_integer(
                "regexp_extract(time_zones.standard_offset, ':([0-9]+)', 1)"
            ) }}
        ) as standard_offset_minutes
    from intervals
    left join zone_names
        on intervals.time_zone = zone_names.time_zone
    left join time_zones
        on intervals.time_zone = time_zones.time_zone
    where
        coalesce(intervals.is_deleted, false) = false
        or intervals.is_schedule_deleted = 1

),

timed as (

    -- A zone that nobody knows leaves the hours as the connector put them in UTC.
    select
        schedule_id,
        time_zone,
        case
            when known_time_zone is null and standard_offset_minutes is null then 'UTC'
            else known_time_zone
        end as iana_time_zone,
        standard_offset_minutes,
        case
            when known_time_zone is null and standard_offset_minutes is null
                then coalesce(starts_at_minute_utc, starts_at_minute)
            else starts_at_minute
        end as starts_at_minute,
        case
            when known_time_zone is null and standard_offset_minutes is null
                then coalesce(ends_at_minute_utc, ends_at_minute)
            else ends_at_minute
        end as ends_at_minute
    from zoned

),

normalised as (

    select
        *,
        starts_at_minute - 10080 * floor(starts_at_minute / 10080) as opens_at_minute,
        case
            when ends_at_minute > starts_at_minute
                then least(ends_at_minute - starts_at_minute, 10080)
            else ends_at_minute - starts_at_minute + 10080
        end as open_minutes
    from timed

),

split as (

    -- What is open across the week's end is open at the end and at the beginning.
    select
        schedule_id,
        time_zone,
        iana_time_zone,
        standard_offset_minutes,
        opens_at_minute,
        least(opens_at_minute + open_minutes, 10080) as closes_at_minute
    from normalised
    union all
    select
        schedule_id,
        time_zone,
        iana_time_zone,
        standard_offset_minutes,
        0 as opens_at_minute,
        opens_at_minute + open_minutes - 10080 as closes_at_minute
    from normalised
    where opens_at_minute + open_minutes > 10080

),

reached as (

    select
        *,
        max(closes_at_minute) over (
            partition by schedule_id
            order by opens_at_minute nulls last, closes_at_minute nulls last
            rows between unbounded preceding and 1 preceding
        ) as open_until_minute
    from split

),

numbered as (

    select
        *,
        sum(case when opens_at_minute <= open_until_minute then 0 else 1 end) over (
            partition by schedule_id
            order by opens_at_minute nulls last, closes_at_minute nulls last
            rows between unbounded preceding and current row
        ) as stretch_number
    from reached

)

select
    schedule_id,
    stretch_number,
    max(time_zone) as time_zone,
    max(iana_time_zone) as iana_time_zone,
    max(standard_offset_minutes) as standard_offset_minutes,
    cast(min(opens_at_minute) as bigint) as opens_at_minute,
    cast(max(closes_at_minute) as bigint) as closes_at_minute
from numbered
where closes_at_minute > opens_at_minute
group by 1, 2

with

source as (

    select * from {{ source('zendesk', 'daylight_time') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('time_zone') }} as time_zone,
        {{ to_integer('year') }} as daylight_year,
        {{ to_number('daylight_offset') }} as daylight_offset_hours,
        -- Not UTC, whatever the names say: the connector delivers what the clock on the
        -- wall shows when it is changed. Cairo in 1970: 01:00 on 1 May, 03:00 on
        -- 1 October, which is 23:00 and 00:00 UTC. Both as a clock without daylight
        -- saving would show them.
        {{ source_timestamp('daylight_start_utc', 'zendesk') }} as daylight_starts_at,
        {{ source_timestamp('daylight_end_utc', 'zendesk') }}
        - cast(60 * {{ to_number('daylight_offset') }} as bigint) * interval 1 minute
            as daylight_ends_at,
        {{ source_timestamp('_fivetran_synced', 'zendesk') }} as synced_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['time_zone', 'daylight_year'],
    version_at='synced_at'
) }}

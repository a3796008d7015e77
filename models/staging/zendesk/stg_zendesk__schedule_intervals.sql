with

source as (

    select * from {{ source('zendesk', 'schedule') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('id') }} as schedule_id,
        {{ clean_text('name') }} as schedule_name,
        {{ clean_text('time_zone') }} as time_zone,
        {{ to_number('start_time') }} as starts_at_minute,
        {{ to_number('end_time') }} as ends_at_minute,
        {{ to_number('start_time_utc') }} as starts_at_minute_utc,
        {{ to_number('end_time_utc') }} as ends_at_minute_utc,
        {{ to_boolean('_fivetran_deleted') }} as is_deleted,
        {{ source_timestamp('created_at', 'zendesk') }} as schedule_created_at,
        {{ source_timestamp('_fivetran_synced', 'zendesk') }} as synced_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['schedule_id', 'starts_at_minute'],
    version_at='synced_at',
    is_deleted='is_deleted'
) }}

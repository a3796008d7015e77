with

source as (

    select * from {{ source('zendesk', 'time_zone') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('time_zone') }} as time_zone,
        {{ clean_text('standard_offset') }} as standard_offset,
        {{ source_timestamp('_fivetran_synced', 'zendesk') }} as synced_at,
        {{ landed_columns() }}
    from source

),

{{ record_status('renamed', key=['time_zone'], version_at='synced_at') }}

{{ config(materialized='view') }}

with

source as (

    select * from {{ source('zendesk', 'ticket_schedule') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('ticket_id') }} as ticket_id,
        {{ clean_text('schedule_id') }} as schedule_id,
        {{ source_timestamp('created_at', 'zendesk') }} as applied_at,
        {{ source_timestamp('_fivetran_synced', 'zendesk') }} as synced_at,
        {{ landed_columns() }}
    from source

)

select * from renamed

{{ config(materialized='view') }}

with

source as (

    select * from {{ source('zendesk', 'ticket_comment') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('id') }} as comment_id,
        {{ clean_text('ticket_id') }} as ticket_id,
        {{ clean_text('user_id') }} as user_id,
        {{ to_boolean('public') }} as is_public,
        {{ clean_text('body') }} as body,
        {{ source_timestamp('created', 'zendesk') }} as created_at,
        {{ to_boolean('voice_comment') }} as is_voice,
        {{ to_boolean('_fivetran_deleted') }} as is_deleted,
        {{ source_timestamp('_fivetran_synced', 'zendesk') }} as synced_at,
        {{ landed_columns() }}
    from source

)

select * from renamed

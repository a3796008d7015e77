{{ config(materialized='view') }}

with

source as (

    select * from {{ source('zendesk', 'ticket') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('id') }} as ticket_id,
        {{ clean_text('subject') }} as subject,
        {{ clean_text('description') }} as description,
        {{ slugify('status') }} as ticket_status,
        {{ slugify('priority') }} as priority,
        {{ slugify('type') }} as ticket_type,
        {{ slugify('via_channel') }} as via_channel,
        {{ clean_text('requester_id') }} as requester_id,
        {{ clean_text('submitter_id') }} as submitter_id,
        {{ clean_text('assignee_id') }} as assignee_id,
        {{ clean_text('group_id') }} as group_id,
        {{ clean_text('organization_id') }} as organization_id,
        {{ clean_text('brand_id') }} as zendesk_brand_id,
        {{ clean_text('external_id') }} as external_id,
        {{ clean_text('merged_ticket_ids') }} as merged_ticket_ids,
        {{ source_timestamp('created_at', 'zendesk') }} as created_at,
        {{ source_timestamp('updated_at', 'zendesk') }} as updated_at,
        coalesce({{ to_boolean('_fivetran_deleted') }}, false)
        or coalesce({{ slugify('status') }} = 'deleted', false) as is_deleted,
        {{ source_timestamp('_fivetran_synced', 'zendesk') }} as synced_at,
        {{ landed_columns() }}
    from source

)

select * from renamed

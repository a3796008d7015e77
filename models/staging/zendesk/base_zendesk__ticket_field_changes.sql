{{ config(materialized='view') }}

with

source as (

    select * from {{ source('zendesk', 'ticket_field_history') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('ticket_id') }} as ticket_id,
        lower({{ clean_text('field_name') }}) as field_name,
        {{ source_timestamp('updated', 'zendesk') }} as changed_at,
        {{ clean_text('user_id') }} as user_id,
        {{ clean_text('value') }} as field_value,
        {{ source_timestamp('_fivetran_synced', 'zendesk') }} as synced_at,
        {{ landed_columns() }}
    from source

)

select * from renamed

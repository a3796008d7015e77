with

source as (

    select * from {{ source('zendesk', 'organization') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('id') }} as organization_id,
        {{ clean_text('name') }} as organization_name,
        {{ clean_text('external_id') }} as external_id,
        {{ source_timestamp('_fivetran_synced', 'zendesk') }} as synced_at,
        {{ landed_columns() }}
    from source

),

{{ record_status('renamed', key=['organization_id'], version_at='synced_at') }}

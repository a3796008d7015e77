with

source as (

    select * from {{ source('zendesk', 'group') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('id') }} as group_id,
        {{ clean_text('name') }} as group_name,
        {{ to_boolean('_fivetran_deleted') }} as is_deleted,
        {{ source_timestamp('_fivetran_synced', 'zendesk') }} as synced_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['group_id'],
    version_at='synced_at',
    is_deleted='is_deleted'
) }}

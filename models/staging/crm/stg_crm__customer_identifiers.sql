with

source as (

    select * from {{ source('crm', 'customer_identifiers') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('customer_id') }} as customer_id,
        {{ slugify('identifier_type') }} as identifier_type,
        -- An e-mail or a phone has none; a key has no nulls.
        coalesce({{ slugify('platform') }}, 'none') as platform,
        {{ clean_text('identifier_value') }} as identifier_value,
        {{ source_timestamp('linked_at', 'crm') }} as linked_at,
        {{ source_timestamp('unlinked_at', 'crm') }} as unlinked_at,
        {{ source_timestamp('updated_at', 'crm') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['customer_id', 'identifier_type', 'platform', 'identifier_value'],
    version_at='updated_at'
) }}

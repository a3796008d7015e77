with

source as (

    select * from {{ source('crm', 'customer_attributes') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('customer_id') }} as customer_id,
        cast({{ source_timestamp('effective_from', 'crm') }} as date) as effective_from,
        {{ slugify('customer_segment') }} as customer_segment,
        {{ slugify('value_tier') }} as value_tier,
        {{ slugify('lifecycle_stage') }} as lifecycle_stage,
        {{ slugify('region') }} as region,
        {{ to_boolean('is_deleted') }} as is_deleted,
        {{ source_timestamp('updated_at', 'crm') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['customer_id', 'effective_from'],
    version_at='updated_at',
    is_deleted='is_deleted'
) }}

with

source as (

    select * from {{ source('crm', 'business_events') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('event_id') }} as event_id,
        {{ slugify('event_type') }} as event_type,
        {{ clean_text('event_name') }} as event_name,
        {{ clean_text('event_name_zh') }} as event_name_zh,
        {{ slugify('brand_id') }} as brand_id,
        {{ clean_text('product_id') }} as product_id,
        {{ slugify('market') }} as market,
        {{ slugify('region') }} as region,
        {{ slugify('customer_segment') }} as customer_segment,
        {{ source_timestamp('started_at', 'crm') }} as started_at,
        {{ source_timestamp('ended_at', 'crm') }} as ended_at,
        {{ slugify('severity') }} as severity,
        {{ clean_text('description') }} as description,
        {{ source_timestamp('updated_at', 'crm') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['event_id'],
    event_at='started_at',
    version_at='updated_at'
) }}

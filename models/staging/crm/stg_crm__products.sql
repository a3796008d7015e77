with

source as (

    select * from {{ source('crm', 'products') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('product_id') }} as product_id,
        {{ clean_text('product_name') }} as product_name,
        {{ clean_text('product_name_zh') }} as product_name_zh,
        {{ clean_text('product_line') }} as product_line,
        {{ slugify('product_type') }} as product_type,
        {{ slugify('brand_id') }} as brand_id,
        cast({{ source_timestamp('launched_on', 'crm') }} as date) as launched_on,
        cast({{ source_timestamp('discontinued_on', 'crm') }} as date)
            as discontinued_on,
        {{ source_timestamp('updated_at', 'crm') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status('renamed', key=['product_id'], version_at='updated_at') }}

with

source as (

    select * from {{ source('contact_center', 'store_visits') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('visit_id') }} as visit_id,
        {{ clean_text('store_id') }} as store_id,
        {{ clean_text('store_name') }} as store_name,
        lower({{ clean_text('customer_email') }}) as customer_email,
        {{ clean_text('customer_phone') }} as customer_phone,
        {{ clean_text('customer_id') }} as customer_id,
        {{ clean_text('account_id') }} as account_id,
        {{ slugify('brand_id') }} as brand_id,
        {{ clean_text('product_id') }} as product_id,
        {{ slugify('department_id') }} as department_id,
        {{ clean_text('employee_id') }} as employee_id,
        {{ source_timestamp('arrived_at', 'contact_center') }} as arrived_at,
        {{ source_timestamp('left_at', 'contact_center') }} as left_at,
        {{ clean_text('visit_purpose') }} as visit_purpose,
        {{ clean_text('visit_note') }} as visit_note,
        {{ clean_text('order_id') }} as order_id,
        {{ slugify('region') }} as region,
        lower({{ clean_text('language') }}) as language,
        {{ source_timestamp('updated_at', 'contact_center') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['visit_id'],
    event_at='arrived_at',
    version_at='updated_at'
) }}

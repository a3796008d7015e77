with

source as (

    select * from {{ source('contact_center', 'chats') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('chat_id') }} as chat_id,
        {{ slugify('platform') }} as platform,
        {{ clean_text('visitor_id') }} as visitor_id,
        lower({{ clean_text('customer_email') }}) as customer_email,
        {{ clean_text('customer_phone') }} as customer_phone,
        lower({{ clean_text('customer_handle') }}) as customer_handle,
        {{ clean_text('customer_id') }} as customer_id,
        {{ clean_text('account_id') }} as account_id,
        {{ slugify('brand_id') }} as brand_id,
        {{ clean_text('product_id') }} as product_id,
        {{ slugify('department_id') }} as department_id,
        {{ clean_text('agent_employee_id') }} as agent_employee_id,
        {{ source_timestamp('started_at', 'contact_center') }} as started_at,
        {{ source_timestamp('first_reply_at', 'contact_center') }} as first_reply_at,
        {{ source_timestamp('ended_at', 'contact_center') }} as ended_at,
        {{ slugify('chat_outcome') }} as chat_outcome,
        {{ slugify('contact_reason') }} as contact_reason,
        {{ clean_text('related_record_id') }} as related_record_id,
        {{ slugify('region') }} as region,
        lower({{ clean_text('language') }}) as language,
        {{ source_timestamp('updated_at', 'contact_center') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['chat_id'],
    event_at='started_at',
    version_at='updated_at'
) }}

{#- What was said: calls and chats, and visits to a store. -#}
with

calls as (

    select
        'call' as touchpoint_type,
        call_id as contact_id,
        direction,
        'phone' as channel,
        contact_reason as activity,
        customer_id,
        account_id,
        customer_phone,
        brand_id,
        product_id,
        department_id,
        region,
        language,
        started_at as occurred_at,
        {{ columns_not_given([
            'contact_id', 'direction', 'channel', 'activity', 'customer_id',
            'account_id', 'customer_phone', 'brand_id', 'product_id', 'department_id',
            'region', 'language', 'occurred_at',
        ], contact_columns()) }}
        _load_id,
        _loaded_at,
        _source_file,
        _row_number
    from {{ ref('stg_contact_center__calls') }}
    where record_status = 'current'

),

chats as (

    select
        'chat' as touchpoint_type,
        chat_id as contact_id,
        'inbound' as direction,
        platform as channel,
        contact_reason as activity,
        customer_id,
        account_id,
        customer_email,
        customer_phone,
        customer_handle,
        visitor_id,
        brand_id,
        product_id,
        department_id,
        region,
        language,
        started_at as occurred_at,
        {{ columns_not_given([
            'contact_id', 'direction', 'channel', 'activity', 'customer_id',
            'account_id', 'customer_email', 'customer_phone', 'customer_handle',
            'visitor_id', 'brand_id', 'product_id', 'department_id', 'region',
            'language', 'occurred_at',
        ], contact_columns()) }}
        _load_id,
        _loaded_at,
        _source_file,
        _row_number
    from {{ ref('stg_contact_center__chats') }}
    where record_status = 'current'

),

store_visits as (

    select
        'store_visit' as touchpoint_type,
        visit_id as contact_id,
        'inbound' as direction,
        'store' as channel,
        {{ slugify('visit_purpose') }} as activity,
        customer_id,
        account_id,
        customer_email,
        customer_phone,
        brand_id,
        product_id,
        department_id,
        region,
        language,
        arrived_at as occurred_at,
        visit_note is not null as has_text,
        {{ columns_not_given([
            'contact_id', 'direction', 'channel', 'activity', 'customer_id',
            'account_id', 'customer_email', 'customer_phone', 'brand_id', 'product_id',
            'department_id', 'region', 'language', 'occurred_at', 'has_text',
        ], contact_columns()) }}
        _load_id,
        _loaded_at,
        _source_file,
        _row_number
    from {{ ref('stg_contact_center__store_visits') }}
    where record_status = 'current'

),

unioned as (

    {{ rows_unioned(
        ['calls', 'chats', 'store_visits'],
        ['touchpoint_type'] + contact_columns() | list
    ) }}

)

select * from unioned

with

source as (

    select * from {{ source('contact_center', 'sms_messages') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('message_id') }} as message_id,
        {{ slugify('direction') }} as direction,
        {{ clean_text('customer_phone') }} as customer_phone,
        {{ clean_text('customer_id') }} as customer_id,
        {{ clean_text('account_id') }} as account_id,
        {{ slugify('brand_id') }} as brand_id,
        {{ slugify('department_id') }} as department_id,
        {{ clean_text('campaign_id') }} as campaign_id,
        {{ source_timestamp('sent_at', 'contact_center') }} as sent_at,
        {{ clean_text('body') }} as body,
        {{ clean_text('related_record_id') }} as related_record_id,
        lower({{ clean_text('language') }}) as language,
        {{ source_timestamp('updated_at', 'contact_center') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['message_id'],
    event_at='sent_at',
    version_at='updated_at'
) }}

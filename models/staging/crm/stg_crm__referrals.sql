with

source as (

    select * from {{ source('crm', 'referrals') }}
    where {{ is_known() }}

),

renamed as (

    select
        {{ clean_text('referral_id') }} as referral_id,
        {{ clean_text('referrer_customer_id') }} as referrer_customer_id,
        {{ clean_text('referred_customer_id') }} as referred_customer_id,
        {{ clean_text('referred_account_id') }} as referred_account_id,
        {{ source_timestamp('referred_at', 'crm') }} as referred_at,
        {{ slugify('referral_channel') }} as referral_channel,
        {{ slugify('referral_status') }} as referral_status,
        {{ source_timestamp('converted_at', 'crm') }} as converted_at,
        {{ clean_text('first_order_id') }} as first_order_id,
        {{ source_timestamp('updated_at', 'crm') }} as updated_at,
        {{ landed_columns() }}
    from source

),

{{ record_status(
    'renamed',
    key=['referral_id'],
    event_at='referred_at',
    version_at='updated_at'
) }}

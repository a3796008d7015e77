with

referrals as (

    select * from {{ ref('int_referrals_priced') }}

),

referrers as (

    select * from {{ ref('customer_identities') }}

),

referred as (

    select * from {{ ref('customer_identities') }}

)

select
    referrals.referral_id,
    referrers.customer_id as referrer_customer_id,
    referred.customer_id as referred_customer_id,
    referrals.referred_account_id,
    referrals.referral_channel,
    referrals.referral_status,
    referrals.referred_at,
    referrals.converted_at,
    referrals.first_order_id,
    '{{ var("reporting_currency") }}' as reporting_currency,
    referrals.first_order_amount,
    referrals.first_order_margin,
    'crm' as source_system,
    referrals.source_record_id,
    referrals._source_file as source_file,
    referrals._row_number as source_row_number,
    referrals._loaded_at as loaded_at,
    {{ build_run_id() }} as build_run_id
from referrals
left join referrers
    on referrals.referrer_person_id = referrers.source_person_id
left join referred
    on referrals.referred_person_id = referred.source_person_id

with

referrals as (

    select * from {{ ref('stg_crm__referrals') }}
    where
        record_status = 'current'
        and referred_at < {{ cut_off() }}

),

first_orders as (

    -- What was ordered; what was sent back later is another matter.
    select
        order_id,
        case when count(*) = count(amount) then {{ exact_sum('amount') }} end as amount,
        case when count(*) = count(margin) then {{ exact_sum('margin') }} end as margin
    from {{ ref('int_order_lines_priced') }}
    where not is_return
    group by 1

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

),

masked_referred as (

    select * from {{ ref('int_person_ids_masked') }}

)

select
    referrals.referral_id as source_record_id,
    'crm:referral:' || referrals.referral_id as referral_id,
    {{ source_person_id('crm', 'customer', 'referrals.referrer_customer_id') }}
        as referrer_person_id,
    {{ source_person_id(
        'crm', 'customer', 'referrals.referred_customer_id', 'masked_referred'
    ) }} as referred_person_id,
    'crm:account:' || referrals.referred_account_id as referred_account_id,
    referrals.referral_channel,
    referrals.referral_status,
    referrals.referred_at,
    referrals.converted_at,
    'crm:order:' || referrals.first_order_id as first_order_id,
    first_orders.amount as first_order_amount,
    first_orders.margin as first_order_margin,
    referrals._load_id,
    referrals._loaded_at,
    referrals._source_file,
    referrals._row_number
from referrals
left join first_orders
    on 'crm:order:' || referrals.first_order_id = first_orders.order_id
left join masked
    on referrals.referrer_customer_id = masked.native_person_id
left join masked_referred
    on referrals.referred_customer_id = masked_referred.native_person_id

with

subscriptions as (

    select * from {{ ref('stg_crm__subscriptions') }}
    where
        record_status = 'current'
        and started_at < {{ cut_off() }}

),

rates as (

    select * from {{ ref('int_exchange_rates_dated') }}

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

)

select
    subscriptions.subscription_id as source_record_id,
    'crm:subscription:' || subscriptions.subscription_id as subscription_id,
    {{ source_person_id('crm', 'customer', 'subscriptions.customer_id') }}
        as source_person_id,
    'crm:account:' || subscriptions.account_id as account_id,
    subscriptions.product_id,
    subscriptions.sales_employee_id as sales_owner,
    subscriptions.started_at,
    subscriptions.term_ends_at,
    subscriptions.cancelled_at,
    subscriptions.ended_at,
    coalesce(subscriptions.ended_at >= {{ cut_off() }}, true) as is_active,
    subscriptions.seat_count,
    subscriptions.currency,
    subscriptions.monthly_amount as monthly_net_amount,
    subscriptions.monthly_cost as monthly_cost_amount,
    rates.rate as exchange_rate,
    subscriptions.monthly_amount * rates.rate as monthly_amount,
    (subscriptions.monthly_amount - subscriptions.monthly_cost) * rates.rate
        as monthly_margin,
    subscriptions._load_id,
    subscriptions._loaded_at,
    subscriptions._source_file,
    subscriptions._row_number
from subscriptions
left join rates
    on subscriptions.currency = rates.currency
    and cast(subscriptions.started_at as date) = rates.rate_date
left join masked
    on subscriptions.customer_id = masked.native_person_id

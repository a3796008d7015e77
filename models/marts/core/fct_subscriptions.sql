with

subscriptions as (

    select * from {{ ref('int_subscriptions_priced') }}

),

identities as (

    select * from {{ ref('customer_identities') }}

)

select
    subscriptions.subscription_id,
    identities.customer_id,
    subscriptions.account_id,
    subscriptions.product_id,
    subscriptions.sales_owner,
    subscriptions.started_at,
    subscriptions.term_ends_at,
    subscriptions.cancelled_at,
    subscriptions.ended_at,
    subscriptions.is_active,
    subscriptions.seat_count,
    subscriptions.currency,
    subscriptions.monthly_net_amount,
    subscriptions.monthly_cost_amount,
    '{{ var("reporting_currency") }}' as reporting_currency,
    subscriptions.exchange_rate,
    subscriptions.monthly_amount,
    subscriptions.monthly_margin,
    'crm' as source_system,
    subscriptions.source_record_id,
    subscriptions._source_file as source_file,
    subscriptions._row_number as source_row_number,
    subscriptions._loaded_at as loaded_at,
    {{ build_run_id() }} as build_run_id
from subscriptions
left join identities
    on subscriptions.source_person_id = identities.source_person_id

{#- Records of customers, and whoever bought or was recommended without one. -#}
with

customers as (

    select * from {{ ref('stg_crm__customers') }}
    where
        record_status != 'quarantined'
        and version_rank = 1

),

mentioned as (

    select customer_id from {{ ref('stg_crm__orders') }}
    union all
    select customer_id from {{ ref('stg_crm__subscriptions') }}
    union all
    select referrer_customer_id as customer_id from {{ ref('stg_crm__referrals') }}
    union all
    select referred_customer_id as customer_id from {{ ref('stg_crm__referrals') }}
    union all
    select customer_id from customers

),

everyone as (

    select customer_id from mentioned
    where customer_id is not null
    group by 1

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

)

select
    {{ source_person_id('crm', 'customer', 'everyone.customer_id') }}
        as source_person_id,
    everyone.customer_id,
    customers.account_id,
    customers.email,
    customers.phone,
    customers.created_at as first_seen_at,
    customers.updated_at as last_seen_at,
    {{ columns_not_given([
        'source_person_id', 'customer_id', 'account_id', 'email', 'phone',
        'is_known_by_address', 'first_seen_at', 'last_seen_at',
    ], person_columns()) }}
    false as is_known_by_address
from everyone
left join customers
    on everyone.customer_id = customers.customer_id
left join masked
    on everyone.customer_id = masked.native_person_id

{#-
    Lifecycle stages by seeds/lifecycle_rules.csv, from the day a customer first bought: they
    fill in what CRM does not tell, or go before it.
-#}
with

customers as (

    select * from {{ ref('stg_crm__customers') }}
    where
        record_status != 'quarantined'
        and version_rank = 1
        and customer_since is not null

),

merged as (

    select * from {{ ref('int_crm_customers_merged') }}

),

rules as (

    select * from {{ ref('lifecycle_rules') }}

),

began as (

    select
        merged.customer_key as customer_id,
        min(customers.customer_since) as customer_since
    from customers
    inner join merged
        on customers.customer_id = merged.customer_id
    group by 1

)

select
    began.customer_id,
    case
        when rules.days_from is null then cast('0001-01-01' as date)
        else {{ add_days('began.customer_since', 'rules.days_from') }}
    end as valid_from,
    case
        when rules.days_below is null then cast('9999-12-31' as date)
        else {{ add_days('began.customer_since', 'rules.days_below') }}
    end as valid_to,
    rules.lifecycle_stage,
    rules.overrides_crm
from began
cross join rules

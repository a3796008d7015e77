{#-
    What a customer was from a day on: CRM's attributes, and stages by rule where CRM is
    silent or a rule goes before it. A customer's account is that of today.
-#}
{{ config(materialized='table') }}

with

customers as (

    select * from {{ ref('int_crm_customers_merged') }}

),

persons as (

    select * from {{ ref('int_persons_unioned') }}
    where source_system = 'crm'

),

attributes as (

    select
        *,
        coalesce(valid_to, cast('9999-12-31' as date)) as valid_until
    from {{ ref('int_customer_attributes_merged') }}

),

ruled_stages as (

    select * from {{ ref('int_customer_stages_ruled') }}

),

accounts as (

    select
        customers.customer_key as customer_id,
        'crm:account:' || persons.account_id as account_id
    from customers
    inner join persons
        on customers.customer_id = persons.customer_id
    where not customers.is_merged

),

changes as (

    select
        customer_id,
        valid_from
    from attributes
    union all
    -- Before his first row only the account is known.
    select
        customer_id,
        cast('{{ var("calendar_start_date") }}' as date) as valid_from
    from accounts
    union all
    select
        customer_id,
        valid_from
    from ruled_stages
    union all
    select
        customer_id,
        valid_to as valid_from
    from ruled_stages

),

days as (

    select
        customer_id,
        valid_from
    from changes
    where
        valid_from > cast('0001-01-01' as date)
        and valid_from < cast('9999-12-31' as date)
    group by 1, 2

)

-- Joins compare plain columns: a coalesce of both sides would try all pairs.
select
    days.customer_id,
    days.valid_from,
    lead(days.valid_from) over (
        partition by days.customer_id
        order by days.valid_from nulls last
    ) as valid_to,
    attributes.customer_segment,
    attributes.value_tier,
    case
        when ruled_stages.overrides_crm then ruled_stages.lifecycle_stage
        else coalesce(attributes.lifecycle_stage, ruled_stages.lifecycle_stage)
    end as lifecycle_stage,
    attributes.region,
    accounts.account_id
from days
left join attributes
    on days.customer_id = attributes.customer_id
    and days.valid_from >= attributes.valid_from
    and days.valid_from < attributes.valid_until
left join ruled_stages
    on days.customer_id = ruled_stages.customer_id
    and days.valid_from >= ruled_stages.valid_from
    and days.valid_from < ruled_stages.valid_to
left join accounts
    on days.customer_id = accounts.customer_id

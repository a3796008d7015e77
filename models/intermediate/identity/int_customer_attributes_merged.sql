{#-
    What CRM says of a customer from a day on. Of merged records the survivor's own rows
    win; what was before them is told by the oldest record that was merged into it.
-#}
with

customers as (

    select * from {{ ref('int_crm_customers_merged') }}

),

attributes as (

    -- Of late and corrected rows of a day the newest is current; mistakes are not.
    select * from {{ ref('stg_crm__customer_attributes') }}
    where record_status = 'current'

),

keyed as (

    select
        attributes.*,
        coalesce(customers.customer_key, 'crm:customer:' || attributes.customer_id)
            as customer_key,
        coalesce(customers.is_merged, false) as is_merged
    from attributes
    left join customers
        on attributes.customer_id = customers.customer_id

),

records as (

    select
        customer_key,
        customer_id,
        is_merged,
        min(effective_from) as first_date
    from keyed
    group by 1, 2, 3

),

ranked as (

    select
        customer_key,
        customer_id,
        row_number() over (
            partition by customer_key, is_merged
            order by first_date nulls last, customer_id nulls last
        ) as record_rank,
        min(case when not is_merged then first_date end) over (
            partition by customer_key
        ) as own_first_date
    from records

)

select
    keyed.customer_key as customer_id,
    keyed.effective_from as valid_from,
    lead(keyed.effective_from) over (
        partition by keyed.customer_key
        order by keyed.effective_from nulls last
    ) as valid_to,
    keyed.customer_segment,
    keyed.value_tier,
    keyed.lifecycle_stage,
    keyed.region
from keyed
inner join ranked
    on keyed.customer_key = ranked.customer_key
    and keyed.customer_id = ranked.customer_id
where
    not keyed.is_merged
    or (
        ranked.record_rank = 1
        and coalesce(keyed.effective_from < ranked.own_first_date, true)
    )

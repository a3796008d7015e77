{#- Addresses that link nobody, with the number that stands for each in the mart. -#}
{{ config(materialized='table', schema='restricted') }}

with

rejected as (

    select
        key_type,
        person_key,
        rejection_reason,
        person_count,
        customer_count
    from {{ ref('int_customer_keys_judged') }}
    where rejection_reason is not null
    union all
    select
        key_type,
        person_key,
        rejection_reason,
        person_count,
        customer_count
    from {{ ref('int_shared_keys_judged') }}
    where rejection_reason is not null

)

select
    key_type || '-' || cast(
        row_number() over (
            partition by key_type
            order by person_key nulls last
        ) as string
    ) as rejected_key_id,
    *
from rejected

{#-
    Keys that CRM does not hold and several persons use: they say that these are one, unless
    they are known to be several.
-#}
{{ config(materialized='table') }}

with

judged_keys as (

    select * from {{ ref('int_customer_keys_judged') }}
    where
        rejection_reason is null
        and customer_key is null
        and person_count > 1

),

person_keys as (

    select * from {{ ref('int_person_keys_normalized') }}

),

matched as (

    select * from {{ ref('int_persons_matched') }}

),

counted as (

    select
        judged_keys.key_type,
        judged_keys.person_key,
        count(*) as person_count,
        count(distinct matched.customer_key) as customer_count
    from judged_keys
    inner join person_keys
        on judged_keys.key_type = person_keys.key_type
        and judged_keys.person_key = person_keys.person_key
    inner join matched
        on person_keys.source_person_id = matched.source_person_id
    group by 1, 2

)

select
    key_type,
    person_key,
    person_count,
    customer_count,
    case when customer_count > 1 then 'several_customers' end as rejection_reason
from counted

{#-
    Built anew each time: a merge or a new link re-keys the past. A mailbox or a number
    that proved to be shared, and is all that is known of somebody, is nobody.
-#}
{{ config(materialized='table') }}

with

matched as (

    select * from {{ ref('int_persons_matched') }}

),

linked as (

    select * from {{ ref('int_persons_linked') }}

),

person_keys as (

    select * from {{ ref('int_person_keys_normalized') }}

),

rejected_keys as (

    select * from {{ ref('int_customer_keys_rejected') }}

),

rules as (

    select * from {{ ref('identity_rules') }}

),

rejected as (

    select
        person_keys.source_person_id,
        count(rejected_keys.rejected_key_id) = count(*) as has_only_rejected_keys
    from person_keys
    left join rejected_keys
        on person_keys.key_type = rejected_keys.key_type
        and person_keys.person_key = rejected_keys.person_key
    group by 1
    having count(rejected_keys.rejected_key_id) > 0

),

resolved as (

    select
        matched.source_system,
        matched.source_person_id,
        coalesce(matched.customer_key, linked.customer_key) as customer_key,
        case
            when coalesce(matched.match_rule, linked.match_rule) is not null
                then coalesce(matched.match_rule, linked.match_rule)
            when
                matched.is_known_by_address
                and coalesce(rejected.has_only_rejected_keys, false)
                then 'shared_address'
            else 'own'
        end as match_rule
    from matched
    left join linked
        on matched.source_person_id = linked.source_person_id
    left join rejected
        on matched.source_person_id = rejected.source_person_id

)

select
    resolved.source_system,
    resolved.source_person_id,
    case
        when resolved.match_rule = 'own' then resolved.source_person_id
        else resolved.customer_key
    end as customer_id,
    resolved.match_rule,
    rules.evidence,
    cast(rules.match_confidence as double) as match_confidence
from resolved
left join rules
    on resolved.match_rule = rules.match_rule

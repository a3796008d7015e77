{#-
    Who is one with others outside CRM, by keys that they share. A key that leads to one
    customer leads there; one that leads to none leads to the smallest id of those who
    share it. Three rounds, for who is linked in one round can link others in the next.
-#}
{%- set rounds = [1, 2, 3] -%}
{{ config(materialized='table') }}

with

person_keys as (

    select * from {{ ref('int_person_keys_normalized') }}

),

shared_keys as (

    select * from {{ ref('int_shared_keys_judged') }}
    where rejection_reason is null

),

matched as (

    select * from {{ ref('int_persons_matched') }}

),

sharers as (

    select
        person_keys.source_person_id,
        person_keys.key_type,
        person_keys.person_key
    from person_keys
    inner join shared_keys
        on person_keys.key_type = shared_keys.key_type
        and person_keys.person_key = shared_keys.person_key

),

linked_0 as (

    select
        source_person_id,
        customer_key,
        source_person_id as anchor_person_id,
        cast(null as integer) as rule_order
    from matched
    where
        source_person_id in (select sharers.source_person_id from sharers)

),

{% for round in rounds %}
keys_{{ round }} as (

    select
        sharers.key_type,
        sharers.person_key,
        min(linked_{{ round - 1 }}.customer_key) as customer_key,
        count(distinct linked_{{ round - 1 }}.customer_key) as customer_count,
        min(linked_{{ round - 1 }}.anchor_person_id) as anchor_person_id
    from sharers
    inner join linked_{{ round - 1 }}
        on sharers.source_person_id = linked_{{ round - 1 }}.source_person_id
    group by 1, 2

),

keyed_{{ round }} as (

    -- An e-mail address says more than a number, and that more than a handle.
    select
        sharers.source_person_id,
        case sharers.key_type when 'email' then 1 when 'phone' then 2 else 3 end
            as rule_order,
        case
            when keys_{{ round }}.customer_count = 1 then keys_{{ round }}.customer_key
        end as customer_key,
        case
            when keys_{{ round }}.customer_count = 0
                then keys_{{ round }}.anchor_person_id
        end as anchor_person_id
    from sharers
    inner join keys_{{ round }}
        on sharers.key_type = keys_{{ round }}.key_type
        and sharers.person_key = keys_{{ round }}.person_key

),

candidates_{{ round }} as (

    select
        source_person_id,
        min(case when customer_key is not null then rule_order end) as customer_rule,
        min(case when anchor_person_id is not null then rule_order end) as anchor_rule,
        coalesce(
            min(case when rule_order = 1 then customer_key end),
            min(case when rule_order = 2 then customer_key end),
            min(customer_key)
        ) as customer_key,
        min(anchor_person_id) as anchor_person_id
    from keyed_{{ round }}
    group by 1

),

linked_{{ round }} as (

    select
        linked_{{ round - 1 }}.source_person_id,
        coalesce(
            linked_{{ round - 1 }}.customer_key, candidates_{{ round }}.customer_key
        ) as customer_key,
        least(
            linked_{{ round - 1 }}.anchor_person_id,
            coalesce(
                candidates_{{ round }}.anchor_person_id,
                linked_{{ round - 1 }}.anchor_person_id
            )
        ) as anchor_person_id,
        case
            when linked_{{ round - 1 }}.customer_key is not null
                then linked_{{ round - 1 }}.rule_order
            else
                coalesce(
                    candidates_{{ round }}.customer_rule,
                    candidates_{{ round }}.anchor_rule,
                    linked_{{ round - 1 }}.rule_order
                )
        end as rule_order
    from linked_{{ round - 1 }}
    left join candidates_{{ round }}
        on linked_{{ round - 1 }}.source_person_id
        = candidates_{{ round }}.source_person_id

){{ ',' if not loop.last }}

{% endfor %}
select
    source_person_id,
    coalesce(customer_key, anchor_person_id) as customer_key,
    case rule_order
        when 1 then 'shared_email'
        when 2 then 'shared_phone'
        else 'shared_handle'
    end as match_rule
from linked_{{ rounds[-1] }}
where rule_order is not null

{#-
    Whom a key leads to. One of several customers, or of more people than one person can be
    in a source, links nobody; a handle of two authors is but a name.
-#}
{{ config(materialized='table') }}

with

person_keys as (

    select * from {{ ref('int_person_keys_normalized') }}

),

holders as (

    select * from {{ ref('int_customer_keys_held') }}

),

users_by_source as (

    select
        key_type,
        person_key,
        source_system,
        count(*) as person_count,
        sum(case when is_known_by_address then 0 else 1 end) as native_person_count
    from person_keys
    group by 1, 2, 3

),

users as (

    select
        key_type,
        person_key,
        sum(person_count) as person_count,
        max(case when source_system != 'crm' then person_count else 0 end)
            as max_person_count,
        max(case when source_system != 'crm' then native_person_count else 0 end)
            as max_native_person_count
    from users_by_source
    group by 1, 2

),

counted as (

    select
        users.key_type,
        users.person_key,
        cast(users.person_count as bigint) as person_count,
        users.max_person_count,
        users.max_native_person_count,
        holders.customer_key,
        coalesce(holders.customer_count, 0) as customer_count
    from users
    left join holders
        on users.key_type = holders.key_type
        and users.person_key = holders.person_key

),

judged as (

    select
        *,
        case
            when customer_count > 1 then 'several_customers'
            when max_person_count > {{ var('max_persons_per_key') }}
                then 'too_many_persons'
            when key_type = 'handle' and max_native_person_count > 1
                then 'too_many_persons'
        end as rejection_reason
    from counted

)

select
    key_type,
    person_key,
    person_count,
    customer_count,
    rejection_reason,
    case when rejection_reason is null then customer_key end as customer_key
from judged

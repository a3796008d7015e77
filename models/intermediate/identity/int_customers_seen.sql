{#- First and last seen are those of all persons that a customer is. -#}
with

identities as (

    select * from {{ ref('int_customer_identities_resolved') }}
    where customer_id is not null

),

persons as (

    select * from {{ ref('int_persons_unioned') }}

),

touchpoints as (

    select * from {{ ref('int_touchpoints_unioned') }}
    where occurred_at < {{ cut_off() }}

),

known as (

    select
        identities.customer_id,
        max_by(
            'crm:account:' || persons.account_id,
            coalesce(cast(persons.last_seen_at as string), '')
            || persons.source_person_id
        ) filter (where persons.account_id is not null) as account_id,
        min(persons.first_seen_at) as first_known_at,
        count(*) as source_person_count
    from identities
    inner join persons
        on identities.source_person_id = persons.source_person_id
    group by 1

),

touched as (

    select
        identities.customer_id,
        min(touchpoints.occurred_at) as first_touchpoint_at,
        max(touchpoints.occurred_at) as last_touchpoint_at
    from touchpoints
    inner join identities
        on touchpoints.source_person_id = identities.source_person_id
    group by 1

)

select
    known.customer_id,
    known.account_id,
    least(
        coalesce(known.first_known_at, touched.first_touchpoint_at),
        coalesce(touched.first_touchpoint_at, known.first_known_at)
    ) as first_seen_at,
    touched.last_touchpoint_at,
    known.source_person_count
from known
left join touched
    on known.customer_id = touched.customer_id

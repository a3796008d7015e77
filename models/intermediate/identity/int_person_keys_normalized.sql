{#- What persons can be known by again: their addresses and what CRM linked to them. -#}
{{ config(materialized='table') }}

with

email_providers as (

    select * from {{ ref('email_providers') }}

),

phone_countries as (

    select * from {{ ref('phone_countries') }}

),

persons as (

    select * from {{ ref('int_persons_unioned') }}

),

identifiers as (

    -- What is the customer's no more links nobody to him any more, in the past neither.
    select
        customer_id,
        case when identifier_type = 'email' then identifier_value end as email,
        case when identifier_type = 'phone' then identifier_value end as phone,
        platform,
        case
            when identifier_type in ('social_handle', 'external_id')
                then identifier_value
        end as handle
    from {{ ref('stg_crm__customer_identifiers') }}
    where
        record_status = 'current'
        and coalesce(linked_at < {{ cut_off() }}, true)
        and coalesce(unlinked_at >= {{ cut_off() }}, true)

),

addresses as (

    select
        source_system,
        source_person_id,
        is_known_by_address,
        email,
        phone,
        platform,
        handle
    from persons
    union all
    select
        persons.source_system,
        persons.source_person_id,
        persons.is_known_by_address,
        identifiers.email,
        identifiers.phone,
        identifiers.platform,
        identifiers.handle
    from identifiers
    inner join persons
        on identifiers.customer_id = persons.customer_id
        and persons.source_system = 'crm'

),

{{ keys_normalized('addresses') }},

key_types as (

    {%- for key_type in ['email', 'phone', 'handle'] %}
    select '{{ key_type }}' as key_type
    {{- ' union all' if not loop.last }}
    {%- endfor %}

),

unpivoted as (

    select
        keyed.source_system,
        keyed.source_person_id,
        keyed.is_known_by_address,
        key_types.key_type,
        case key_types.key_type
            when 'email' then keyed.email_key
            when 'phone' then keyed.phone_key
            else keyed.handle_key
        end as person_key
    from keyed
    cross join key_types

)

select
    source_system,
    source_person_id,
    is_known_by_address,
    key_type,
    person_key
from unpivoted
where person_key is not null
group by 1, 2, 3, 4, 5

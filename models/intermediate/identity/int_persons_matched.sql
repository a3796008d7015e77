{#- Who CRM says a person is: by the id his source gives, else by a key of CRM. -#}
{{ config(materialized='table') }}

with

persons as (

    select * from {{ ref('int_persons_unioned') }}

),

customers as (

    select * from {{ ref('int_crm_customers_merged') }}

),

person_keys as (

    select * from {{ ref('int_person_keys_normalized') }}

),

judged_keys as (

    select * from {{ ref('int_customer_keys_judged') }}

),

keys_by_person as (

    select
        {%- for key_type in ['email', 'phone', 'handle'] %}
        min(
            case
                when judged_keys.key_type = '{{ key_type }}'
                    then judged_keys.customer_key
            end
        ) as {{ key_type }}_customer_key,
        {%- endfor %}
        person_keys.source_person_id
    from person_keys
    inner join judged_keys
        on person_keys.key_type = judged_keys.key_type
        and person_keys.person_key = judged_keys.person_key
    where person_keys.source_system != 'crm'
    group by person_keys.source_person_id

),

given as (

    select
        persons.source_system,
        persons.source_person_id,
        -- CRM may not hold, or not yet, whom a source knows by his CRM id.
        coalesce(customers.customer_key, 'crm:customer:' || persons.customer_id)
            as given_customer_key,
        persons.is_known_by_address
    from persons
    left join customers
        on persons.customer_id = customers.customer_id

)

select
    given.source_system,
    given.source_person_id,
    coalesce(
        given.given_customer_key,
        keys_by_person.email_customer_key,
        keys_by_person.phone_customer_key,
        keys_by_person.handle_customer_key
    ) as customer_key,
    case
        when given.given_customer_key is not null then 'crm_id'
        when keys_by_person.email_customer_key is not null then 'email'
        when keys_by_person.phone_customer_key is not null then 'phone'
        when keys_by_person.handle_customer_key is not null then 'linked_handle'
    end as match_rule,
    given.is_known_by_address
from given
left join keys_by_person
    on given.source_person_id = keys_by_person.source_person_id

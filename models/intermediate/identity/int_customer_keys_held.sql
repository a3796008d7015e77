{#-
    Whose a key is by CRM. A deleted record gives way to a living one of the same name: a
    customer who was entered anew is one.
-#}
with

person_keys as (

    select * from {{ ref('int_person_keys_normalized') }}

),

persons as (

    select * from {{ ref('int_persons_unioned') }}
    where source_system = 'crm'

),

customers as (

    select * from {{ ref('int_crm_customers_merged') }}

),

held as (

    select
        person_keys.key_type,
        person_keys.person_key,
        coalesce(customers.customer_key, persons.source_person_id) as customer_key,
        min(customers.name_key) as name_key,
        min(cast(coalesce(customers.is_deleted, false) as integer)) as is_deleted
    from person_keys
    inner join persons
        on person_keys.source_person_id = persons.source_person_id
    left join customers
        on persons.customer_id = customers.customer_id
    group by 1, 2, 3

),

namesakes as (

    select
        *,
        max(1 - is_deleted) over (
            partition by key_type, person_key, name_key
        ) as has_living_namesake
    from held

)

select
    key_type,
    person_key,
    min(customer_key) as customer_key,
    count(*) as customer_count
from namesakes
where
    is_deleted = 0
    or has_living_namesake = 0
    or name_key is null
group by 1, 2

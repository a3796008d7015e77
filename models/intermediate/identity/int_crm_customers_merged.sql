{#- Whose record it is today: merges are followed up to eight levels. -#}
{{ config(materialized='table') }}

with

customers as (

    -- Deleted ones too: what happened before stays.
    select
        customer_id,
        merged_into_customer_id,
        lower(full_name) as name_key,
        coalesce(is_deleted, false) as is_deleted
    from {{ ref('stg_crm__customers') }}
    where
        record_status != 'quarantined'
        and version_rank = 1

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

),

followed_once as (

    select
        customer_id,
        merged_into_customer_id
    from customers
    where merged_into_customer_id != customer_id

),

{% for before, after in [
    ('once', 'twice'), ('twice', 'four_times'), ('four_times', 'eight_times')
] %}
further_{{ before }} as (

    select
        customer_id as merged_customer_id,
        merged_into_customer_id as further_customer_id
    from followed_{{ before }}

),

followed_{{ after }} as (

    select
        followed_{{ before }}.customer_id,
        coalesce(
            further_{{ before }}.further_customer_id,
            followed_{{ before }}.merged_into_customer_id
        ) as merged_into_customer_id
    from followed_{{ before }}
    left join further_{{ before }}
        on followed_{{ before }}.merged_into_customer_id
        = further_{{ before }}.merged_customer_id

),

{% endfor %}
survived as (

    select
        customers.customer_id,
        customers.name_key,
        customers.is_deleted,
        coalesce(
            followed_eight_times.merged_into_customer_id, customers.customer_id
        ) as surviving_customer_id
    from customers
    left join followed_eight_times
        on customers.customer_id = followed_eight_times.customer_id

)

select
    survived.customer_id,
    survived.surviving_customer_id,
    {{ source_person_id('crm', 'customer', 'survived.surviving_customer_id') }}
        as customer_key,
    survived.customer_id != survived.surviving_customer_id as is_merged,
    survived.name_key,
    -- A record that was merged away is not gone.
    coalesce(customers.is_deleted, survived.is_deleted) as is_deleted
from survived
left join customers
    on survived.surviving_customer_id = customers.customer_id
left join masked
    on survived.surviving_customer_id = masked.native_person_id

{#- Deleted tickets too: their comments were made, and are the requester's. -#}
{{ config(materialized='table') }}

with

tickets as (

    select * from {{ ref('stg_zendesk__tickets') }}
    where
        record_status != 'quarantined'
        and version_rank = 1

),

users as (

    select * from {{ ref('stg_zendesk__users') }}
    where record_status = 'current'

),

agents as (

    select * from {{ ref('int_zendesk_agents_recognised') }}

),

ticket_groups as (

    select * from {{ ref('stg_zendesk__groups') }}
    where record_status = 'current'

),

group_departments as (

    select * from {{ ref('group_departments') }}
    where source_system = 'zendesk'

),

masked as (

    select * from {{ ref('int_person_ids_masked') }}

),

products as (

    -- A custom field holds the product.
    select
        ticket_id,
        max_by(field_value, changed_at) as product_id
    from {{ ref('stg_zendesk__ticket_field_changes') }}
    where
        record_status = 'current'
        and field_name = '{{ var("ticket_product_field") }}'
        and changed_at is not null
    group by 1

),

ratings as (

    select * from {{ ref('int_zendesk_ticket_ratings_read') }}

)

select
    tickets.ticket_id,
    {{ source_person_id('zendesk', 'user', 'tickets.requester_id') }}
        as source_person_id,
    coalesce(
        agents.user_id is not null and tickets.submitter_id != tickets.requester_id,
        false
    ) as is_opened_by_agent,
    tickets.via_channel as channel,
    tickets.ticket_type,
    products.product_id,
    group_departments.department_id,
    users.language,
    tickets.created_at,
    coalesce(tickets.subject, tickets.description) is not null as has_text,
    ratings.satisfaction,
    tickets.is_deleted,
    tickets._load_id,
    tickets._loaded_at,
    tickets._source_file,
    tickets._row_number
from tickets
left join masked
    on tickets.requester_id = masked.native_person_id
left join users
    on tickets.requester_id = users.user_id
left join agents
    on tickets.submitter_id = agents.user_id
left join ticket_groups
    on tickets.group_id = ticket_groups.group_id
left join group_departments
    on ticket_groups.group_name = group_departments.group_name
left join products
    on tickets.ticket_id = products.ticket_id
left join ratings
    on tickets.ticket_id = ratings.ticket_id

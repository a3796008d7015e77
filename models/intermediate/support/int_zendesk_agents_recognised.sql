{#-
    Who is an agent, or was one: a former agent reads end-user today. Whoever had the
    role in any version of the user, wrote a comment that customers do not see, or was
    ever in charge of a ticket. Evidence is never lost: what was corrected since counts.
-#}
{{ config(materialized='table') }}

with

users as (

    select * from {{ ref('stg_zendesk__users') }}
    where record_status != 'quarantined'

),

comments as (

    select * from {{ ref('int_zendesk_ticket_comments_kept') }}

),

field_changes as (

    select * from {{ ref('int_zendesk_ticket_field_changes_kept') }}

),

tickets as (

    select * from {{ ref('int_zendesk_tickets_kept') }}

),

evidence as (

    select
        user_id,
        _load_id
    from users
    where user_role in ('agent', 'admin')
    union all
    select
        user_id,
        _load_id
    from comments
    where was_internal
    union all
    select
        field_value as user_id,
        _load_id
    from field_changes
    where field_name = 'assignee_id'
    union all
    select
        assignee_id as user_id,
        _load_id
    from tickets

)

select
    user_id,
    min(_load_id) as recognised_load_id
from evidence
where user_id is not null
group by 1

{{ config(materialized=ephemeral_or_table()) }}

with

statuses as (

    select * from {{ ref('int_zendesk_ticket_statuses_spanned') }}

),

milestones as (

    select * from {{ ref('int_zendesk_ticket_milestones_found') }}

),

without_history as (

    -- A ticket that is open and never changed is open since it was created.
    select milestones.*
    from milestones
    left join statuses
        on milestones.ticket_id = statuses.ticket_id
    where milestones.is_open and statuses.ticket_id is null

),

changes as (

    select
        ticket_id,
        starts_at as changed_at,
        case when is_open then 1 else -1 end as open_change
    from statuses
    where is_open != was_open
    union all
    select
        ticket_id,
        created_at as changed_at,
        1 as open_change
    from without_history

)

select
    'zendesk:support_ticket:' || ticket_id as ticket_id,
    cast(null as string) as brand_id,
    changed_at,
    open_change
from changes

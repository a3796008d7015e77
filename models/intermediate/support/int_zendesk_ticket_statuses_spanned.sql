{{ config(materialized='table') }}

with

tickets as (

    select * from {{ ref('int_zendesk_tickets_to_measure') }}

),

status_changes as (

    select * from {{ ref('int_zendesk_ticket_field_changes_kept') }}
    where
        field_name = 'status'
        and field_value is not null
        and changed_at < {{ cut_off() }}

),

named as (

    select
        status_changes.ticket_id,
        tickets.created_at,
        status_changes.changed_at,
        case
            when lower(status_changes.field_value) in ('on-hold', 'on_hold') then 'hold'
            else lower(status_changes.field_value)
        end as ticket_status
    from status_changes
    inner join tickets
        on status_changes.ticket_id = tickets.ticket_id

),

followed as (

    select
        *,
        lead(changed_at) over (
            partition by ticket_id order by changed_at nulls last
        ) as next_changed_at,
        lag(ticket_status) over (
            partition by ticket_id order by changed_at nulls last
        ) as previous_status
    from named

)

select
    ticket_id,
    ticket_status,
    ticket_status in ('new', 'open', 'pending', 'hold') as is_open,
    coalesce(previous_status in ('new', 'open', 'pending', 'hold'), false) as was_open,
    next_changed_at is null as is_latest,
    greatest(changed_at, created_at) as starts_at,
    greatest(coalesce(next_changed_at, {{ cut_off() }}), created_at) as ends_at
from followed

{#- What a ticket has behind it at the cut-off, and how long it was in which status. -#}
{{ config(materialized='table') }}

with

tickets as (

    select * from {{ ref('int_zendesk_tickets_to_measure') }}

),

replies as (

    select * from {{ ref('int_zendesk_ticket_comments_counted') }}

),

statuses as (

    select
        *,
        {{ seconds_between('starts_at', 'ends_at') }} as seconds
    from {{ ref('int_zendesk_ticket_statuses_spanned') }}

),

by_ticket as (

    select
        ticket_id,
        max(case when is_latest then ticket_status end) as ticket_status,
        min(case when ticket_status = 'solved' then starts_at end) as first_solved_at,
        max(case when ticket_status = 'solved' then starts_at end) as last_solved_at,
        min(case when ticket_status = 'closed' then starts_at end) as closed_at,
        sum(case when ticket_status = 'solved' then 1 else 0 end) as solved_count,
        min(case when was_open and not is_open then starts_at end) as first_ended_at,
        max(case when was_open and not is_open then starts_at end) as last_ended_at,
        min(case when not is_open then starts_at end) as first_not_open_at,
        sum(case when ticket_status in ('new', 'open') then seconds else 0 end)
            as agent_work_seconds,
        sum(case when ticket_status = 'hold' then seconds else 0 end)
            as on_hold_seconds,
        sum(case when ticket_status = 'pending' then seconds else 0 end)
            as agent_wait_seconds
    from statuses
    group by 1

),

stated as (

    -- A ticket without any history is in the status of now.
    select
        tickets.ticket_id,
        tickets.created_at,
        coalesce(by_ticket.ticket_status, tickets.ticket_status) as ticket_status,
        coalesce(by_ticket.ticket_status, tickets.ticket_status)
        in ('new', 'open', 'pending', 'hold') as is_open,
        coalesce(by_ticket.first_solved_at, by_ticket.closed_at) as first_resolved_at,
        coalesce(by_ticket.last_solved_at, by_ticket.closed_at) as last_resolved_at,
        coalesce(by_ticket.solved_count = 0 and by_ticket.closed_at is not null, false)
            as is_closed_without_solved,
        cast(greatest(coalesce(by_ticket.solved_count, 0) - 1, 0) as integer)
            as reopen_count,
        coalesce(by_ticket.first_ended_at, by_ticket.first_not_open_at)
            as first_ended_at,
        coalesce(by_ticket.last_ended_at, by_ticket.first_not_open_at)
            as last_ended_at,
        by_ticket.agent_work_seconds,
        by_ticket.on_hold_seconds,
        by_ticket.agent_wait_seconds,
        replies.first_reply_at,
        coalesce(replies.agent_comment_count, 0) as agent_comment_count,
        coalesce(replies.public_agent_comment_count, 0) as public_agent_comment_count,
        coalesce(replies.requester_comment_count, 0) as requester_comment_count
    from tickets
    left join by_ticket
        on tickets.ticket_id = by_ticket.ticket_id
    left join replies
        on tickets.ticket_id = replies.ticket_id

)

-- Clocks that run end at the cut-off; who ended a ticket silently replied by that.
select
    *,
    case when is_open then {{ cut_off() }} else last_ended_at end as clock_ended_at,
    coalesce(
        first_reply_at,
        first_ended_at,
        case when is_open then {{ cut_off() }} end
    ) as reply_clock_ended_at
from stated

{{ config(materialized=ephemeral_or_table()) }}

with

tickets as (

    select * from {{ ref('int_zendesk_tickets_kept') }}

),

fields as (

    select * from {{ ref('int_zendesk_ticket_fields_followed') }}

),

milestones as (

    select * from {{ ref('int_zendesk_ticket_milestones_found') }}

)

-- What the ticket was at the cut-off; where there is no history, what it is.
select
    tickets.*,
    case
        when tickets.is_deleted then 'deleted'
        else milestones.ticket_status
    end as status_then,
    {%- for field in ['priority', 'assignee_id', 'group_id'] %}
    case
        when fields.has_{{ field }} then fields.{{ field }}
        else tickets.{{ field }}
    end as {{ field }}_then,
    {%- endfor %}
    coalesce(fields.opening_group_id, tickets.group_id) as opening_group_id,
    coalesce(fields.assignee_count, 0) as assignee_count,
    coalesce(fields.group_count, 0) as group_count,
    coalesce(fields.handoff_count, 0) as handoff_count,
    milestones.is_open,
    milestones.first_reply_at,
    milestones.first_resolved_at,
    milestones.last_resolved_at,
    milestones.clock_ended_at,
    milestones.is_closed_without_solved,
    milestones.reopen_count,
    milestones.agent_comment_count,
    milestones.public_agent_comment_count,
    milestones.requester_comment_count,
    milestones.agent_work_seconds,
    milestones.on_hold_seconds,
    milestones.agent_wait_seconds
from milestones
inner join tickets
    on milestones.ticket_id = tickets.ticket_id
left join fields
    on milestones.ticket_id = fields.ticket_id

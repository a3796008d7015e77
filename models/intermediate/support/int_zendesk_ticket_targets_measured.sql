{#- What was promised for a ticket, and how long the clocks of it have run. -#}
{{ config(materialized=ephemeral_or_table()) }}

with

targets as (

    select * from {{ ref('int_zendesk_ticket_targets_chosen') }}

),

milestones as (

    select * from {{ ref('int_zendesk_ticket_milestones_found') }}

),

clocks as (

    select * from {{ ref('int_zendesk_ticket_clocks_measured') }}

)

select
    {%- for metric, calendar, business in [
        (
            'first_reply',
            seconds_between(
                'milestones.created_at', 'milestones.reply_clock_ended_at'
            ),
            'clocks.first_reply_business_seconds',
        ),
        (
            'requester_wait',
            'milestones.agent_work_seconds + milestones.on_hold_seconds',
            'clocks.agent_work_business_seconds + clocks.on_hold_business_seconds',
        ),
        (
            'agent_work',
            'milestones.agent_work_seconds',
            'clocks.agent_work_business_seconds',
        ),
        (
            'total_resolution',
            seconds_between('milestones.created_at', 'milestones.clock_ended_at'),
            'clocks.total_resolution_business_seconds',
        ),
    ] %}
    targets.{{ metric }}_target_minutes,
    targets.is_{{ metric }}_target_in_business_hours,
    case
        when targets.is_{{ metric }}_target_in_business_hours
            then ({{ business }}) / 60
        when targets.{{ metric }}_target_minutes is not null
            then ({{ calendar }}) / 60
    end as {{ metric }}_sla_minutes,
    {%- endfor %}
    targets.ticket_id
from targets
inner join milestones
    on targets.ticket_id = milestones.ticket_id
left join clocks
    on targets.ticket_id = clocks.ticket_id

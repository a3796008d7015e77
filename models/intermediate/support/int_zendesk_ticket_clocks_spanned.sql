{#-
    Every clock of a ticket, cut by the schedules to count it by. `is_at_event`: by the
    one schedule held when the clock ended, over all of its time (as Zendesk shows).
    `is_while_held`: by each schedule for as long as the ticket held it (as hosted
    packages show). A ticket of one schedule has both in one row.
-#}
{{ config(materialized=ephemeral_or_table()) }}

with

milestones as (

    select * from {{ ref('int_zendesk_ticket_milestones_found') }}

),

statuses as (

    select * from {{ ref('int_zendesk_ticket_statuses_spanned') }}

),

held as (

    select * from {{ ref('int_zendesk_ticket_schedules_spanned') }}

),

clocks as (

    -- Most tickets are replied to and resolved once, in the same moment: a clock that
    -- ends when the last resolution does is left out.
    select
        ticket_id,
        'full_resolution' as clock,
        created_at as starts_at,
        last_resolved_at as ends_at,
        last_resolved_at as event_at
    from milestones
    where last_resolved_at >= created_at
    {%- for clock, ended_at in [
        ('first_reply', 'reply_clock_ended_at'),
        ('first_resolution', 'first_resolved_at'),
        ('total_resolution', 'clock_ended_at'),
    ] %}
    union all
    select
        ticket_id,
        '{{ clock }}' as clock,
        created_at as starts_at,
        {{ ended_at }} as ends_at,
        {{ ended_at }} as event_at
    from milestones
    where
        {{ ended_at }} >= created_at
        and ({{ ended_at }} != last_resolved_at or last_resolved_at is null)
    {%- endfor %}
    union all
    select
        statuses.ticket_id,
        case statuses.ticket_status
            when 'pending' then 'agent_wait'
            when 'hold' then 'on_hold'
            else 'agent_work'
        end as clock,
        statuses.starts_at,
        statuses.ends_at,
        milestones.clock_ended_at as event_at
    from statuses
    inner join milestones
        on statuses.ticket_id = milestones.ticket_id
    where statuses.is_open and statuses.ends_at > statuses.starts_at

),

scheduled as (

    select
        clocks.ticket_id,
        clocks.clock,
        clocks.starts_at,
        clocks.ends_at,
        held.schedule_id,
        held.schedule_count,
        held.starts_at as held_from,
        held.ends_at as held_until,
        clocks.event_at >= held.starts_at and clocks.event_at < held.ends_at
            as is_at_event
    from clocks
    inner join held
        on clocks.ticket_id = held.ticket_id

)

select
    ticket_id,
    clock,
    schedule_id,
    is_at_event,
    schedule_count = 1 as is_while_held,
    starts_at,
    ends_at
from scheduled
where is_at_event
union all
select
    ticket_id,
    clock,
    schedule_id,
    false as is_at_event,
    true as is_while_held,
    greatest(starts_at, held_from) as starts_at,
    least(ends_at, held_until) as ends_at
from scheduled
where
    schedule_count > 1
    and held_from <= ends_at
    and held_until > starts_at

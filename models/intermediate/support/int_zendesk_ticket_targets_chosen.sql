{#-
    What was promised for a ticket: by the version of the policy valid when it was
    applied, and the priority of then. Of several policies the one that held when the
    clock ended counts: replies and the other clocks have an end each.
-#}
{{ config(materialized=ephemeral_or_table()) }}

with

tickets as (

    select * from {{ ref('int_zendesk_tickets_to_measure') }}

),

milestones as (

    select * from {{ ref('int_zendesk_ticket_milestones_found') }}

),

applied as (

    select * from {{ ref('int_zendesk_ticket_sla_policies_kept') }}
    where applied_at < {{ cut_off() }}

),

priority_changes as (

    select * from {{ ref('int_zendesk_ticket_field_changes_kept') }}
    where field_name = 'priority'

),

targets as (

    select * from {{ ref('int_zendesk_sla_targets_pivoted') }}

),

held as (

    -- The first policy counts from the beginning.
    select
        tickets.ticket_id,
        tickets.priority as priority_now,
        applied.sla_policy_id,
        applied.applied_at,
        lag(applied.applied_at) over (
            partition by applied.ticket_id
            order by applied.applied_at nulls last, applied.sla_policy_id nulls last
        ) is null as is_first,
        coalesce(
            lead(applied.applied_at) over (
                partition by applied.ticket_id
                order by applied.applied_at nulls last, applied.sla_policy_id nulls last
            ),
            cast('9999-12-31' as timestamp)
        ) as held_until
    from applied
    inner join tickets
        on applied.ticket_id = tickets.ticket_id

),

prioritised as (

    -- A ticket without any history of its priority has the one of now.
    select
        held.ticket_id,
        held.sla_policy_id,
        held.applied_at,
        held.is_first,
        held.held_until,
        case
            when count(priority_changes.ticket_id) = 0 then max(held.priority_now)
            else
                max_by(
                    lower(coalesce(priority_changes.field_value, '')),
                    priority_changes.changed_at
                ) filter (where priority_changes.changed_at <= held.applied_at)
        end as priority
    from held
    left join priority_changes
        on held.ticket_id = priority_changes.ticket_id
    group by
        held.ticket_id,
        held.sla_policy_id,
        held.applied_at,
        held.is_first,
        held.held_until

),

targeted as (

    select
        prioritised.ticket_id,
        {%- for clock, ended_at in [
            ('reply', 'reply_clock_ended_at'), ('others', 'clock_ended_at')
        ] %}
        milestones.{{ ended_at }} < prioritised.held_until
        and (
            prioritised.is_first or milestones.{{ ended_at }} >= prioritised.applied_at
        ) as is_for_{{ clock }},
        {%- endfor %}
        targets.*
    from prioritised
    inner join targets
        on prioritised.sla_policy_id = targets.sla_policy_id
        and prioritised.priority = targets.priority
        and prioritised.applied_at >= targets.valid_from
        and prioritised.applied_at < targets.valid_until
    inner join milestones
        on prioritised.ticket_id = milestones.ticket_id

)

select
    {%- for metric, clock in [
        ('first_reply', 'reply'),
        ('requester_wait', 'others'),
        ('agent_work', 'others'),
        ('total_resolution', 'others'),
    ] %}
    max(case when is_for_{{ clock }} then {{ metric }}_target_minutes end)
        as {{ metric }}_target_minutes,
    max(case when is_for_{{ clock }} then {{ metric }}_hours end) = 1
        as is_{{ metric }}_target_in_business_hours,
    {%- endfor %}
    ticket_id
from targeted
group by ticket_id

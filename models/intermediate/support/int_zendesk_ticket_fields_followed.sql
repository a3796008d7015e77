{{ config(materialized=ephemeral_or_table()) }}

with

tickets as (

    select * from {{ ref('int_zendesk_tickets_to_measure') }}

),

field_changes as (

    select * from {{ ref('int_zendesk_ticket_field_changes_kept') }}
    where
        field_name in ('priority', 'assignee_id', 'group_id')
        and changed_at < {{ cut_off() }}

),

measured as (

    select
        field_changes.ticket_id,
        field_changes.field_name,
        field_changes.field_value,
        field_changes.changed_at
    from field_changes
    inner join tickets
        on field_changes.ticket_id = tickets.ticket_id

),

by_value as (

    select
        ticket_id,
        field_name,
        field_value,
        min(changed_at) as first_changed_at,
        max(changed_at) as last_changed_at
    from measured
    group by 1, 2, 3

),

by_ticket as (

    -- A field that was cleared has no value; the engines skip nulls differently.
    select
        ticket_id,
        {%- for field in ['priority', 'assignee_id', 'group_id'] %}
        max_by(
            case when field_name = '{{ field }}' then coalesce(field_value, '') end,
            case when field_name = '{{ field }}' then last_changed_at end
        ) as {{ field }},
        {%- endfor %}
        min_by(
            case when field_name = 'group_id' then coalesce(field_value, '') end,
            case when field_name = 'group_id' then first_changed_at end
        ) as opening_group_id,
        cast(count(field_value) filter (where field_name = 'assignee_id') as integer)
            as assignee_count,
        cast(count(field_value) filter (where field_name = 'group_id') as integer)
            as group_count
    from by_value
    group by 1

),

handed_over as (

    select ticket_id from by_ticket
    where assignee_count > 1 or group_count > 1

),

followed as (

    select
        measured.ticket_id,
        measured.changed_at,
        measured.field_value,
        lag(measured.field_value) over (
            partition by measured.ticket_id, measured.field_name
            order by measured.changed_at nulls last
        ) as previous_value
    from measured
    inner join handed_over
        on measured.ticket_id = handed_over.ticket_id
    where measured.field_name != 'priority'

),

handoffs as (

    -- Another group and another assignee at the same moment are one change of hands.
    select
        ticket_id,
        cast(count(distinct changed_at) as integer) as handoff_count
    from followed
    where field_value != previous_value
    group by 1

)

select
    by_ticket.ticket_id,
    {%- for field in ['priority', 'assignee_id', 'group_id'] %}
    by_ticket.{{ field }} is not null as has_{{ field }},
    nullif(by_ticket.{{ field }}, '') as {{ field }},
    {%- endfor %}
    nullif(by_ticket.opening_group_id, '') as opening_group_id,
    by_ticket.assignee_count,
    by_ticket.group_count,
    coalesce(handoffs.handoff_count, 0) as handoff_count
from by_ticket
left join handoffs
    on by_ticket.ticket_id = handoffs.ticket_id

{{ config(materialized='table') }}

with

events as (

    select * from {{ ref('int_servicenow_incident_events_followed') }}

),

by_incident as (

    select
        incident_id,
        count(distinct assigned_to) as assignee_count,
        count(distinct assignment_group) as group_count,
        min(case when is_done then changed_at end) as first_done_at,
        max(case when is_done and not coalesce(was_done, false) then changed_at end)
            as last_done_at
    from events
    group by 1

),

stated as (

    -- The log was written in the end: the last resolution is in every row.
    select
        events.*,
        by_incident.assignee_count,
        by_incident.group_count,
        by_incident.first_done_at,
        by_incident.last_done_at,
        case when events.resolved_at < {{ cut_off() }} then events.resolved_at end
            as last_resolved_at
    from events
    inner join by_incident
        on events.incident_id = by_incident.incident_id
    where events.rank_from_last = 1

)

select
    incident_id as source_record_id,
    'servicenow:caller:' || caller_id as source_person_id,
    'service_desk' as brand_id,
    contact_type as channel,
    'incident' as ticket_type,
    case
        when incident_state = '-100' then 'unknown'
        else {{ slugify('incident_state') }}
    end as ticket_status,
    priority,
    assignment_group as support_group,
    'servicenow:user:' || assigned_to as assignee_id,
    opened_at as created_at,
    case
        when reopen_count > 0 and last_resolved_at is not null
            then least(first_done_at, last_resolved_at)
        else last_resolved_at
    end as first_resolved_at,
    last_resolved_at,
    case when is_done then last_done_at end as ended_at,
    not is_done as is_open,
    cast(reopen_count as integer) as reopen_count,
    cast(assignee_count as integer) as assignee_count,
    cast(group_count as integer) as group_count,
    cast(reassignment_count as integer) as handoff_count,
    -- The desk tells whether it kept its promise, not what the promise was.
    case
        when not is_sla_met then 'breached'
        when is_sla_met and is_done then 'met'
        when is_sla_met then 'running'
    end as sla_outcome,
    {{ cut_off() }} as measured_until,
    {{ columns_not_given([
        'source_record_id', 'source_person_id', 'brand_id', 'channel', 'ticket_type',
        'ticket_status', 'priority', 'support_group', 'assignee_id', 'created_at',
        'first_resolved_at', 'last_resolved_at', 'ended_at', 'is_open', 'reopen_count',
        'assignee_count', 'group_count', 'handoff_count', 'sla_outcome',
        'measured_until',
    ], support_ticket_columns()) }}
    _load_id,
    _loaded_at,
    _source_file,
    _row_number
from stated

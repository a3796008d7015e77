{{ config(materialized=ephemeral_or_table()) }}

with

rules as (

    select * from {{ ref('int_zendesk_rules_listed') }}

),

groups as (

    select * from {{ ref('stg_zendesk__groups') }}
    where record_status = 'current' or status_reason = 'deleted in the source'

),

opening_groups as (

    select * from groups

),

agents as (

    select * from {{ ref('int_zendesk_agents_recognised') }}

),

merged as (

    select * from {{ ref('int_zendesk_tickets_merged') }}

),

clocks as (

    select * from {{ ref('int_zendesk_ticket_clocks_measured') }}

),

targets as (

    select * from {{ ref('int_zendesk_ticket_targets_measured') }}

),

ratings as (

    select * from {{ ref('int_zendesk_ticket_ratings_read') }}

),

stated as (

    select * from {{ ref('int_zendesk_tickets_stated') }}

)

select
    stated.ticket_id as source_record_id,
    'zendesk:user:' || stated.requester_id as source_person_id,
    cast(null as string) as brand_id,
    stated.via_channel as channel,
    stated.ticket_type,
    stated.status_then as ticket_status,
    stated.priority_then as priority,
    groups.group_name as support_group,
    opening_groups.group_name as opening_group,
    'zendesk:user:' || stated.assignee_id_then as assignee_id,
    stated.created_at,
    stated.first_reply_at,
    stated.first_resolved_at,
    stated.last_resolved_at,
    case when not stated.is_open then stated.clock_ended_at end as ended_at,
    stated.is_open,
    merged.ticket_id is not null as is_merged,
    stated.is_closed_without_solved,
    agents.user_id is not null
    and coalesce(stated.submitter_id != stated.requester_id, true)
        as is_opened_by_agent,
    stated.reopen_count,
    stated.agent_comment_count,
    stated.public_agent_comment_count,
    stated.requester_comment_count,
    greatest(
        stated.assignee_count,
        case when stated.assignee_id_then is not null then 1 else 0 end
    ) as assignee_count,
    greatest(
        stated.group_count,
        case when stated.group_id_then is not null then 1 else 0 end
    ) as group_count,
    stated.handoff_count,
    (stated.agent_work_seconds + stated.on_hold_seconds) / 60 as requester_wait_minutes,
    stated.agent_wait_seconds / 60 as agent_wait_minutes,
    stated.on_hold_seconds / 60 as on_hold_minutes,
    stated.agent_work_seconds / 60 as agent_work_minutes,
    {%- for suffix in ['', '_all_schedules'] %}
    {%- for clock, event in [
        ('first_reply', 'first_reply_at'),
        ('first_resolution', 'first_resolved_at'),
        ('full_resolution', 'last_resolved_at'),
    ] %}
    case
        when stated.{{ event }} is not null
            then clocks.{{ clock }}_business_seconds{{ suffix }} / 60
    end as {{ clock }}_business_minutes{{ suffix }},
    {%- endfor %}
    (
        clocks.agent_work_business_seconds{{ suffix }}
        + clocks.on_hold_business_seconds{{ suffix }}
    ) / 60 as requester_wait_business_minutes{{ suffix }},
    {%- for clock in ['agent_wait', 'on_hold', 'agent_work'] %}
    (
        clocks.{{ clock }}_business_seconds{{ suffix }} / 60
    ) as {{ clock }}_business_minutes{{ suffix }},
    {%- endfor %}
    {%- endfor %}
    {%- for metric in [
        'first_reply', 'requester_wait', 'agent_work', 'total_resolution'
    ] %}
    targets.{{ metric }}_target_minutes,
    targets.is_{{ metric }}_target_in_business_hours,
    targets.{{ metric }}_sla_minutes,
    {%- endfor %}
    cast(null as string) as sla_outcome,
    ratings.satisfaction_score,
    coalesce(ratings.is_good_to_bad, false) as is_good_to_bad,
    coalesce(ratings.is_bad_to_good, false) as is_bad_to_good,
    ratings.csat_rating,
    ratings.csat_scale,
    ratings.satisfaction,
    ratings.rated_at,
    rules.cut_off_at as measured_until,
    rules.load_id as measured_load_id,
    rules.rules as measured_rules,
    stated._load_id,
    stated._loaded_at,
    stated._source_file,
    stated._row_number
from stated
cross join rules
left join groups
    on stated.group_id_then = groups.group_id
left join opening_groups
    on stated.opening_group_id = opening_groups.group_id
left join agents
    on stated.submitter_id = agents.user_id
left join merged
    on stated.ticket_id = merged.ticket_id
left join clocks
    on stated.ticket_id = clocks.ticket_id
left join targets
    on stated.ticket_id = targets.ticket_id
left join ratings
    on stated.ticket_id = ratings.ticket_id

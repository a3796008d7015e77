{#-
    By what it was measured until, the next build knows which tickets it need not measure
    again: whatever else keeps something of measured tickets comes before it.
-#}
{{ config(
    materialized=incremental_or_table(),
    unique_key='ticket_id',
    on_schema_change='fail',
    post_hook=['{{ forget_deleted_tickets() }}', '{{ rekey_customers() }}']
) }}

-- depends_on: {{ ref('int_backlog_changes_unioned') }}
with

tickets as (

    select * from {{ ref('int_support_tickets_unioned') }}
    {%- if not is_incremental() %}
    where ticket_status != 'deleted'
    {%- endif %}

),

brands as (

    select * from {{ ref('brands') }}

),

identities as (

    select * from {{ ref('customer_identities') }}

),

aliases as (

    select * from {{ ref('channel_aliases') }}

),

group_departments as (

    select * from {{ ref('group_departments') }}

),

opening_departments as (

    select * from {{ ref('group_departments') }}

),

timed as (

    select
        *,
        {%- for column, event in [
            ('first_reply_minutes', 'first_reply_at'),
            ('first_resolution_minutes', 'first_resolved_at'),
            ('full_resolution_minutes', 'last_resolved_at'),
        ] %}
        case
            when {{ event }} >= created_at
                then {{ seconds_between('created_at', event) }} / 60
        end as {{ column }},
        {%- endfor %}
        {%- for metric in [
            'first_reply', 'requester_wait', 'agent_work', 'total_resolution'
        ] %}
        {{ metric }}_sla_minutes > {{ metric }}_target_minutes
            as is_{{ metric }}_breached,
        {%- endfor %}
        not is_open and last_resolved_at is not null as is_resolved
    from tickets

)

select
    timed.source_system || ':support_ticket:' || timed.source_record_id as ticket_id,
    identities.customer_id,
    coalesce(timed.brand_id, '{{ var("default_brand_id") }}') as brand_id,
    coalesce(aliases.channel_id, timed.channel, 'unknown') as channel_id,
    group_departments.department_id,
    opening_departments.region,
    timed.support_group,
    timed.assignee_id,
    timed.ticket_type,
    timed.ticket_status,
    timed.priority,
    timed.created_at,
    timed.first_reply_at,
    timed.first_resolved_at,
    timed.last_resolved_at,
    timed.ended_at,
    timed.rated_at,
    {{ local_date('timed.created_at') }} as created_date,
    {{ local_date('timed.first_reply_at') }} as first_replied_date,
    {{ local_date('timed.last_resolved_at') }} as resolved_date,
    {{ local_date('timed.rated_at') }} as rated_date,
    timed.is_open,
    timed.is_resolved,
    timed.is_merged,
    timed.is_closed_without_solved,
    timed.is_opened_by_agent,
    timed.reopen_count,
    timed.agent_comment_count,
    timed.public_agent_comment_count,
    timed.requester_comment_count,
    case
        when not timed.is_resolved then null
        when timed.public_agent_comment_count >= 3 then '3+'
        else cast(timed.public_agent_comment_count as string)
    end as touch_band,
    timed.assignee_count,
    timed.group_count,
    timed.handoff_count,
    timed.first_reply_minutes,
    timed.first_resolution_minutes,
    timed.full_resolution_minutes,
    timed.requester_wait_minutes,
    timed.agent_wait_minutes,
    timed.on_hold_minutes,
    timed.agent_work_minutes,
    {%- for clock in [
        'first_reply', 'first_resolution', 'full_resolution',
        'requester_wait', 'agent_wait', 'on_hold', 'agent_work',
    ] %}
    timed.{{ clock }}_business_minutes,
    timed.{{ clock }}_business_minutes_all_schedules,
    {%- endfor %}
    {%- for metric in [
        'first_reply', 'requester_wait', 'agent_work', 'total_resolution'
    ] %}
    timed.{{ metric }}_target_minutes,
    timed.is_{{ metric }}_target_in_business_hours,
    timed.{{ metric }}_sla_minutes,
    timed.is_{{ metric }}_breached,
    {%- endfor %}
    coalesce(
        timed.sla_outcome,
        case
            when
                timed.is_first_reply_breached
                or timed.is_requester_wait_breached
                or timed.is_agent_work_breached
                or timed.is_total_resolution_breached
                then 'breached'
            when coalesce(
                timed.is_first_reply_breached,
                timed.is_requester_wait_breached,
                timed.is_agent_work_breached,
                timed.is_total_resolution_breached
            ) is null then null
            when timed.is_open then 'running'
            else 'met'
        end
    ) as sla_outcome,
    timed.satisfaction_score,
    timed.is_good_to_bad,
    timed.is_bad_to_good,
    timed.csat_rating,
    timed.csat_scale,
    timed.satisfaction,
    timed.satisfaction >= 0.75 as is_satisfied,
    timed.measured_until,
    timed.measured_load_id,
    timed.measured_rules,
    timed.source_system,
    timed.source_record_id,
    timed.source_person_id,
    timed._source_file as source_file,
    timed._row_number as source_row_number,
    timed._loaded_at as loaded_at,
    {{ build_run_id() }} as build_run_id
from timed
left join brands
    on coalesce(timed.brand_id, '{{ var("default_brand_id") }}') = brands.brand_id
left join identities
    on timed.source_person_id = identities.source_person_id
left join aliases
    on timed.source_system || ':' || timed.channel = aliases.source_channel
left join group_departments
    on timed.source_system = group_departments.source_system
    and timed.support_group = group_departments.group_name
left join opening_departments
    on timed.source_system = opening_departments.source_system
    and timed.opening_group = opening_departments.group_name

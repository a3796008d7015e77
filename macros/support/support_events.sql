{#-
    CTEs, the last of them `placed` and `counted`: what happened to the tickets of
    `relation` in which period of `periods`, each on the day it did, for a ticket is opened
    in one month and resolved in another. Medians do not add up, so all channels of a
    department, and all departments, are there beside each. Counts do: `counted` has those
    of days first, and `placed` only the events that took time.
-#}
{%- macro support_events(relation, periods) -%}
{%- set measures = {
    'first_reply_minutes': 'replied',
    'first_reply_business_minutes': 'replied',
    'full_resolution_minutes': 'resolved',
    'full_resolution_business_minutes': 'resolved',
    'reopen_count': 'resolved',
    'public_agent_comment_count': 'resolved',
    'sla_outcome': 'resolved',
    'is_satisfied': 'rated',
} -%}
{%- set durations = [
    'first_reply_minutes', 'first_reply_business_minutes',
    'full_resolution_minutes', 'full_resolution_business_minutes',
] -%}
{%- set counts = {
    'opened_count': "event = 'opened'",
    'replied_count': "event = 'replied'",
    'resolved_count': "event = 'resolved'",
    'reopened_count': 'reopen_count > 0',
    'zero_touch_count': 'public_agent_comment_count = 0',
    'one_touch_count': 'public_agent_comment_count = 1',
    'sla_met_count': "sla_outcome = 'met'",
    'sla_breached_count': "sla_outcome = 'breached'",
    'rated_count': "event = 'rated'",
    'satisfied_count': 'is_satisfied',
} -%}
{%- set types = {
    'reopen_count': 'integer',
    'public_agent_comment_count': 'integer',
    'sla_outcome': 'string',
    'is_satisfied': 'boolean',
} -%}
events as (
    {% for event, date in {
        'opened': 'created_date',
        'replied': 'first_replied_date',
        'resolved': 'resolved_date',
        'rated': 'rated_date',
    }.items() %}
    select
        '{{ event }}' as event,
        {{ date }} as event_date,
        coalesce(department_id, 'unknown') as department_id,
        channel_id
        {%- for measure, of_event in measures.items() %},
        {{ measure if event == of_event
            else 'cast(null as ' ~ types.get(measure, 'double') ~ ')' }} as {{ measure }}
        {%- endfor %}
    from {{ relation }}
    where {{ date }} is not null{{ ' and is_resolved' if event == 'resolved' }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

scopes as (

    select
        false as is_all_channels,
        false as is_all_departments
    union all
    select
        true as is_all_channels,
        false as is_all_departments
    union all
    select
        true as is_all_channels,
        true as is_all_departments

),

by_day as (

    select
        event_date,
        department_id,
        channel_id
        {%- for column, condition in counts.items() %},
        count(*) filter (where {{ condition }}) as {{ column }}
        {%- endfor %}
    from events
    group by 1, 2, 3

),
{% for cte, rows in {'counted_days': 'by_day', 'placed': 'events'}.items() %}
{{ cte }} as (

    select
        case when scopes.is_all_departments then 'all' else {{ rows }}.department_id end
            as department_id,
        case when scopes.is_all_channels then 'all' else {{ rows }}.channel_id end
            as channel_id,
        {{ periods }}.period_grain,
        {{ periods }}.period_start_date,
        {{ periods }}.period_end_date,
        {{ periods }}.is_complete_period
        {%- for column in (counts if rows == 'by_day' else durations) %},
        {{ rows }}.{{ column }}
        {%- endfor %}
    from {{ rows }}
    inner join {{ periods }}
        on {{ rows }}.event_date = {{ periods }}.date_day
    cross join scopes
    {%- if rows == 'events' %}
    where events.event in ('replied', 'resolved')
    {%- endif %}

),
{% endfor %}
counted as (

    select
        department_id,
        channel_id,
        period_grain,
        period_start_date,
        period_end_date,
        is_complete_period
        {%- for column in counts %},
        cast(sum({{ column }}) as bigint) as {{ column }}
        {%- endfor %}
    from counted_days
    group by 1, 2, 3, 4, 5, 6

)
{%- endmacro -%}

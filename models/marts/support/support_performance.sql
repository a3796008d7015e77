with

tickets as (

    select * from {{ ref('fct_support_tickets') }}

),

periods as (

    -- Segments start at the month: segments of days would outgrow the fact.
    select * from {{ ref('int_dates_by_period') }}
    where year_start_date is not null

),

backlog as (

    select * from {{ ref('support_backlog_by_day') }}

),

{{ support_events('tickets', 'periods') }},

timed as (

    select
        {%- for column in [
            'first_reply_minutes', 'first_reply_business_minutes',
            'full_resolution_minutes', 'full_resolution_business_minutes',
        ] %}
        {{ percentiles(column, [0.5, 0.9]) }} as {{ column }},
        {%- endfor %}
        department_id,
        channel_id,
        period_grain,
        period_start_date
    from placed
    group by 5, 6, 7, 8

),

measured as (

    select
        {%- for column in [
            'first_reply_minutes', 'first_reply_business_minutes',
            'full_resolution_minutes', 'full_resolution_business_minutes',
        ] %}
        {{ array_item('timed.' ~ column, 1) }} as {{ column }}_median,
        {{ array_item('timed.' ~ column, 2) }} as {{ column }}_p90,
        {%- endfor %}
        counted.*
    from counted
    left join timed
        on counted.department_id = timed.department_id
        and counted.channel_id = timed.channel_id
        and counted.period_grain = timed.period_grain
        and counted.period_start_date = timed.period_start_date

),

backlog_by_scope as (

    select
        date_day,
        department_id,
        channel_id,
        open_ticket_count
    from backlog
    union all
    select
        date_day,
        department_id,
        'all' as channel_id,
        open_ticket_count
    from backlog
    union all
    select
        date_day,
        'all' as department_id,
        'all' as channel_id,
        open_ticket_count
    from backlog

),

backlog_at_end as (

    -- Of a period that is not over, the backlog of the as-of day.
    select
        measured.department_id,
        measured.channel_id,
        measured.period_grain,
        measured.period_start_date,
        cast(sum(backlog_by_scope.open_ticket_count) as bigint) as open_ticket_count
    from measured
    inner join backlog_by_scope
        on measured.department_id = backlog_by_scope.department_id
        and measured.channel_id = backlog_by_scope.channel_id
        and least(measured.period_end_date, {{ as_of_date() }})
        = backlog_by_scope.date_day
    group by 1, 2, 3, 4

)

select
    measured.department_id,
    measured.channel_id,
    measured.period_grain,
    measured.period_start_date,
    measured.period_end_date,
    measured.is_complete_period,
    measured.is_complete_period
    and measured.period_start_date = max(
        case when measured.is_complete_period then measured.period_start_date end
    ) over (
        partition by
            measured.department_id, measured.channel_id, measured.period_grain
    ) as is_latest_complete_period,
    measured.opened_count,
    measured.replied_count,
    measured.resolved_count,
    measured.reopened_count,
    measured.reopened_count / nullif(cast(measured.resolved_count as double), 0)
        as reopened_share,
    measured.zero_touch_count,
    measured.one_touch_count,
    measured.one_touch_count / nullif(cast(measured.resolved_count as double), 0)
        as one_touch_share,
    {%- for column in [
        'first_reply_minutes', 'first_reply_business_minutes',
        'full_resolution_minutes', 'full_resolution_business_minutes',
    ] %}
    measured.{{ column }}_median,
    measured.{{ column }}_p90,
    {%- endfor %}
    coalesce(backlog_at_end.open_ticket_count, 0) as open_ticket_count,
    measured.sla_met_count,
    measured.sla_breached_count,
    measured.sla_met_count
    / nullif(cast(measured.sla_met_count + measured.sla_breached_count as double), 0)
        as sla_rate,
    measured.rated_count,
    measured.satisfied_count,
    measured.satisfied_count / nullif(cast(measured.rated_count as double), 0) as csat,
    {{ wilson_bound('measured.satisfied_count', 'measured.rated_count', -1) }}
        as csat_ci_low,
    {{ wilson_bound('measured.satisfied_count', 'measured.rated_count', 1) }}
        as csat_ci_high
from measured
left join backlog_at_end
    on measured.department_id = backlog_at_end.department_id
    and measured.channel_id = backlog_at_end.channel_id
    and measured.period_grain = backlog_at_end.period_grain
    and measured.period_start_date = backlog_at_end.period_start_date

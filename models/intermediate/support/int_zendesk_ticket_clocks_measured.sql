{{ config(materialized=ephemeral_or_table()) }}

with

clocks as (

    select * from {{ ref('int_zendesk_ticket_clocks_spanned') }}

),

hours_at_start as (

    select * from {{ ref('int_zendesk_business_hours_laid_out') }}

),

hours_at_end as (

    select * from {{ ref('int_zendesk_business_hours_laid_out') }}

),

counted as (

    select
        clocks.ticket_id,
        clocks.clock,
        clocks.is_at_event,
        clocks.is_while_held,
        {{ business_seconds_before('clocks.ends_at', 'hours_at_end') }}
        - {{ business_seconds_before('clocks.starts_at', 'hours_at_start') }}
            as business_seconds
    from clocks
    left join hours_at_start
        on clocks.schedule_id = hours_at_start.schedule_id
        and cast(clocks.starts_at as date) = hours_at_start.date_day
        and clocks.starts_at >= hours_at_start.starts_at
        and clocks.starts_at < hours_at_start.ends_at
    left join hours_at_end
        on clocks.schedule_id = hours_at_end.schedule_id
        and cast(clocks.ends_at as date) = hours_at_end.date_day
        and clocks.ends_at >= hours_at_end.starts_at
        and clocks.ends_at < hours_at_end.ends_at

),

by_ticket as (

    select
        ticket_id,
        {%- for clock in [
            'first_reply', 'first_resolution', 'full_resolution', 'total_resolution',
            'agent_work', 'on_hold', 'agent_wait',
        ] %}
        sum(case when clock = '{{ clock }}' and is_at_event then business_seconds end)
            as {{ clock }}_business_seconds,
        sum(case when clock = '{{ clock }}' and is_while_held then business_seconds end)
            as {{ clock }}_business_seconds_all_schedules,
        {%- endfor %}
        min(case when business_seconds is null then 0 else 1 end) as is_known
    from counted
    group by 1

)

-- A clock that is left out ended with the last resolution; a status never held took no
-- time. Where a schedule is unknown, so are the sums.
select
    ticket_id,
    {%- for suffix in ['', '_all_schedules'] %}
    full_resolution_business_seconds{{ suffix }},
    {%- for clock in ['first_reply', 'first_resolution', 'total_resolution'] %}
    coalesce(
        {{ clock }}_business_seconds{{ suffix }},
        full_resolution_business_seconds{{ suffix }}
    ) as {{ clock }}_business_seconds{{ suffix }},
    {%- endfor %}
    {%- for clock in ['agent_work', 'on_hold', 'agent_wait'] %}
    coalesce(
        {{ clock }}_business_seconds{{ suffix }}, 0
    ) as {{ clock }}_business_seconds{{ suffix }},
    {%- endfor %}
    {%- endfor %}
    is_known
from by_ticket
where is_known = 1

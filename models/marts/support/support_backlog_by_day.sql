with

changes as (

    select * from {{ ref('int_backlog_changes_unioned') }}

),

tickets as (

    select * from {{ ref('fct_support_tickets') }}

),

dates as (

    select date_day from {{ ref('int_dates_placed') }}
    where date_day <= {{ as_of_date() }}

),

by_day as (

    select
        tickets.brand_id,
        coalesce(tickets.department_id, 'unknown') as department_id,
        tickets.channel_id,
        coalesce(tickets.region, 'unknown') as region,
        changes.changed_date as date_day,
        sum(case when changes.open_change > 0 then 1 else 0 end) as entered_count,
        sum(case when changes.open_change < 0 then 1 else 0 end) as left_count
    from changes
    inner join tickets
        on changes.ticket_id = tickets.ticket_id
    where changes.changed_at < {{ cut_off() }}
    group by 1, 2, 3, 4, 5

),

queues as (

    select
        brand_id,
        department_id,
        channel_id,
        region,
        min(date_day) as first_day
    from by_day
    group by 1, 2, 3, 4

),

filled as (

    -- Every day since a queue had its first ticket.
    select
        queues.brand_id,
        queues.department_id,
        queues.channel_id,
        queues.region,
        dates.date_day,
        coalesce(by_day.entered_count, 0) as entered_count,
        coalesce(by_day.left_count, 0) as left_count
    from queues
    inner join dates
        on queues.first_day <= dates.date_day
    left join by_day
        on queues.brand_id = by_day.brand_id
        and queues.department_id = by_day.department_id
        and queues.channel_id = by_day.channel_id
        and queues.region = by_day.region
        and dates.date_day = by_day.date_day

)

select
    date_day,
    brand_id,
    department_id,
    channel_id,
    region,
    cast(entered_count as bigint) as entered_count,
    cast(left_count as bigint) as left_count,
    cast(
        sum(entered_count - left_count) over (
            partition by brand_id, department_id, channel_id, region
            order by date_day nulls last
            rows between unbounded preceding and current row
        ) as bigint
    ) as open_ticket_count
from filled

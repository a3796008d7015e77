{%- set window_days = var('behaviour_window_days') -%}
with

customers as (

    select * from {{ ref('dim_customers') }}

),

responses as (

    select * from {{ ref('fct_survey_responses') }}
    where is_counted

),

answers as (

    -- Respondents of a panel are nobody's customers.
    select responses.*
    from responses
    inner join customers
        on responses.customer_id = customers.customer_id

),

tickets as (

    select * from {{ ref('fct_support_tickets') }}

),

orders as (

    select * from {{ ref('fct_orders') }}
    where
        not is_cancelled
        and not is_return

),

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}
    where touchpoint_type in ('store_visit', 'product_event')

),

ticket_counts as (

    -- What came after the answer is left out: replies, and reopening where that may be.
    select
        answers.response_id,
        count(*) as ticket_count,
        sum(
            case
                when tickets.last_resolved_at < answers.submitted_at
                    then tickets.reopen_count
                else 0
            end
        ) as reopen_count,
        percentile_cont(0.9) within group (
            order by case
                when tickets.first_reply_at < answers.submitted_at
                    then tickets.first_reply_minutes / 60
            end
        ) as first_reply_p90_hours
    from answers
    inner join tickets
        on answers.customer_id = tickets.customer_id
        and answers.submitted_at > tickets.created_at
        and answers.submitted_at - {{ window_days }} * interval 1 day
        <= tickets.created_at
    group by 1

),

delivery_counts as (

    -- A delivery is late from the moment it was promised for.
    select
        answers.response_id,
        count(distinct orders.order_id) as late_delivery_count
    from answers
    inner join orders
        on answers.customer_id = orders.customer_id
        and answers.submitted_at > orders.promised_at
        and answers.submitted_at - {{ window_days }} * interval 1 day
        <= orders.promised_at
    where coalesce(orders.is_late, true)
    group by 1

),

touchpoint_counts as (

    select
        answers.response_id,
        count(*) filter (where touchpoints.touchpoint_type = 'store_visit')
            as store_visit_count,
        count(*) filter (where touchpoints.touchpoint_type = 'product_event')
            as digital_event_count
    from answers
    inner join touchpoints
        on answers.customer_id = touchpoints.customer_id
        and answers.submitted_at > touchpoints.occurred_at
        and answers.submitted_at - {{ window_days }} * interval 1 day
        <= touchpoints.occurred_at
    group by 1

)

select
    answers.response_id,
    answers.survey_kind,
    answers.brand_id,
    answers.customer_id,
    answers.account_id,
    answers.submitted_at,
    answers.submitted_date,
    answers.nps_score,
    cast(coalesce(ticket_counts.ticket_count, 0) as bigint) as ticket_count,
    cast(coalesce(ticket_counts.reopen_count, 0) as bigint) as reopen_count,
    -- Who wrote no ticket did not wait; who wrote one may wait still.
    case
        when ticket_counts.response_id is null then 0
        else ticket_counts.first_reply_p90_hours
    end as first_reply_p90_hours,
    cast(coalesce(delivery_counts.late_delivery_count, 0) as bigint)
        as late_delivery_count,
    cast(coalesce(touchpoint_counts.store_visit_count, 0) as bigint)
        as store_visit_count,
    cast(coalesce(touchpoint_counts.digital_event_count, 0) as bigint)
        as digital_event_count
from answers
left join ticket_counts
    on answers.response_id = ticket_counts.response_id
left join delivery_counts
    on answers.response_id = delivery_counts.response_id
left join touchpoint_counts
    on answers.response_id = touchpoint_counts.response_id

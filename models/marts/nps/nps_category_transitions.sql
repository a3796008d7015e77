{%- set cell = [
    'brand_id', 'survey_kind', 'period_grain', 'period_start_date', 'from_category',
    'to_category',
] -%}
with

history as (

    select * from {{ ref('customer_nps_history') }}
    where change_type != 'first'

),

orders as (

    select * from {{ ref('fct_orders') }}
    where customer_id is not null

),

periods as (

    -- Segments start at the month, and so do transitions.
    select * from {{ ref('int_dates_by_period') }}
    where year_start_date is not null

),

placed as (

    select
        history.brand_id,
        history.survey_kind,
        periods.period_grain,
        periods.period_start_date,
        periods.period_end_date,
        periods.is_complete_period,
        history.previous_category as from_category,
        history.nps_category as to_category,
        history.customer_id,
        count(*) as transition_count
    from history
    inner join periods
        on history.submitted_date = periods.date_day
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9

),

bought as (

    select
        placed.brand_id,
        placed.survey_kind,
        placed.period_grain,
        placed.period_start_date,
        placed.from_category,
        placed.to_category,
        coalesce({{ exact_sum('orders.amount') }}, 0) as revenue
    from placed
    left join orders
        on placed.customer_id = orders.customer_id
        and placed.brand_id = orders.brand_id
        and placed.period_end_date >= orders.ordered_date
        and {{ add_months('placed.period_end_date', -12) }} < orders.ordered_date
    group by 1, 2, 3, 4, 5, 6

),

counted as (

    select
        {{ cell | join(', ') }},
        period_end_date,
        is_complete_period,
        count(*) as customer_count,
        cast(sum(transition_count) as bigint) as transition_count
    from placed
    group by 1, 2, 3, 4, 5, 6, 7, 8

),

shared as (

    select
        counted.*,
        bought.revenue,
        cast(sum(counted.transition_count) over (
            partition by
                counted.brand_id,
                counted.survey_kind,
                counted.period_grain,
                counted.period_start_date,
                counted.from_category
        ) as bigint) as from_transition_count
    from counted
    inner join bought
        on {{ equal_columns('counted', 'bought', cell) }}

),

judged as (

    select
        *,
        case when from_transition_count < {{ var('min_group_size') }} then 'too_few' end
            as suppression_reason,
        transition_count / cast(from_transition_count as double) as share_of_from,
        {{ wilson_bound('transition_count', 'from_transition_count', -1) }} as ci_low,
        {{ wilson_bound('transition_count', 'from_transition_count', 1) }} as ci_high
    from shared

)

select
    judged.brand_id,
    judged.survey_kind,
    judged.period_grain,
    judged.period_start_date,
    judged.period_end_date,
    judged.is_complete_period,
    {{ is_latest_complete_period('judged', ['brand_id', 'survey_kind']) }},
    judged.from_category,
    judged.to_category,
    judged.transition_count,
    judged.from_transition_count,
    judged.customer_count,
    case when judged.suppression_reason is null then judged.share_of_from end as share,
    case when judged.suppression_reason is null then judged.ci_low end as share_ci_low,
    case when judged.suppression_reason is null then judged.ci_high end
        as share_ci_high,
    case when judged.suppression_reason is null then judged.revenue end as revenue,
    judged.suppression_reason
from judged

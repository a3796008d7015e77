{%- set window_days = var('rolling_window_days') -%}
with

answers as (

    -- The last score of a customer needs a known customer: secret surveys have none.
    select
        *,
        coalesce(customer_id, response_id) as customer_or_response_id
    from {{ ref('int_nps_answers_segmented') }}
    where
        is_counted
        and not is_secret

),

months as (

    select
        period_grain,
        period_start_date,
        period_end_date,
        is_complete_period
    from {{ ref('int_dates_by_period') }}
    where period_grain = 'month'
    group by 1, 2, 3, 4

),

followed as (

    select
        *,
        lead(submitted_date) over (
            partition by brand_id, survey_kind, dimension, customer_or_response_id
            order by
                submitted_date nulls last,
                submitted_at nulls last,
                response_id nulls last
        ) as next_submitted_date
    from answers

),

placed as (

    -- A score stands for its customer until the next one, within the window.
    select
        followed.brand_id,
        followed.survey_kind,
        followed.dimension,
        months.period_grain,
        months.period_start_date,
        months.period_end_date,
        months.is_complete_period,
        followed.cluster_id,
        followed.nps_points,
        followed.is_secret,
        true as is_shown,
        cast(null as string) as secret_suppression_reason
    from followed
    inner join months
        on followed.submitted_date <= months.period_end_date
        and {{ add_days('followed.submitted_date', window_days) }}
        > months.period_end_date
        and coalesce(followed.next_submitted_date > months.period_end_date, true)

),

{{ nps_estimated('placed', group_by=[
    'brand_id',
    'survey_kind',
    'dimension',
    'period_grain',
    'period_start_date',
    'period_end_date',
    'is_complete_period',
]) }}

select
    estimated.brand_id,
    estimated.survey_kind,
    estimated.dimension,
    estimated.period_grain,
    estimated.period_start_date,
    estimated.period_end_date,
    estimated.is_complete_period,
    {{ is_latest_complete_period('estimated') }},
    {{ nps_block('estimated') }}
from estimated

{#- Of each series the months with enough answers, smoothed as known at the end of each. -#}
{%- set so_far -%}
    over (
        partition by brand_id, survey_kind
        order by month_number nulls last
        rows between unbounded preceding and current row
    )
{%- endset -%}
{{ config(materialized='table') }}

with

observed as (

    select
        brand_id,
        survey_kind,
        period_start_date,
        cast(
            extract(year from period_start_date) * 12
            + extract(month from period_start_date) as integer
        ) as month_number,
        nps
    from {{ ref('int_nps_periods_estimated') }}
    where
        dimension = 'overall'
        and period_grain = 'month'
        and is_complete_period
        and suppression_reason is null
        and response_count >= {{ var('min_reportable_count') }}

),

remembered as (

    select
        *,
        cast(count(*) {{ so_far }} as integer) as observed_count,
        array_agg(month_number) {{ so_far }} as months,
        array_agg(nps) {{ so_far }} as month_nps,
        lead(month_number) over (
            partition by brand_id, survey_kind order by month_number nulls last
        ) as next_month_number
    from observed

),

smoothed as (

    select
        *,
        {{ damped_trend_state('months', 'month_nps', 'observed_count') }}
            as smoothed_state
    from remembered

)

select
    smoothed.brand_id,
    smoothed.survey_kind,
    smoothed.period_start_date,
    smoothed.month_number,
    smoothed.next_month_number,
    smoothed.nps,
    smoothed.observed_count,
    smoothed.smoothed_state.level as smoothed_level,
    smoothed.smoothed_state.trend as smoothed_trend,
    case when smoothed.observed_count > 1 then smoothed.smoothed_state.error end
        as forecast_error
from smoothed

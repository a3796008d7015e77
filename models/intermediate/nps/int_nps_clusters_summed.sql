{#-
    What each account or customer answered in each period of a series: sums that NPS and
    comparisons of periods are made of.
-#}
{{ config(materialized='table') }}

with

answers as (

    select * from {{ ref('int_nps_answers_segmented') }}

),

periods as (

    select * from {{ ref('int_dates_by_period') }}

),

secret_periods as (

    select * from {{ ref('int_nps_secret_periods') }}

),

placed as (

    -- Secret answers count from the month up, where their group is not hidden.
    select
        answers.brand_id,
        answers.survey_kind,
        answers.dimension,
        periods.period_grain,
        periods.period_start_date,
        periods.period_end_date,
        periods.is_complete_period,
        answers.cluster_id,
        answers.nps_points,
        answers.is_secret,
        answers.is_counted
        and not (answers.is_secret and coalesce(secret_periods.is_hidden, true))
            as is_shown,
        case when answers.is_secret then secret_periods.suppression_reason end
            as secret_suppression_reason
    from answers
    inner join periods
        on answers.submitted_date = periods.date_day
        and (periods.year_start_date is not null or not answers.is_secret)
    left join secret_periods
        on answers.brand_id = secret_periods.brand_id
        and answers.survey_kind = secret_periods.survey_kind
        and answers.dimension = secret_periods.dimension
        and periods.period_grain = secret_periods.period_grain
        and periods.period_start_date = secret_periods.period_start_date

)

select
    brand_id,
    survey_kind,
    dimension,
    period_grain,
    period_start_date,
    period_end_date,
    is_complete_period,
    cluster_id,
    max(secret_suppression_reason) as secret_suppression_reason,
    {{ nps_cluster_sums() }}
from placed
group by 1, 2, 3, 4, 5, 6, 7, 8

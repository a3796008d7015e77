{#-
    What each respondent of a benchmark survey said of each brand, in sums that NPS and
    gaps between brands are made of. Only benchmark surveys ask about competitors, and
    only the overall question is compared; anonymous ones are left out.
-#}
{{ config(materialized='table') }}

with

answers as (

    select * from {{ ref('int_nps_answers_segmented') }}
    where
        survey_kind = 'benchmark'
        and dimension = 'overall'
        and not is_secret

),

periods as (

    -- From the month up: a wave takes weeks.
    select * from {{ ref('int_dates_by_period') }}
    where year_start_date is not null

),

placed as (

    select
        answers.market,
        answers.brand_id,
        periods.period_grain,
        periods.period_start_date,
        periods.period_end_date,
        periods.is_complete_period,
        answers.cluster_id,
        answers.nps_points,
        answers.is_secret,
        answers.is_counted as is_shown
    from answers
    inner join periods
        on answers.submitted_date = periods.date_day

)

select
    market,
    brand_id,
    period_grain,
    period_start_date,
    period_end_date,
    is_complete_period,
    cluster_id,
    cast(null as string) as secret_suppression_reason,
    {{ nps_cluster_sums() }}
from placed
group by 1, 2, 3, 4, 5, 6, 7

{#-
    What goes into the NPS of a period that is over, so that a later build can tell why
    the number has changed.
-#}
with

answers as (

    select * from {{ ref('int_nps_answers_segmented') }}

),

periods as (

    select * from {{ ref('int_dates_by_period') }}
    where is_complete_period

),

estimated as (

    select * from {{ ref('int_nps_periods_estimated') }}

),

known as (

    select cast(max(load_id) as bigint) as known_load_id from answers

),

counted as (

    select
        answers.brand_id,
        answers.survey_kind,
        answers.dimension,
        periods.period_grain,
        periods.period_start_date,
        sum(case when answers.is_valid then 1 else 0 end) as valid_count,
        sum(case when answers.is_valid then answers.nps_points else 0 end)
            as valid_points,
        sum(case when answers.is_valid then abs(answers.nps_points) else 0 end)
            as valid_distances,
        count(distinct answers.customer_id) as customer_count,
        max(answers.is_secret) as has_secret,
        max(answers.load_id) as period_load_id
    from answers
    inner join periods
        on answers.submitted_date = periods.date_day
        and (periods.year_start_date is not null or not answers.is_secret)
    group by 1, 2, 3, 4, 5

)

select
    counted.brand_id,
    counted.survey_kind,
    counted.dimension,
    counted.period_grain,
    counted.period_start_date,
    case when estimated.suppression_reason is null then estimated.nps end as nps,
    estimated.response_count,
    cast(counted.valid_count as bigint) as valid_count,
    cast(counted.valid_points as bigint) as valid_points,
    cast(counted.valid_distances as bigint) as valid_distances,
    cast(counted.customer_count as bigint) as customer_count,
    counted.has_secret,
    cast(counted.period_load_id as bigint) as period_load_id,
    known.known_load_id
from counted
inner join estimated
    on counted.brand_id = estimated.brand_id
    and counted.survey_kind = estimated.survey_kind
    and counted.dimension = estimated.dimension
    and counted.period_grain = estimated.period_grain
    and counted.period_start_date = estimated.period_start_date
cross join known

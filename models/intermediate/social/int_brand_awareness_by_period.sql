with

answers as (

    select * from {{ ref('int_survey_answers_defined') }}
    where
        metric = 'awareness'
        and normalised_score is not null

),

responses as (

    -- Of the panel alone: it asks all brands of the same people in the same way.
    select * from {{ ref('int_survey_responses_flagged') }}
    where
        survey_kind = 'benchmark'
        and is_valid
        and not is_secret

),

periods as (

    select * from {{ ref('int_dates_by_period') }}

)

select
    responses.brand_id,
    periods.period_grain,
    periods.period_start_date,
    periods.period_end_date,
    periods.is_complete_period,
    count(*) as awareness_count,
    sum(case when answers.normalised_score >= 0.5 then 1 else 0 end)
    / cast(count(*) as double) as awareness
from answers
inner join responses
    on answers.response_id = responses.response_id
inner join periods
    on responses.submitted_date = periods.date_day
group by 1, 2, 3, 4, 5

with

answers as (

    select * from {{ ref('int_survey_answers_defined') }}

),

responses as (

    select * from {{ ref('int_survey_responses_identified') }}
    where not is_secret

),

counted as (

    select * from {{ ref('int_nps_answers_judged') }}
    where
        dimension = 'overall'
        and is_counted

),

questions as (

    select * from {{ ref('survey_questions') }}
    where metric = 'driver'

),

drivers_asked as (

    select
        responses.survey_id,
        questions.dimension as driver
    from responses
    inner join questions
        on responses.survey_id = questions.survey_id
        or questions.survey_id = '*'
    group by 1, 2

),

driver_scores as (

    -- Several questions may ask about one side: their mean is the driver.
    select
        response_id,
        dimension as driver,
        avg(normalised_score) as driver_score,
        avg(answer_score) as shown_score
    from answers
    where
        metric = 'driver'
        and normalised_score is not null
    group by 1, 2

),

nps_scores as (

    select
        counted.response_id,
        answers.answer_score as nps_score
    from counted
    inner join answers
        on counted.response_id = answers.response_id
        and counted.question_id = answers.question_id

)

select
    responses.response_id,
    responses.brand_id,
    responses.survey_kind,
    responses.market,
    responses.submitted_date,
    coalesce(responses.account_key, responses.customer_key, responses.response_id)
        as cluster_id,
    nps_scores.nps_score,
    drivers_asked.driver,
    driver_scores.driver_score,
    driver_scores.shown_score,
    driver_scores.driver_score >= {{ var('top_box_from') }} as is_good
from nps_scores
inner join responses
    on nps_scores.response_id = responses.response_id
inner join drivers_asked
    on responses.survey_id = drivers_asked.survey_id
left join driver_scores
    on responses.response_id = driver_scores.response_id
    and drivers_asked.driver = driver_scores.driver

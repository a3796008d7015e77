{{ config(materialized='table') }}

with

responses as (

    select * from {{ ref('int_survey_responses_identified') }}

),

nps_answers as (

    select * from {{ ref('int_survey_answers_defined') }}
    where metric = 'nps'

),

judged as (

    select
        nps_answers.response_id,
        nps_answers.question_id,
        nps_answers.dimension,
        responses.customer_key,
        responses.survey_id,
        responses.brand_id,
        responses.related_record_id,
        responses.submitted_at,
        nps_answers.nps_points,
        greatest(nps_answers._load_id, responses._load_id) as load_id,
        nps_answers.is_nps_score
        and not responses.is_preview
        and not responses.is_bot
        and not responses.is_future_dated as is_valid,
        case
            when nps_answers.is_missing then 'missing_score'
            when not nps_answers.is_nps_score then 'out_of_range'
        end as score_flag
    from nps_answers
    inner join responses
        on nps_answers.response_id = responses.response_id

),

followed as (

    -- The same known person answering the same question on the same matter.
    select
        *,
        lead(submitted_at) over (
            partition by
                coalesce(customer_key, response_id),
                survey_id,
                brand_id,
                coalesce(related_record_id, ''),
                question_id,
                is_valid
            order by submitted_at nulls last, response_id nulls last
        ) as next_submitted_at
    from judged

),

superseded as (

    select
        *,
        is_valid
        and coalesce(next_submitted_at <= submitted_at + interval 24 hours, false)
            as is_superseded
    from followed

)

select
    response_id,
    question_id,
    dimension,
    nps_points,
    score_flag,
    is_valid,
    is_superseded,
    is_valid and not is_superseded as is_counted,
    load_id
from superseded

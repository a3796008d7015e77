with

answers as (

    select * from {{ ref('int_survey_answers_defined') }}

),

responses as (

    select * from {{ ref('int_survey_responses_flagged') }}
    where not is_secret

),

judged as (

    select * from {{ ref('int_nps_answers_judged') }}

)

select
    answers.response_id || ':' || answers.question_id as answer_id,
    answers.response_id,
    answers.question_id,
    responses.survey_id,
    responses.survey_kind,
    responses.brand_id,
    responses.submitted_date,
    answers.metric,
    answers.dimension,
    answers.answer_score,
    answers.normalised_score,
    answers.nps_points,
    judged.is_counted,
    -- Free text waits for redaction.
    cast(null as string) as answer_text,
    responses.source_system,
    responses.source_record_id,
    answers._source_file as source_file,
    answers._row_number as source_row_number,
    answers._loaded_at as loaded_at,
    {{ build_run_id() }} as build_run_id
from answers
inner join responses
    on answers.response_id = responses.response_id
left join judged
    on answers.response_id = judged.response_id
    and answers.question_id = judged.question_id

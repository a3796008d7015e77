{{ config(materialized='table') }}

with

answers as (

    select * from {{ ref('int_survey_answers_unioned') }}

),

responses as (

    select * from {{ ref('int_survey_responses_unioned') }}

),

questions as (

    select * from {{ ref('survey_questions') }}

),

options as (

    -- The seed and the tool may both name an option: one score per answer.
    select
        survey_id,
        question_id,
        answer_text,
        max(answer_score) as answer_score
    from {{ ref('int_answer_options_unioned') }}
    where answer_score is not null
    group by 1, 2, 3

),

asked as (

    select
        answers.response_id,
        responses.survey_id,
        answers.question_id,
        answers.answer_text,
        coalesce(options.answer_score, answers.answer_score) as answer_score,
        answers._load_id,
        answers._loaded_at,
        answers._source_file,
        answers._row_number
    from answers
    inner join responses
        on answers.response_id = responses.response_id
    left join options
        on responses.survey_id = options.survey_id
        and answers.question_id = options.question_id
        and lower(answers.answer_text) = options.answer_text

),

defined as (

    -- A question declared for its survey comes before one declared for any (`*`).
    select
        asked.response_id,
        asked.survey_id,
        asked.question_id,
        asked.answer_text,
        asked.answer_score,
        asked._load_id,
        asked._loaded_at,
        asked._source_file,
        asked._row_number,
        questions.metric,
        questions.dimension,
        cast(questions.scale_min as double) as scale_min,
        cast(questions.scale_max as double) as scale_max,
        questions.scale_direction,
        cast(questions.satisfied_from as double) as satisfied_from,
        cast(coalesce(questions.promoter_from, 9) as double) as promoter_from,
        cast(coalesce(questions.detractor_to, 6) as double) as detractor_to,
        -- Missing codes are separated by a pipe, as in 11|99.
        '|' || coalesce(questions.missing_codes, '') || '|' as missing_codes,
        row_number() over (
            partition by asked.response_id, asked.question_id
            order by
                case when questions.survey_id = '*' then 1 else 0 end,
                asked._load_id desc nulls last,
                asked._row_number desc nulls last
        ) as definition_rank
    from asked
    inner join questions
        on asked.question_id = questions.question_id
        and (
            asked.survey_id = questions.survey_id
            or questions.survey_id = '*'
        )

),

read as (

    select
        *,
        answer_text is null
        or position('|' || answer_text || '|' in missing_codes) > 0 as is_missing
    from defined
    where definition_rank = 1

),

scored as (

    select
        response_id,
        survey_id,
        question_id,
        metric,
        dimension,
        scale_min,
        scale_max,
        answer_text,
        case when not is_missing then answer_score end as answer_score,
        case
            when is_missing or not scale_max > scale_min then null
            when answer_score not between scale_min and scale_max then null
            when scale_direction = 'down'
                then (scale_max - answer_score) / (scale_max - scale_min)
            else (answer_score - scale_min) / (scale_max - scale_min)
        end as normalised_score,
        -- Satisfied is at or above the score given, else in the upper quarter.
        case
            when metric != 'csat' or is_missing or answer_score is null then null
            when satisfied_from is null and scale_direction = 'down'
                then scale_max - answer_score >= 0.75 * (scale_max - scale_min)
            when satisfied_from is null
                then answer_score - scale_min >= 0.75 * (scale_max - scale_min)
            when scale_direction = 'down' then answer_score <= satisfied_from
            else answer_score >= satisfied_from
        end as is_satisfied,
        is_missing,
        -- An NPS score is a whole number on its scale; nothing else is coerced to one.
        metric = 'nps'
        and not is_missing
        and answer_score is not null
        and answer_score = floor(answer_score)
        and answer_score >= coalesce(scale_min, 0)
        and answer_score <= coalesce(scale_max, 10) as is_nps_score,
        promoter_from,
        detractor_to,
        _load_id,
        _loaded_at,
        _source_file,
        _row_number
    from read

)

select
    *,
    {{ nps_category('answer_score', 'is_nps_score') }} as nps_category,
    {{ nps_points('answer_score', 'is_nps_score') }} as nps_points
from scored

{{ config(materialized='table') }}

with

responses as (

    select * from {{ ref('int_survey_responses_identified') }}

),

overall_answers as (

    select * from {{ ref('int_nps_answers_judged') }}
    where dimension = 'overall'

),

surveys_asking_nps as (

    select survey_id
    from {{ ref('survey_questions') }}
    where
        metric = 'nps'
        and dimension = 'overall'
    group by 1

),

survey_paces as (

    select
        survey_id,
        channel_id,
        percentile_cont(0.5) within group (order by duration_seconds)
            as median_duration_seconds
    from responses
    where
        is_complete
        and duration_seconds is not null
    group by 1, 2
    having count(*) >= 100

),

driver_spreads as (

    select
        response_id,
        min(answer_score) = max(answer_score) as is_straightliner
    from {{ ref('int_survey_answers_defined') }}
    where metric = 'driver'
    group by 1
    having count(answer_score) >= 5

),

examined as (

    select
        responses.*,
        surveys_asking_nps.survey_id is not null as is_nps_asked,
        -- A question left out has no answer row at all in some tools.
        surveys_asking_nps.survey_id is not null
        and coalesce(overall_answers.score_flag, 'missing_score') = 'missing_score'
        and overall_answers.nps_points is null as is_missing_score,
        coalesce(overall_answers.score_flag = 'out_of_range', false) as is_out_of_range,
        coalesce(overall_answers.is_superseded, false) as is_superseded,
        coalesce(overall_answers.is_counted, false) as is_counted,
        coalesce(
            responses.duration_seconds < survey_paces.median_duration_seconds / 3, false
        ) as is_speeder,
        coalesce(driver_spreads.is_straightliner, false) as is_straightliner
    from responses
    left join overall_answers
        on responses.response_id = overall_answers.response_id
    left join surveys_asking_nps
        on responses.survey_id = surveys_asking_nps.survey_id
    left join survey_paces
        on responses.survey_id = survey_paces.survey_id
        and responses.channel_id = survey_paces.channel_id
    left join driver_spreads
        on responses.response_id = driver_spreads.response_id

),

flagged as (

    select
        *,
        case when is_out_of_range then 'out_of_range,' else '' end
        || case when is_missing_score then 'missing_score,' else '' end
        || case when is_complete = false then 'incomplete,' else '' end
        || case when is_preview then 'preview,' else '' end
        || case when is_superseded then 'duplicate,' else '' end
        || case when is_speeder then 'speeder,' else '' end
        || case when is_straightliner then 'straightliner,' else '' end
        || case when is_bot then 'bot,' else '' end
        || case when is_future_dated then 'future_dated,' else '' end
        || case when not is_known_survey then 'unknown_survey,' else '' end as flags
    from examined

)

select
    *,
    not is_out_of_range
    and not is_missing_score
    and not is_preview
    and not is_bot
    and not is_future_dated as is_valid,
    -- The first reason that would be enough on its own.
    case
        when is_counted then null
        when is_preview then 'preview'
        when is_future_dated then 'future_dated'
        when is_bot then 'bot'
        when not is_known_survey then 'unknown_survey'
        when not is_nps_asked then 'no_nps_question'
        when is_missing_score then 'missing_score'
        when is_out_of_range then 'out_of_range'
        when is_superseded then 'duplicate'
    end as exclusion_reason,
    nullif(left(flags, greatest(length(flags) - 1, 0)), '') as quality_flags
from flagged

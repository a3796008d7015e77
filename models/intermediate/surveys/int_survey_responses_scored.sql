{{ config(materialized='table') }}

with

answers as (

    select * from {{ ref('int_survey_answers_defined') }}

)

-- Seeds declare one question per metric and dimension of a survey.
select
    response_id,
    cast(
        max(
            case
                when metric = 'nps' and dimension = 'overall' and is_nps_score
                    then answer_score
            end
        ) as integer
    ) as nps_score,
    max(case when metric = 'nps' and dimension = 'overall' then nps_category end)
        as nps_category,
    max(case when metric = 'nps' and dimension = 'overall' then nps_points end)
        as nps_points,
    max(case when metric = 'csat' and dimension = 'overall' then normalised_score end)
        as csat,
    max(
        case
            when metric = 'csat' and dimension = 'overall'
                then cast(is_satisfied as integer)
        end
    ) = 1 as is_satisfied,
    max(case when metric = 'ces' and dimension = 'overall' then answer_score end)
        as ces,
    max(
        case
            when metric in ('reason', 'suggestion') and not is_missing then 1 else 0
        end
    ) = 1 as has_text
from answers
group by 1

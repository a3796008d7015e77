-- The first and the latest readable response of each customer of the stores.
with

responses as (

    select * from core.fct_survey_responses
    where survey_id = 'store_visits'

),

placed as (

    select
        *,
        row_number() over (
            partition by respondent_id
            order by submitted_at, response_id
        ) as nth,
        row_number() over (
            partition by respondent_id
            order by submitted_at desc, response_id desc
        ) as nth_last
    from responses

)

select
    region,
    related_touchpoint_id,
    respondent_id,
    submitted_at,
    case when nth = 1 then 'First' else 'Latest' end as result,
    nps_score,
    nps_category
from placed
where 1 in (nth, nth_last)

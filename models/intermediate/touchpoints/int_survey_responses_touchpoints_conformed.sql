with

-- Secret surveys leave no trace of a person; a preview is no customer's.
responses as (

    select * from {{ ref('int_survey_responses_flagged') }}
    where
        not is_secret
        and not is_preview

),

scores as (

    select * from {{ ref('int_survey_responses_scored') }}

)

select
    responses.response_id as touchpoint_id,
    'survey_response' as touchpoint_type,
    responses.source_system,
    responses.source_record_id,
    responses.source_person_id,
    responses.account_key as account_id,
    responses.channel_id as channel,
    responses.survey_id as activity,
    'inbound' as direction,
    responses.brand_id,
    responses.product_id,
    responses.department_id,
    responses.journey_stage,
    responses.region,
    responses.language,
    responses.submitted_at as occurred_at,
    coalesce(scores.has_text, false) as has_text,
    case when responses.is_valid then scores.nps_score end as nps_score,
    scores.csat as satisfaction,
    responses._load_id,
    responses._loaded_at,
    responses._source_file,
    responses._row_number
from responses
left join scores
    on responses.response_id = scores.response_id

with

responses as (

    -- Rows of secret surveys are counted in the NPS marts and shown nowhere.
    select * from {{ ref('int_survey_responses_flagged') }}
    where not is_secret

),

answers as (

    select * from {{ ref('int_survey_answers_defined') }}

),

scores as (

    -- Seeds declare one question per metric and dimension of a survey.
    select
        response_id,
        max(case when metric = 'nps' and is_nps_score then answer_score end)
            as nps_score,
        max(case when metric = 'nps' then nps_category end) as nps_category,
        max(case when metric = 'nps' then nps_points end) as nps_points,
        max(case when metric = 'csat' then normalised_score end) as csat,
        max(case when metric = 'csat' then cast(is_satisfied as integer) end) = 1
            as is_satisfied,
        max(case when metric = 'ces' then answer_score end) as ces
    from answers
    where
        dimension = 'overall'
        and metric in ('nps', 'csat', 'ces')
    group by 1

),

weights as (

    select * from {{ ref('int_survey_responses_weighted') }}
    where
        period_grain = '{{ var("weighting_grain") }}'
        and weight_source = 'raked'
        and is_weighting_valid

)

select
    responses.response_id,
    responses.respondent_key as respondent_id,
    responses.survey_id,
    responses.survey_kind,
    responses.brand_id,
    responses.customer_key as customer_id,
    responses.account_key as account_id,
    responses.started_at,
    responses.submitted_at,
    responses.submitted_date,
    responses.duration_seconds,
    responses.channel_id,
    responses.language,
    responses.market,
    cast(scores.nps_score as integer) as nps_score,
    scores.nps_category,
    scores.nps_points,
    scores.csat,
    scores.is_satisfied,
    scores.ces,
    coalesce(responses.supplied_weight, weights.weight) as response_weight,
    responses.quality_flags,
    responses.is_valid,
    responses.is_counted,
    responses.exclusion_reason,
    responses.is_complete,
    responses.customer_segment,
    responses.value_tier,
    responses.lifecycle_stage,
    responses.region,
    responses.product_id,
    responses.department_id,
    responses.sales_owner,
    responses.respondent_role,
    responses.journey_stage,
    responses.tenure_band,
    responses.related_record_id as related_touchpoint_id,
    responses.source_system,
    responses.source_record_id,
    responses._source_file as source_file,
    responses._row_number as source_row_number,
    responses._loaded_at as loaded_at,
    {{ build_run_id() }} as build_run_id
from responses
left join scores
    on responses.response_id = scores.response_id
left join weights
    on responses.response_id = weights.response_id

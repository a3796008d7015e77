{{ config(materialized='table') }}

with

answers as (

    select * from {{ ref('int_nps_answers_judged') }}
    where nps_points is not null

),

responses as (

    select * from {{ ref('int_survey_responses_identified') }}

)

-- One row per NPS score, counted or not, with all that NPS is cut by.
select
    answers.response_id,
    answers.question_id,
    responses.survey_id,
    responses.brand_id,
    responses.survey_kind,
    coalesce(responses.market, 'unknown') as market,
    answers.dimension,
    responses.submitted_at,
    responses.submitted_date,
    answers.nps_points,
    answers.is_valid,
    answers.is_counted,
    responses.is_secret,
    responses.supplied_weight,
    responses.customer_key as customer_id,
    -- Answers of one account, else of one customer, are not independent.
    coalesce(responses.account_key, responses.customer_key, answers.response_id)
        as cluster_id,
    {%- for segment_type in var('segment_types') if ' x ' not in segment_type %}
    {%- set column = {
        'channel': 'channel_id', 'product': 'product_id', 'department': 'department_id'
    }.get(segment_type, segment_type) %}
    coalesce(responses.{{ column }}, 'unknown') as {{ segment_type }}_segment,
    {%- endfor %}
    responses._loaded_at as loaded_at,
    answers.load_id
from answers
inner join responses
    on answers.response_id = responses.response_id

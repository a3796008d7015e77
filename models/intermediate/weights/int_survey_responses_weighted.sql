{#-
    The weight of each response in each period: the one supplied with it, else by raking, a mean
    of 1 per survey, brand and period; else 1. Where a survey supplies weights, a response
    without one has none, and weighs 0.
-#}
{{ config(materialized='table') }}

with

responses as (

    select * from {{ ref('int_responses_to_weight_placed') }}

),

numbered as (

    select * from {{ ref('int_weight_cells_numbered') }}

),

raked as (

    select * from {{ ref('int_weight_cells_raked') }}

),

weightings as (

    select * from {{ ref('int_weightings_judged') }}

),

supplied as (

    select
        weighting_id,
        {{ exact_sum('supplied_weight') }} / count(*) as mean_weight
    from responses
    where weight_source = 'supplied'
    group by 1

)

select
    responses.response_id,
    responses.survey_id,
    responses.brand_id,
    responses.survey_kind,
    responses.period_grain,
    responses.period_start_date,
    responses.weight_source,
    case responses.weight_source
        when 'supplied'
            then coalesce(responses.supplied_weight, 0) / supplied.mean_weight
        when 'raked' then raked.weight
        else 1
    end as weight,
    coalesce(raked.is_trimmed, false) as is_trimmed,
    weightings.is_weight_converged,
    case responses.weight_source
        when 'supplied' then true
        when 'raked' then weightings.is_weighting_valid
    end as is_weighting_valid,
    weightings.max_margin_error
from responses
left join supplied
    on responses.weighting_id = supplied.weighting_id
left join numbered
    on responses.weighting_id = numbered.weighting_id
    and responses.category_1 = numbered.category_1
    and responses.category_2 = numbered.category_2
    and responses.category_3 = numbered.category_3
left join raked
    on numbered.weighting_id = raked.weighting_id
    and numbered.number_1 = raked.number_1
    and numbered.number_2 = raked.number_2
    and numbered.number_3 = raked.number_3
left join weightings
    on responses.weighting_id = weightings.weighting_id

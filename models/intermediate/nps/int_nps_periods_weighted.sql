{#-
    Series in which a survey is weighted, of the same answers as int_nps_periods_estimated:
    those of other surveys weigh 1, which is what a weighted survey's do on average, so that
    each survey keeps its part.
-#}
{{ config(materialized='table') }}

with

answers as (

    select * from {{ ref('int_nps_answers_segmented') }}
    where is_counted

),

weights as (

    select * from {{ ref('int_survey_responses_weighted') }}

),

secret_periods as (

    select * from {{ ref('int_nps_secret_periods') }}

),

estimated as (

    select * from {{ ref('int_nps_periods_estimated') }}

),

{{ weighted_series('weights') }},

placed as (

    select
        answers.brand_id,
        answers.survey_kind,
        answers.dimension,
        weights.period_grain,
        weights.period_start_date,
        answers.cluster_id,
        answers.nps_points,
        weights.weight,
        weights.is_trimmed
    from answers
    inner join weights
        on answers.response_id = weights.response_id
    left join secret_periods
        on answers.brand_id = secret_periods.brand_id
        and answers.survey_kind = secret_periods.survey_kind
        and answers.dimension = secret_periods.dimension
        and weights.period_grain = secret_periods.period_grain
        and weights.period_start_date = secret_periods.period_start_date
    where not (answers.is_secret and coalesce(secret_periods.is_hidden, true))

),

{{ nps_weighted('placed', group_by=[
    'brand_id',
    'survey_kind',
    'dimension',
    'period_grain',
    'period_start_date',
]) }}

select
    weighted.brand_id,
    weighted.survey_kind,
    weighted.dimension,
    weighted.period_grain,
    weighted.period_start_date,
    {{ nps_weighted_block() }}
from weighted
inner join weighted_series
    on weighted.brand_id = weighted_series.brand_id
    and weighted.survey_kind = weighted_series.survey_kind
    and weighted.period_grain = weighted_series.period_grain
    and weighted.period_start_date = weighted_series.period_start_date
inner join estimated
    on weighted.brand_id = estimated.brand_id
    and weighted.survey_kind = estimated.survey_kind
    and weighted.dimension = estimated.dimension
    and weighted.period_grain = estimated.period_grain
    and weighted.period_start_date = estimated.period_start_date

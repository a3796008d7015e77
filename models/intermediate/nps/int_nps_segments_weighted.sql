{#- int_nps_periods_weighted for each segment, with the weights of the whole. -#}
{{ config(materialized='table') }}

with

answers as (

    select * from {{ ref('int_nps_answers_by_segment') }}
    where is_counted

),

segments as (

    select * from {{ ref('int_nps_segments_numbered') }}

),

weights as (

    select * from {{ ref('int_survey_responses_weighted') }}

),

secret_segments as (

    select * from {{ ref('int_nps_secret_segments') }}

),

estimated as (

    select * from {{ ref('int_nps_segments_estimated') }}

),

{{ weighted_series('weights') }},

placed as (

    select
        segments.segment_number,
        weights.period_grain,
        weights.period_start_date,
        answers.cluster_number as cluster_id,
        answers.nps_points,
        weights.weight,
        weights.is_trimmed
    from answers
    inner join segments
        on answers.series_number = segments.series_number
        and answers.segment_type = segments.segment_type
        and answers.segment_value = segments.segment_value
    inner join weights
        on answers.response_id = weights.response_id
    left join secret_segments
        on answers.brand_id = secret_segments.brand_id
        and answers.survey_kind = secret_segments.survey_kind
        and answers.dimension = secret_segments.dimension
        and answers.segment_type = secret_segments.segment_type
        and answers.segment_value = secret_segments.segment_value
        and weights.period_grain = secret_segments.period_grain
        and weights.period_start_date = secret_segments.period_start_date
    where not (answers.is_secret and coalesce(secret_segments.is_hidden, true))

),

{{ nps_weighted('placed', group_by=[
    'segment_number',
    'period_grain',
    'period_start_date',
]) }}

select
    estimated.brand_id,
    estimated.survey_kind,
    estimated.dimension,
    weighted.period_grain,
    weighted.period_start_date,
    estimated.segment_type,
    estimated.segment_value,
    {{ nps_weighted_block() }}
from weighted
inner join estimated
    on weighted.segment_number = estimated.segment_number
    and weighted.period_grain = estimated.period_grain
    and weighted.period_start_date = estimated.period_start_date
inner join weighted_series
    on estimated.brand_id = weighted_series.brand_id
    and estimated.survey_kind = weighted_series.survey_kind
    and weighted.period_grain = weighted_series.period_grain
    and weighted.period_start_date = weighted_series.period_start_date

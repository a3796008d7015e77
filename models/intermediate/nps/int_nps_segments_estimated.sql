{#- What is known of each segment and period, hidden or not: nps_by_segment publishes it. -#}
{{ config(materialized='table') }}

with

clusters as (

    select * from {{ ref('int_nps_segment_clusters_summed') }}

),

segments as (

    select * from {{ ref('int_nps_segments_numbered') }}

),

periods as (

    select
        period_grain,
        period_start_date,
        max(period_end_date) as period_end_date,
        max(is_complete_period) as is_complete_period
    from {{ ref('int_dates_by_period') }}
    group by 1, 2

),

{{ nps_estimated_from_clusters('clusters', group_by=[
    'segment_number',
    'period_grain',
    'period_start_date',
]) }}

select
    segments.brand_id,
    segments.survey_kind,
    segments.dimension,
    segments.segment_type,
    segments.segment_value,
    segments.type_number,
    periods.period_end_date,
    periods.is_complete_period,
    estimated.*
from estimated
inner join segments
    on estimated.segment_number = segments.segment_number
inner join periods
    on estimated.period_grain = periods.period_grain
    and estimated.period_start_date = periods.period_start_date

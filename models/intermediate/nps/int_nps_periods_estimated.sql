{#- What is known of each series and period, hidden or not: nps_by_period publishes it. -#}
{{ config(materialized='table') }}

with

clusters as (

    select * from {{ ref('int_nps_clusters_summed') }}

),

{{ nps_estimated_from_clusters('clusters', group_by=[
    'brand_id',
    'survey_kind',
    'dimension',
    'period_grain',
    'period_start_date',
    'period_end_date',
    'is_complete_period',
]) }}

select * from estimated

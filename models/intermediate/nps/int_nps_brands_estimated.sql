{#- What is known of each brand, hidden or not: nps_by_competitor publishes it. -#}
{{ config(materialized='table') }}

with

clusters as (

    select * from {{ ref('int_nps_brand_clusters_summed') }}

),

{{ nps_estimated_from_clusters('clusters', group_by=[
    'market',
    'brand_id',
    'period_grain',
    'period_start_date',
    'period_end_date',
    'is_complete_period',
]) }}

select * from estimated

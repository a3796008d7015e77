{#- Each segment and period beside the one before. -#}
{{ config(materialized='table') }}

with

estimated as (

    select * from {{ ref('int_nps_segments_estimated') }}

),

clusters as (

    select * from {{ ref('int_nps_segment_clusters_summed') }}

),

{{ nps_compared(
    'estimated', 'clusters', series=['segment_number'], comparisons=['previous']
) }}

select * from compared

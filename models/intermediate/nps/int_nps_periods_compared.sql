{#- Each period of a series beside the one before and the same one a year ago. -#}
{{ config(materialized='table') }}

with

estimated as (

    select * from {{ ref('int_nps_periods_estimated') }}

),

clusters as (

    select * from {{ ref('int_nps_clusters_summed') }}

),

{{ nps_compared(
    'estimated',
    'clusters',
    series=['brand_id', 'survey_kind', 'dimension'],
    comparisons=['previous', 'year_ago'],
) }}

select * from compared

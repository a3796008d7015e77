{{ config(materialized='table') }}

with

answers as (

    select * from {{ ref('int_nps_answers_by_segment') }}

),

grouped as (

    select
        series_number,
        segment_type,
        segment_value,
        max(brand_id) as brand_id,
        max(survey_kind) as survey_kind,
        max(dimension) as dimension
    from answers
    group by 1, 2, 3

)

-- A number for each segment, and one for all segments of its type together.
select
    *,
    row_number() over (
        order by
            series_number nulls last,
            segment_type nulls last,
            segment_value nulls last
    ) as segment_number,
    dense_rank() over (
        order by
            series_number nulls last,
            segment_type nulls last
    ) as type_number
from grouped

{{ config(materialized='table') }}

with

responses as (

    select * from {{ ref('int_responses_to_weight_placed') }}
    where weight_source = 'raked'

),

categories as (

    select * from {{ ref('int_weight_categories_merged') }}

),

cells as (

    select
        weighting_id,
        category_1,
        category_2,
        category_3,
        count(*) as cell_count
    from responses
    group by 1, 2, 3, 4

),

matched as (

    select
        cells.weighting_id,
        cells.category_1,
        cells.category_2,
        cells.category_3,
        cells.cell_count,
        categories.margin_number,
        categories.category_number
    from cells
    left join categories
        on cells.weighting_id = categories.weighting_id
        and case categories.margin_number
            when 1 then cells.category_1
            when 2 then cells.category_2
            else cells.category_3
        end = categories.category

)

-- What has no target is in the first category.
select
    weighting_id,
    category_1,
    category_2,
    category_3,
    cell_count,
    coalesce(max(case when margin_number = 1 then category_number end), 1) as number_1,
    coalesce(max(case when margin_number = 2 then category_number end), 1) as number_2,
    coalesce(max(case when margin_number = 3 then category_number end), 1) as number_3
from matched
group by 1, 2, 3, 4, 5

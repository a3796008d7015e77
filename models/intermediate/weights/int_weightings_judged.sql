{{ config(materialized='table') }}

with

cells as (

    select * from {{ ref('int_weight_cells_raked') }}

),

categories as (

    select * from {{ ref('int_weight_categories_merged') }}

),

by_margin as (
    {%- for margin in [1, 2, 3] %}

    select
        weighting_id,
        {{ margin }} as margin_number,
        number_{{ margin }} as category_number,
        {{ exact_sum('cell_count * raked_weight') }} as raked_count,
        {{ exact_sum('cell_count * weight') }} as weighted_count
    from cells
    group by 1, 3
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

targets as (

    select
        weighting_id,
        margin_number,
        category_number,
        {{ exact_sum('target_count') }} as target_count,
        min(category_count) as smallest_count,
        count(category) > 1
        and count(category) = sum(count(category)) over (
            partition by weighting_id, margin_number
        ) as is_whole_margin_merged
    from categories
    group by 1, 2, 3

),

compared as (

    select
        targets.*,
        abs(coalesce(by_margin.raked_count, 0) / nullif(targets.target_count, 0) - 1)
            as raking_error,
        abs(coalesce(by_margin.weighted_count, 0) / nullif(targets.target_count, 0) - 1)
            as margin_error
    from targets
    left join by_margin
        on targets.weighting_id = by_margin.weighting_id
        and targets.margin_number = by_margin.margin_number
        and targets.category_number = by_margin.category_number

),

judged as (

    select
        weighting_id,
        max(margin_error) as max_margin_error,
        max(raking_error) < 1e-6 as is_weight_converged,
        max(margin_error) < {{ var('max_weighting_error') }}
        and min(smallest_count) > 0
        and max(case when is_whole_margin_merged then 1 else 0 end) = 0 as is_fit
    from compared
    group by 1

)

select
    weighting_id,
    max_margin_error,
    is_weight_converged,
    is_weight_converged and is_fit as is_weighting_valid
from judged
